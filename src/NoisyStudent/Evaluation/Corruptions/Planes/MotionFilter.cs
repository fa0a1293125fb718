namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>
/// The motion blur of ImageMagick: half a Gaussian along a line from each pixel, one tap a step, each at the pixel nearest to its place.
/// </summary>
internal static class MotionFilter
{
    /// <summary>Blurs a plane in place.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="radius">Half of the line's length in pixels: there are 2 * ceil(radius) + 1 taps.</param>
    /// <param name="sigma">The standard deviation of the Gaussian in pixels.</param>
    /// <param name="degrees">The line's direction, clockwise from the right.</param>
    public static void Apply(Plane plane, double radius, double sigma, double degrees) =>
        TapFilter.Apply(plane, Taps(radius, sigma, degrees), Border.Nearest);

    /// <summary>The taps; their weights sum to 1.</summary>
    public static Tap[] Taps(double radius, double sigma, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var weights = new double[(2 * (int)Math.Ceiling(radius)) + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(-i * i / (2 * sigma * sigma));
        }

        var sum = weights.Sum();
        return [.. weights.Select((weight, i) => new Tap(Nearest(i * cosine), Nearest(i * sine), (float)(weight / sum)))];
    }

    private static int Nearest(double place) => (int)Math.Ceiling(place - 0.5);
}
