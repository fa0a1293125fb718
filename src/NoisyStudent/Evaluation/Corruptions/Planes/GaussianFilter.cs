namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>A Gaussian filter, along rows and then along columns, as scikit-image's <c>gaussian</c> filters.</summary>
internal static class GaussianFilter
{
    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="sigma">The standard deviation in pixels; the filter does nothing where it is too small to reach a neighbour.</param>
    /// <param name="truncate">At how many standard deviations the filter ends.</param>
    /// <param name="border">How the plane goes on beyond its edges.</param>
    public static void Apply(Plane plane, double sigma, double truncate = 4, Border border = Border.Nearest)
    {
        var radius = (int)((truncate * sigma) + 0.5);
        if (radius == 0)
        {
            return;
        }

        var weights = Weights(sigma, radius);
        var blurred = new Plane(plane.Size);
        var extended = new float[plane.Size + (2 * radius)];
        for (var y = 0; y < plane.Size; y++)
        {
            Extend(plane.Row(y), radius, border, extended);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                Plane.AddScaled(extended.AsSpan(tap, plane.Size), weights[tap], blurred.Row(y));
            }
        }

        for (var y = 0; y < plane.Size; y++)
        {
            var row = plane.Row(y);
            row.Clear();
            for (var tap = 0; tap < weights.Length; tap++)
            {
                Plane.AddScaled(blurred.Row(border.Inside(y + tap - radius, plane.Size)), weights[tap], row);
            }
        }
    }

    /// <summary>Blurs the three planes of a picture in place.</summary>
    public static void Apply(FloatImage image, double sigma, double truncate = 4)
    {
        foreach (var plane in image.Planes)
        {
            Apply(plane, sigma, truncate);
        }
    }

    private static float[] Weights(double sigma, int radius)
    {
        var weights = new double[(2 * radius) + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
        }

        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    private static void Extend(ReadOnlySpan<float> row, int radius, Border border, Span<float> extended)
    {
        row.CopyTo(extended[radius..]);
        for (var i = 1; i <= radius; i++)
        {
            extended[radius - i] = row[border.Inside(-i, row.Length)];
            extended[radius + row.Length - 1 + i] = row[border.Inside(row.Length - 1 + i, row.Length)];
        }
    }
}
