using NoisyStudent.Evaluation.Corruptions;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>A sequence of so many frames; frame i has the amount <c>First + i * Step</c>.</summary>
internal readonly record struct Steps(int Frames, double First, double Step)
{
    /// <summary>The amount of each frame.</summary>
    public IEnumerable<double> Amounts
    {
        get
        {
            for (var frame = 0; frame < Frames; frame++)
            {
                yield return First + (frame * Step);
            }
        }
    }
}

/// <summary>Steps whose amounts are distances in pixels.</summary>
internal readonly record struct Shifts(Steps Steps) : IPixelDistances<Shifts>
{
    public Shifts(int frames, double first, double step)
        : this(new Steps(frames, first, step))
    {
    }

    public Shifts Scaled(double factor) => new(Steps.Frames, Steps.First * factor, Steps.Step * factor);
}

/// <summary>A Gaussian blur that grows: its standard deviations in pixels, and at how many of them it ends.</summary>
internal readonly record struct GrowingBlur(Shifts Sigmas, double Truncate) : IPixelDistances<GrowingBlur>
{
    public GrowingBlur Scaled(double factor) => this with { Sigmas = Sigmas.Scaled(factor) };
}

/// <summary>A motion blur that turns: its line, and the directions in degrees.</summary>
internal readonly record struct TurningMotion(Motion Motion, Steps Degrees) : IPixelDistances<TurningMotion>
{
    public TurningMotion Scaled(double factor) => this with { Motion = Motion.Scaled(factor) };
}

/// <summary>Water that runs down: its drops, and what a row keeps of the rows from one below it upwards, from frame to frame.</summary>
internal readonly record struct RunningWater(Spattering Drops, double[] Kept, int RowsBelow) : IPixelDistances<RunningWater>
{
    /// <summary>Drops are scaled; how fast they run is not.</summary>
    public RunningWater Scaled(double factor) => this with { Drops = Drops.Scaled(factor) };
}

/// <summary>
/// The settings of Hendrycks and Dietterich (2019), as in their programs that made CIFAR-10-P (32x32), Tiny ImageNet-P (64x64) and
/// ImageNet-P (224x224).
/// </summary>
internal static class PerturbationTable
{
    /// <summary>Frames of most sequences; where there is noise, the first is the clean picture.</summary>
    public const int Frames = 31;

    /// <summary>Standard deviation.</summary>
    public static PublishedSettings<double> GaussianNoise { get; } = new([0.02], [0.025], [0.03]);

    /// <summary>Photons of a pixel of level 1.</summary>
    public static PublishedSettings<double> ShotNoise { get; } = new([700], [500], [300]);

    /// <summary>Standard deviation at level 1.</summary>
    public static PublishedSettings<double> SpeckleNoise { get; } = new([0.05], [0.05], [0.05]);

    /// <summary>Those of Tiny ImageNet-P are for the photograph before it is scaled down; here they are those of its corruption, severity 3.</summary>
    public static PublishedSettings<TurningMotion> MotionBlur { get; } = new(
        at32: [new(new(6, 1.8), new(21, -180, 9))],
        at64: [new(new(10, 2), new(Frames, -150, 5))],
        at224: [new(new(10, 3), new(Frames, -120, 4))]);

    /// <summary>The enlargement of each frame that is added to the mean.</summary>
    public static PublishedSettings<Steps> ZoomBlur { get; } = new(
        at32: [new(Frames, 1, 0.004)],
        at64: [new(Frames, 1, 0.004)],
        at224: [new(Frames, 1, 0.004)]);

    /// <summary>The snow; it falls at -150 degrees in the first frame, and 4 more in each.</summary>
    public static PublishedSettings<Snowfall> Snow { get; } = new(
        at32: [new(0.05, 0.3, 2, 0.5, 10, 2, 0.85)],
        at64: [new(0.05, 0.28, 2, 0.5, 10, 2.5, 0.85)],
        at224: [new(0.05, 0.3, 3, 0.5, 14, 4, 0.85)]);

    /// <summary>The directions in which snow falls.</summary>
    public static Steps SnowDegrees { get; } = new(Frames, -150, 4);

    /// <summary>What is added to the value of HSV.</summary>
    public static PublishedSettings<Steps> Brightness { get; } = new(
        at32: [new(Frames, -0.225, 0.015)],
        at64: [new(Frames, -0.3, 0.02)],
        at224: [new(Frames, -0.3, 0.02)]);

    /// <summary>Pixels to the right.</summary>
    public static PublishedSettings<Shifts> Translate { get; } = new(
        at32: [new(16, -7, 1)],
        at64: [new(Frames, -15, 1)],
        at224: [new(41, -20, 1)]);

    /// <summary>Degrees, clockwise.</summary>
    public static PublishedSettings<Steps> Rotate { get; } = new([new(Frames, -15, 1)], [new(Frames, -15, 1)], [new(Frames, -15, 1)]);

    /// <summary>Degrees about both axes.</summary>
    public static PublishedSettings<Steps> Tilt { get; } = new([new(Frames, -11.25, 0.75)], [new(Frames, -15, 1)], [new(Frames, -15, 1)]);

    /// <summary>Enlargement.</summary>
    public static PublishedSettings<Steps> Scale { get; } = new([new(Frames, 0.7, 0.02)], [new(Frames, 0.4, 0.025)], [new(Frames, 0.4, 0.025)]);

    public static PublishedSettings<GrowingBlur> GaussianBlur { get; } = new(
        at32: [new(new(Frames, 0.3, 0.015), 7)],
        at64: [new(new(Frames, 0.35, 0.014), 7)],
        at224: [new(new(Frames, 0.25, 0.035), 6)]);

    public static PublishedSettings<RunningWater> Spatter { get; } = new(
        at32: [new(new(0.6, 0.265, 1.75, 0.7, Water: 0.6), [0.2, 0.8], RowsBelow: 0)],
        at64: [new(new(0.6, 0.25, 1.75, 0.7, Water: 0.6), [0.2, 0.8], RowsBelow: 0)],
        at224: [new(new(0.65, 0.27, 3.7, 0.69, Water: 0.6), [0.05, 0.1, 0.15, 0.7], RowsBelow: 1)]);

    /// <summary>Degrees.</summary>
    public static PublishedSettings<Steps> Shear { get; } = new([new(Frames, -15, 1)], [new(Frames, -15, 1)], [new(Frames, -15, 1)]);
}
