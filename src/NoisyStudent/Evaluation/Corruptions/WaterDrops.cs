using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>The layer of drops of a spattered lens.</summary>
internal static class WaterDrops
{
    private const int WeakEdge = 50;
    private const int StrongEdge = 150;
    private const float FarFromEdge = 20;

    // Pale turquoise.
    private static readonly float[] _colour = [175 / 255f, 238 / 255f, 238 / 255f];

    // Light from one corner.
    private static readonly Tap[] _relief = TapFilter.Square([-2, -1, 0], [-1, 1, 1], [0, 1, 2]);

    /// <summary>Drops: normal numbers, blurred; what is below the threshold is none.</summary>
    public static Plane Draw(int size, Spattering spattering, ref KeyedRandom random)
    {
        var drops = RandomDraws.NormalPlane(size, spattering.Mean, spattering.Deviation, ref random);
        GaussianFilter.Apply(drops, spattering.Sigma);
        drops.ZeroBelow(spattering.Threshold);
        return drops;
    }

    /// <summary>Lays water over a picture, brighter towards the middle of a drop and on the side of the light.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="drops">Where the drops are, 0 to 1.</param>
    /// <param name="strength">How much of the water's colour is added where it is brightest, 0 to 1.</param>
    public static void LayOver(FloatImage image, Plane drops, double strength)
    {
        var water = new Plane(drops.Size);
        water.Set(drops);
        Round(water, value => MathF.Floor(value * 255));
        var shine = Shine(water);
        var brightest = 0f;
        for (var i = 0; i < water.Values.Length; i++)
        {
            water.Values[i] *= shine.Values[i];
            brightest = Math.Max(brightest, water.Values[i]);
        }

        if (brightest == 0)
        {
            return;
        }

        foreach (var (channel, plane) in image.Planes.Index())
        {
            Plane.AddScaled(water.Values, (float)strength / brightest * _colour[channel], plane.Values);
        }
    }

    /// <summary>The distance from the edges of the drops, spread over all levels and lit from a corner; in whole levels from 0 to 255.</summary>
    private static Plane Shine(Plane water)
    {
        var shine = EdgeDistance.From(CannyEdges.Find(water, WeakEdge, StrongEdge), water.Size);
        Round(shine, value => Math.Min(value, FarFromEdge));
        TapFilter.Apply(shine, TapFilter.Box, Border.Mirror);
        Round(shine, MathF.Floor);
        Equalize(shine);
        TapFilter.Apply(shine, _relief, Border.Mirror);
        Round(shine, MathF.Round);
        TapFilter.Apply(shine, TapFilter.Box, Border.Mirror);
        Round(shine, MathF.Round);
        return shine;
    }

    /// <summary>Makes all levels about equally frequent; those of the lowest become 0.</summary>
    private static void Equalize(Plane plane)
    {
        var counts = new int[byte.MaxValue + 1];
        foreach (var value in plane.Values)
        {
            counts[(int)value]++;
        }

        var lowest = Array.FindIndex(counts, count => count > 0);
        var others = plane.Values.Length - counts[lowest];
        if (others == 0)
        {
            return;
        }

        var levels = new float[counts.Length];
        for (int level = lowest + 1, sum = 0; level < counts.Length; level++)
        {
            sum += counts[level];
            levels[level] = MathF.Round(sum * (float)byte.MaxValue / others);
        }

        Round(plane, value => levels[(int)value]);
    }

    private static void Round(Plane plane, Func<float, float> rule)
    {
        foreach (ref var value in plane.Values.AsSpan())
        {
            value = Math.Clamp(rule(value), 0, byte.MaxValue);
        }
    }
}
