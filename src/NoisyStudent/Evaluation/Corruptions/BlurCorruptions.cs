using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Blur: each level becomes a mean of those about it.</summary>
internal static class BlurCorruptions
{
    // A disk of a greater radius than this has its edge softened by five taps instead of three.
    private const int LargeDisk = 8;

    public static void Gaussian(FloatImage image, Blur blur, ref KeyedRandom random) => GaussianFilter.Apply(image, blur.Sigma);

    public static void Defocus(FloatImage image, Defocus defocus, ref KeyedRandom random)
    {
        var disk = Disk(defocus);
        foreach (var plane in image.Planes)
        {
            TapFilter.Apply(plane, disk, Border.Mirror);
        }
    }

    /// <summary>
    /// Each pixel becomes one of its neighbours above and to the left, from the last to the first. The published program means to exchange the two,
    /// but its assignment reads what it has just written, and so copies; its data sets are made thus.
    /// </summary>
    public static void Glass(FloatImage image, Glass glass, ref KeyedRandom random)
    {
        GaussianFilter.Apply(image, glass.Sigma);
        var (size, reach) = (image.Size, glass.Reach);
        for (var time = 0; time < glass.Times; time++)
        {
            for (var y = size - reach; y > reach; y--)
            {
                for (var x = size - reach; x > reach; x--)
                {
                    var (fromX, fromY) = (x + random.NextInt(2 * reach) - reach, y + random.NextInt(2 * reach) - reach);
                    var (to, from) = ((y * size) + x, (fromY * size) + fromX);
                    (image.Red[to], image.Green[to], image.Blue[to]) = (image.Red[from], image.Green[from], image.Blue[from]);
                }
            }
        }

        GaussianFilter.Apply(image, glass.Sigma);
    }

    /// <summary>Blurs along a line of any direction up to 45 degrees from the horizontal.</summary>
    public static void Motion(FloatImage image, Motion motion, ref KeyedRandom random)
    {
        var taps = MotionFilter.Taps(motion.Radius, motion.Sigma, random.NextDouble(-45, 45));
        foreach (var plane in image.Planes)
        {
            TapFilter.Apply(plane, taps, Border.Nearest);
        }
    }

    /// <summary>The mean of the picture and its enlargements.</summary>
    public static void Zoom(FloatImage image, Zoom zoom, ref KeyedRandom random)
    {
        var share = 1f / (zoom.Count + 1);
        foreach (var plane in image.Planes)
        {
            var sum = new Plane(plane.Size);
            Plane.AddScaled(plane.Values, share, sum.Values);
            for (var i = 0; i < zoom.Count; i++)
            {
                Plane.AddScaled(ClippedZoom.Apply(plane, 1 + (i * zoom.Step)).Values, share, sum.Values);
            }

            plane.Set(sum);
        }
    }

    /// <summary>The pixels whose centres are within the radius, weighing the same, and then the edge softened. The sum is 1.</summary>
    internal static Tap[] Disk(Defocus defocus)
    {
        var border = defocus.Radius > LargeDisk ? 2 : 1;
        var reach = (int)defocus.Radius + border;
        var disk = new Plane((2 * reach) + 1);
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
            {
                disk.Row(y + reach)[x + reach] = (x * x) + (y * y) <= defocus.Radius * defocus.Radius ? 1 : 0;
            }
        }

        GaussianFilter.Apply(disk, defocus.Softness, truncate: border / defocus.Softness);
        var sum = disk.Values.Sum();
        return
        [
            .. disk.Values.Index().Where(value => value.Item > 0)
                .Select(value => new Tap((value.Index % disk.Size) - reach, (value.Index / disk.Size) - reach, value.Item / sum)),
        ];
    }
}
