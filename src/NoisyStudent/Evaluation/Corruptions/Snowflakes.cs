using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>The layer of flakes of falling snow.</summary>
internal static class Snowflakes
{
    /// <summary>Flakes that do not fall yet: normal numbers, enlarged; what is below the threshold is none.</summary>
    public static Plane Draw(int size, Snowfall snowfall, ref KeyedRandom random)
    {
        var flakes = ClippedZoom.Apply(RandomDraws.NormalPlane(size, snowfall.Mean, snowfall.Deviation, ref random), snowfall.Enlarged);
        flakes.ZeroBelow(snowfall.Threshold);
        foreach (ref var value in flakes.Values.AsSpan())
        {
            value = Math.Min(value, 1);
        }

        return flakes;
    }

    /// <summary>Lays snow over a picture, once as it is and once turned by half, and whitens the picture a little.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="flakes">The flakes, as they fall.</param>
    /// <param name="kept">How much the picture keeps of its colours, 0 to 1.</param>
    public static void LayOver(FloatImage image, Plane flakes, double kept)
    {
        var (red, green, blue, snow) = (image.Red, image.Green, image.Blue, flakes.Values);
        for (var i = 0; i < snow.Length; i++)
        {
            var white = (((0.299f * red[i]) + (0.587f * green[i]) + (0.114f * blue[i])) * 1.5f) + 0.5f;
            var added = snow[i] + snow[^(i + 1)];
            (red[i], green[i], blue[i]) = (Whitened(red[i]) + added, Whitened(green[i]) + added, Whitened(blue[i]) + added);

            float Whitened(float level) => (float)((kept * level) + ((1 - kept) * Math.Max(level, white)));
        }
    }
}
