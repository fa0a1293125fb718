using System.Numerics;

namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>A square of numbers, row by row from the top: a channel of a picture, or a layer that is laid over one.</summary>
/// <param name="size">Width and height.</param>
internal sealed class Plane(int size)
{
    /// <summary>Width and height.</summary>
    public int Size { get; } = size;

    /// <summary>The numbers, <c>[size, size]</c>.</summary>
    public float[] Values { get; } = new float[size * size];

    /// <summary>A row.</summary>
    /// <param name="y">Its number from the top.</param>
    public Span<float> Row(int y) => Values.AsSpan(y * Size, Size);

    /// <summary>Sets all numbers below a bound to 0.</summary>
    public void ZeroBelow(double threshold)
    {
        foreach (ref var value in Values.AsSpan())
        {
            value = value < threshold ? 0 : value;
        }
    }

    /// <summary>Takes over the numbers of a plane of the same size.</summary>
    public void Set(Plane other) => other.Values.CopyTo(Values.AsSpan());

    /// <summary>The number at a place between the grid's, whose first is at (0, 0), by bilinear interpolation.</summary>
    public float At(double x, double y, Border border)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (toRight, toBottom) = ((float)(x - left), (float)(y - top));
        var (x0, x1) = (border.Inside(left, Size), border.Inside(left + 1, Size));
        var upper = Row(border.Inside(top, Size));
        var lower = Row(border.Inside(top + 1, Size));
        var above = upper[x0] + ((upper[x1] - upper[x0]) * toRight);
        var below = lower[x0] + ((lower[x1] - lower[x0]) * toRight);
        return above + ((below - above) * toBottom);
    }

    /// <summary>Adds a multiple of a row to another.</summary>
    public static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> sum)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + (weight * new Vector<float>(source[i..]))).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += weight * source[i];
        }
    }
}
