namespace NoisyStudent.Cli.Demo;

/// <summary>How many pictures the demo draws, and how hard they are to tell apart.</summary>
public sealed record DemoPictureOptions
{
    /// <summary>The seed of all drawing.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Labeled pictures of each class.</summary>
    public int LabeledPerClass { get; init; } = 5;

    /// <summary>Unlabeled pictures, of all classes together.</summary>
    public int Unlabeled { get; init; } = 6_000;

    /// <summary>Test pictures of each class.</summary>
    public int TestPerClass { get; init; } = 100;

    /// <summary>Width and height of a picture, in pixels.</summary>
    public int Size { get; init; } = 32;

    /// <summary>How much else is in a picture, from 0 (the shape alone) to 1: marks behind and across the shape, patterns, shades.</summary>
    public double Clutter { get; init; } = 0.3;

    /// <summary>The size of the smallest shapes, as a fraction of the picture's side.</summary>
    public double SmallestShape { get; init; } = 0.45;

    /// <summary>The size of the largest shapes, as a fraction of the picture's side.</summary>
    public double LargestShape { get; init; } = 0.8;

    /// <summary>How far shapes are turned either way, in degrees.</summary>
    public double MostTurn { get; init; } = 30;

    /// <summary>How much lighter than the background the faintest shapes are; white is 1 lighter than black.</summary>
    public double LeastContrast { get; init; } = 0.3;

    /// <summary>How much lighter than the background the clearest shapes are; white is 1 lighter than black.</summary>
    public double MostContrast { get; init; } = 0.7;
}
