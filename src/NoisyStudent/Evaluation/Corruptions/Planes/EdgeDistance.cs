namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>How far each pixel is from the nearest edge, in steps to neighbours and knight's moves (Borgefors, 1986).</summary>
internal static class EdgeDistance
{
    private const float Straight = 1;
    private const float Diagonal = 1.4f;
    private const float Knight = 2.1969f;

    // Those that come before a pixel, row by row; the others are their mirror images.
    private static readonly (int X, int Y, float Length)[] _before =
    [
        (-1, 0, Straight), (0, -1, Straight), (-1, -1, Diagonal), (1, -1, Diagonal),
        (-2, -1, Knight), (2, -1, Knight), (-1, -2, Knight), (1, -2, Knight),
    ];

    /// <summary>Measures distances in pixels; without any edge all are infinite.</summary>
    /// <param name="edges">Whether there is an edge, <c>[size, size]</c>.</param>
    /// <param name="size">Width and height.</param>
    public static Plane From(bool[] edges, int size)
    {
        var distances = new Plane(size);
        for (var i = 0; i < edges.Length; i++)
        {
            distances.Values[i] = edges[i] ? 0 : float.PositiveInfinity;
        }

        for (var i = 0; i < edges.Length; i++)
        {
            Shorten(distances, i % size, i / size, sign: 1);
        }

        for (var i = edges.Length - 1; i >= 0; i--)
        {
            Shorten(distances, i % size, i / size, sign: -1);
        }

        return distances;
    }

    private static void Shorten(Plane distances, int x, int y, int sign)
    {
        ref var distance = ref distances.Row(y)[x];
        foreach (var step in _before)
        {
            var (fromX, fromY) = (x + (sign * step.X), y + (sign * step.Y));
            if ((uint)fromX < (uint)distances.Size && (uint)fromY < (uint)distances.Size)
            {
                distance = Math.Min(distance, distances.Row(fromY)[fromX] + step.Length);
            }
        }
    }
}
