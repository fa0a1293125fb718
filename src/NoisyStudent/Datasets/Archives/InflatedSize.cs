namespace NoisyStudent.Datasets.Archives;

/// <summary>
/// Tells a bomb from an archive: a few megabytes that inflate to terabytes would keep the reader busy for days. Pictures are compressed
/// already, and even bitmaps of drawings shrink less.
/// </summary>
internal static class InflatedSize
{
    private const int LargestRatio = 200;
    private const long Harmless = 256 << 20;

    /// <summary>Refuses an archive that is much larger than its file.</summary>
    /// <param name="inflated">Bytes of content.</param>
    /// <param name="stored">Bytes of the file that hold them.</param>
    /// <exception cref="InvalidDataException">It is a bomb.</exception>
    public static void Require(long inflated, long stored)
    {
        if (inflated > Harmless && inflated / LargestRatio > stored)
        {
            throw new InvalidDataException($"its content is more than {LargestRatio} times as large as its file");
        }
    }
}
