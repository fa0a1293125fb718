namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>A number of a filter: what the number at some distance weighs.</summary>
/// <param name="X">The distance to the right, in pixels.</param>
/// <param name="Y">The distance downwards, in pixels.</param>
/// <param name="Weight">The factor.</param>
internal readonly record struct Tap(int X, int Y, float Weight);

/// <summary>A filter of any shape: each number becomes the weighted sum of those at the taps' distances.</summary>
internal static class TapFilter
{
    /// <summary>The mean of a number and its eight neighbours.</summary>
    public static Tap[] Box { get; } = Square([1, 1, 1], [1, 1, 1], [1, 1, 1], 1f / 9);

    /// <summary>The taps of three rows of three weights.</summary>
    public static Tap[] Square(ReadOnlySpan<float> above, ReadOnlySpan<float> middle, ReadOnlySpan<float> below, float scale = 1)
    {
        var taps = new List<Tap>();
        for (var x = -1; x <= 1; x++)
        {
            taps.AddRange([new(x, -1, above[x + 1] * scale), new(x, 0, middle[x + 1] * scale), new(x, 1, below[x + 1] * scale)]);
        }

        return [.. taps];
    }

    /// <summary>Filters a plane in place.</summary>
    public static void Apply(Plane plane, ReadOnlySpan<Tap> taps, Border border)
    {
        var reach = 0;
        foreach (var tap in taps)
        {
            reach = Math.Max(reach, Math.Max(Math.Abs(tap.X), Math.Abs(tap.Y)));
        }

        var (size, stride) = (plane.Size, plane.Size + (2 * reach));
        var extended = Extend(plane, reach, border);
        for (var y = 0; y < size; y++)
        {
            var row = plane.Row(y);
            row.Clear();
            foreach (var tap in taps)
            {
                Plane.AddScaled(extended.AsSpan(((y + reach + tap.Y) * stride) + reach + tap.X, size), tap.Weight, row);
            }
        }
    }

    private static float[] Extend(Plane plane, int reach, Border border)
    {
        var (size, stride) = (plane.Size, plane.Size + (2 * reach));
        var extended = new float[stride * stride];
        for (var y = 0; y < stride; y++)
        {
            var source = plane.Row(border.Inside(y - reach, size));
            var row = extended.AsSpan(y * stride, stride);
            source.CopyTo(row[reach..]);
            for (var x = 0; x < reach; x++)
            {
                row[x] = source[border.Inside(x - reach, size)];
                row[reach + size + x] = source[border.Inside(size + x, size)];
            }
        }

        return extended;
    }
}
