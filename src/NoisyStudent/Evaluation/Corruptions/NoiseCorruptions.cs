using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Noise: each level of each channel for itself.</summary>
internal static class NoiseCorruptions
{
    /// <summary>Adds normal numbers.</summary>
    public static void Gaussian(FloatImage image, double deviation, ref KeyedRandom random) => Add(image, deviation, inProportion: false, ref random);

    /// <summary>Adds normal numbers times the level.</summary>
    public static void Speckle(FloatImage image, double deviation, ref KeyedRandom random) => Add(image, deviation, inProportion: true, ref random);

    /// <summary>Counts photons: a Poisson number for each level.</summary>
    public static void Shot(FloatImage image, double photons, ref KeyedRandom random)
    {
        foreach (var plane in image.Planes)
        {
            foreach (ref var value in plane.Values.AsSpan())
            {
                value = (float)(RandomDraws.Poisson(value * photons, ref random) / photons);
            }
        }
    }

    /// <summary>Makes some levels 0 or 1, with equal probability.</summary>
    public static void Impulse(FloatImage image, double fraction, ref KeyedRandom random)
    {
        foreach (var plane in image.Planes)
        {
            foreach (ref var value in plane.Values.AsSpan())
            {
                var drawn = random.NextDouble();
                value = drawn >= fraction ? value : drawn < fraction / 2 ? 0 : 1;
            }
        }
    }

    private static void Add(FloatImage image, double deviation, bool inProportion, ref KeyedRandom random)
    {
        var noise = new float[image.Size * image.Size];
        foreach (var plane in image.Planes)
        {
            RandomDraws.FillNormal(noise, 0, deviation, ref random);
            var values = plane.Values;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += inProportion ? values[i] * noise[i] : noise[i];
            }
        }
    }
}
