namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>
/// Edges (Canny, 1986): where the gradient is greatest along its direction and strong, and where it is weaker but goes on from there. The gradient
/// is Sobel's, its length the sum of its two parts, as in OpenCV.
/// </summary>
internal sealed class CannyEdges
{
    private static readonly Tap[] _acrossColumns = TapFilter.Square([-1, 0, 1], [-2, 0, 2], [-1, 0, 1]);
    private static readonly Tap[] _acrossRows = TapFilter.Square([-1, -2, -1], [0, 0, 0], [1, 2, 1]);

    // The tangents of the angles between which a gradient points to a diagonal neighbour.
    private static readonly double _flat = Math.Tan(Math.PI / 8);
    private static readonly double _steep = Math.Tan(3 * Math.PI / 8);

    private readonly Plane _x;
    private readonly Plane _y;
    private readonly int _size;

    private CannyEdges(Plane plane)
    {
        (_x, _y, _size) = (Gradient(plane, _acrossColumns), Gradient(plane, _acrossRows), plane.Size);
    }

    /// <summary>Finds the edges of a plane.</summary>
    /// <param name="plane">Levels from 0 to 255.</param>
    /// <param name="weak">Gradients above this are edges where they go on from strong ones.</param>
    /// <param name="strong">Gradients above this are edges.</param>
    /// <returns>Whether there is an edge, <c>[size, size]</c>.</returns>
    public static bool[] Find(Plane plane, double weak, double strong) => new CannyEdges(plane).Find(weak, strong);

    private static Plane Gradient(Plane plane, Tap[] taps)
    {
        var gradient = new Plane(plane.Size);
        gradient.Set(plane);
        TapFilter.Apply(gradient, taps, Border.Nearest);
        return gradient;
    }

    private bool[] Find(double weak, double strong)
    {
        var candidates = new bool[_size * _size];
        var edges = new bool[_size * _size];
        var open = new Stack<int>();
        for (var i = 0; i < edges.Length; i++)
        {
            var (x, y) = (i % _size, i / _size);
            var length = Length(x, y);
            candidates[i] = length > weak && IsRidge(x, y, length);
            if (candidates[i] && length > strong)
            {
                edges[i] = true;
                open.Push(i);
            }
        }

        while (open.TryPop(out var i))
        {
            for (var y = Math.Max(i / _size, 1) - 1; y <= Math.Min((i / _size) + 1, _size - 1); y++)
            {
                for (var x = Math.Max(i % _size, 1) - 1; x <= Math.Min((i % _size) + 1, _size - 1); x++)
                {
                    var neighbour = (y * _size) + x;
                    if (candidates[neighbour] && !edges[neighbour])
                    {
                        edges[neighbour] = true;
                        open.Push(neighbour);
                    }
                }
            }
        }

        return edges;
    }

    /// <summary>Whether the gradient is longer than at the two neighbours that it points to and from.</summary>
    private bool IsRidge(int x, int y, float length)
    {
        var (across, down) = (_x.Row(y)[x], _y.Row(y)[x]);
        if (Math.Abs(down) < Math.Abs(across) * _flat)
        {
            return length > Length(x - 1, y) && length >= Length(x + 1, y);
        }

        if (Math.Abs(down) > Math.Abs(across) * _steep)
        {
            return length > Length(x, y - 1) && length >= Length(x, y + 1);
        }

        var side = across * down < 0 ? -1 : 1;
        return length > Length(x - side, y - 1) && length > Length(x + side, y + 1);
    }

    private float Length(int x, int y) =>
        (uint)x < (uint)_size && (uint)y < (uint)_size ? Math.Abs(_x.Row(y)[x]) + Math.Abs(_y.Row(y)[x]) : 0;
}
