namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>Random numbers that are not uniform.</summary>
internal static class RandomDraws
{
    private static readonly double[] _factorials = [1, 1, 2, 6, 24, 120, 720, 5040];

    /// <summary>Fills a plane with independent normal numbers.</summary>
    public static Plane NormalPlane(int size, double mean, double deviation, ref KeyedRandom random)
    {
        var plane = new Plane(size);
        FillNormal(plane.Values, mean, deviation, ref random);
        return plane;
    }

    /// <summary>Fills with independent normal numbers, two at a time (Box and Muller, 1958).</summary>
    public static void FillNormal(Span<float> values, double mean, double deviation, ref KeyedRandom random)
    {
        for (var i = 0; i < values.Length; i += 2)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(Math.Tau * random.NextDouble());
            values[i] = (float)(mean + (radius * cosine));
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(mean + (radius * sine));
            }
        }
    }

    /// <summary>
    /// A Poisson number: by multiplying uniform ones below a mean of 10, else by transformed rejection (PTRS of Hörmann, 1993).
    /// </summary>
    /// <param name="mean">At least 0.</param>
    /// <param name="random">Where it comes from.</param>
    public static int Poisson(double mean, ref KeyedRandom random) => mean < 10 ? SmallPoisson(mean, ref random) : LargePoisson(mean, ref random);

    private static int SmallPoisson(double mean, ref KeyedRandom random)
    {
        var (count, product, bound) = (0, random.NextDouble(), Math.Exp(-mean));
        while (product > bound)
        {
            product *= random.NextDouble();
            count++;
        }

        return count;
    }

    private static int LargePoisson(double mean, ref KeyedRandom random)
    {
        var b = 0.931 + (2.53 * Math.Sqrt(mean));
        var a = -0.059 + (0.02483 * b);
        var inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        var accepted = 0.9277 - (3.6224 / (b - 2));
        while (true)
        {
            var (u, v) = (random.NextDouble() - 0.5, random.NextDouble());
            var distance = 0.5 - Math.Abs(u);
            var count = (int)Math.Floor((((2 * a / distance) + b) * u) + mean + 0.43);
            if (distance >= 0.07 && v <= accepted)
            {
                return count;
            }

            if (count >= 0 && (distance >= 0.013 || v <= distance)
                && Math.Log(v * inverseAlpha / ((a / (distance * distance)) + b)) <= (count * Math.Log(mean)) - mean - LogFactorial(count))
            {
                return count;
            }
        }
    }

    /// <summary>The logarithm of n!, by Stirling's series where n is not small.</summary>
    private static double LogFactorial(int n)
    {
        if (n < _factorials.Length)
        {
            return Math.Log(_factorials[n]);
        }

        var x = n + 1.0;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(Math.Tau)) + (1 / (12 * x)) - (1 / (360 * x * x * x));
    }
}
