using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Weather: something is laid over the picture.</summary>
internal static class WeatherCorruptions
{
    // The colours of the ice and of the mud, at their brightest.
    private static readonly float[] _ice = [0.86f, 0.94f, 1];
    private static readonly float[] _mud = [63 / 255f, 42 / 255f, 20 / 255f];

    // Mud that covers less than this is none.
    private const double ThinnestMud = 0.8;

    /// <summary>Snow that falls in any direction up to 45 degrees from the vertical.</summary>
    public static void Snow(FloatImage image, Snowfall snowfall, ref KeyedRandom random)
    {
        var flakes = Snowflakes.Draw(image.Size, snowfall, ref random);
        MotionFilter.Apply(flakes, snowfall.Fall.Radius, snowfall.Fall.Sigma, random.NextDouble(-135, -45));
        Snowflakes.LayOver(image, flakes, snowfall.Kept);
    }

    /// <summary>Ice on a window; the published program lays photographs of it over the picture, here it is drawn.</summary>
    public static void Frost(FloatImage image, Frosting frosting, ref KeyedRandom random)
    {
        var ice = IcePattern.Draw(image.Size, ref random);
        foreach (var (channel, plane) in image.Planes.Index())
        {
            var values = plane.Values;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)((frosting.Picture * values[i]) + (frosting.Ice * ice.Values[i] * _ice[channel]));
            }
        }
    }

    /// <summary>Adds clouds, and scales the sum back to the picture's brightest level.</summary>
    public static void Fog(FloatImage image, Fogging fogging, ref KeyedRandom random)
    {
        var brightest = image.Planes.Max(plane => plane.Values.Max());
        var clouds = PlasmaFractal.Draw(image.Size, fogging.Decay, ref random);
        var scale = brightest / (brightest + fogging.Density);
        foreach (var plane in image.Planes)
        {
            var values = plane.Values;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)((values[i] + (fogging.Density * clouds.Values[i])) * scale);
            }
        }
    }

    /// <summary>Drops on the lens: water, or mud.</summary>
    public static void Spatter(FloatImage image, Spattering spattering, ref KeyedRandom random)
    {
        var drops = WaterDrops.Draw(image.Size, spattering, ref random);
        if (spattering.Mud == 0)
        {
            WaterDrops.LayOver(image, drops, spattering.Water);
            return;
        }

        foreach (ref var value in drops.Values.AsSpan())
        {
            value = value > spattering.Threshold ? 1 : 0;
        }

        GaussianFilter.Apply(drops, spattering.Mud);
        drops.ZeroBelow(ThinnestMud);
        foreach (var (channel, plane) in image.Planes.Index())
        {
            var values = plane.Values;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += (_mud[channel] - values[i]) * drops.Values[i];
            }
        }
    }
}
