using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Corruptions.Planes;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>Sequences in which things stay at their place: noise, blur, weather, brightness.</summary>
internal static class PixelSequences
{
    private delegate void Noise(FloatImage image, double amount, ref KeyedRandom random);

    public static IReadOnlyList<RgbImage> GaussianNoise(RgbImage clean, double deviation, ref KeyedRandom random) =>
        NoiseAnew(clean, NoiseCorruptions.Gaussian, deviation, ref random);

    public static IReadOnlyList<RgbImage> ShotNoise(RgbImage clean, double photons, ref KeyedRandom random) =>
        NoiseAnew(clean, NoiseCorruptions.Shot, photons, ref random);

    public static IReadOnlyList<RgbImage> SpeckleNoise(RgbImage clean, double deviation, ref KeyedRandom random) =>
        NoiseAnew(clean, NoiseCorruptions.Speckle, deviation, ref random);

    public static IReadOnlyList<RgbImage> MotionBlur(RgbImage clean, TurningMotion turning, ref KeyedRandom random) =>
        ForEach(turning.Degrees, clean, (image, degrees) =>
        {
            foreach (var plane in image.Planes)
            {
                MotionFilter.Apply(plane, turning.Motion.Radius, turning.Motion.Sigma, degrees);
            }
        });

    public static IReadOnlyList<RgbImage> GaussianBlur(RgbImage clean, GrowingBlur blur, ref KeyedRandom random) =>
        ForEach(blur.Sigmas.Steps, clean, (image, sigma) => GaussianFilter.Apply(image, sigma, blur.Truncate));

    public static IReadOnlyList<RgbImage> Brightness(RgbImage clean, Steps shifts, ref KeyedRandom random) =>
        ForEach(shifts, clean, DigitalCorruptions.Brighten);

    /// <summary>The same flakes in all frames, falling in a direction that turns.</summary>
    public static IReadOnlyList<RgbImage> Snow(RgbImage clean, Snowfall snowfall, ref KeyedRandom random)
    {
        var flakes = Snowflakes.Draw(clean.Width, snowfall, ref random);
        return ForEach(PerturbationTable.SnowDegrees, clean, (image, degrees) =>
        {
            var falling = new Plane(image.Size);
            falling.Set(flakes);
            MotionFilter.Apply(falling, snowfall.Fall.Radius, snowfall.Fall.Sigma, degrees);
            Snowflakes.LayOver(image, falling, snowfall.Kept);
        });
    }

    /// <summary>Drops that run down.</summary>
    public static IReadOnlyList<RgbImage> Spatter(RgbImage clean, RunningWater running, ref KeyedRandom random)
    {
        var drops = WaterDrops.Draw(clean.Width, running.Drops, ref random);
        return ForEach(new Steps(PerturbationTable.Frames, 0, 0), clean, (image, _) =>
        {
            WaterDrops.LayOver(image, drops, running.Drops.Water);
            drops = Run(drops, running);
        });
    }

    private static Plane Run(Plane drops, RunningWater running)
    {
        var lower = new Plane(drops.Size);
        for (var y = 0; y < drops.Size; y++)
        {
            for (var i = 0; i < running.Kept.Length; i++)
            {
                var from = y + running.RowsBelow - i;
                if (from >= 0 && from < drops.Size)
                {
                    Plane.AddScaled(drops.Row(from), (float)running.Kept[i], lower.Row(y));
                }
            }
        }

        return lower;
    }

    private static RgbImage[] NoiseAnew(RgbImage clean, Noise noise, double amount, ref KeyedRandom random)
    {
        var frames = new RgbImage[PerturbationTable.Frames];
        frames[0] = clean;
        for (var i = 1; i < frames.Length; i++)
        {
            var image = FloatImage.Of(clean);
            noise(image, amount, ref random);
            frames[i] = image.ToBytes();
        }

        return frames;
    }

    private static RgbImage[] ForEach(Steps steps, RgbImage clean, Action<FloatImage, double> change) =>
    [
        .. steps.Amounts.Select(amount =>
        {
            var image = FloatImage.Of(clean);
            change(image, amount);
            return image.ToBytes();
        }),
    ];
}
