namespace NoisyStudent.Images;

/// <summary>How picture files are read, where that is to be otherwise than usual.</summary>
public sealed record ImageReading
{
    /// <summary>The bits of a sample in a deep file.</summary>
    public const int WholeSampleBits = 16;

    /// <summary>The usual way.</summary>
    public static ImageReading Usual { get; } = new();

    /// <summary>The most pixels a picture may have, from 1 to <see cref="ImageReader.LargestPixelLimit"/>.</summary>
    public int MostPixels { get; init; } = ImageReader.PixelLimit;

    /// <summary>
    /// How many of the 16 bits of a sample a file of 16 bits uses, 8 to 16: the highest value that they hold is white. Scientific cameras write values
    /// of 12 bits, which come out black where all 16 count. Files that say how many they use (PGM and PPM always, PNG by its sBIT chunk)
    /// do not need it.
    /// </summary>
    public int SampleBits { get; init; } = WholeSampleBits;
}
