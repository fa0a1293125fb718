namespace NoisyStudent.Datasets;

/// <summary>Decoded pictures of one size, one after the other in a temporary file; a set may be larger than memory.</summary>
/// <param name="folder">Where it lies; null for the system's folder of temporary files.</param>
/// <param name="imageSize">Width and height of each picture in pixels.</param>
/// <exception cref="NoisyStudentException">Nothing can be written there, or a picture would be larger than 2 GB.</exception>
internal sealed class PixelFile(string? folder, int imageSize) : RecordFile(folder, LengthInMemory(imageSize), "decoded pictures")
{
    /// <summary>The bytes that a picture takes.</summary>
    /// <param name="imageSize">Its width and height in pixels.</param>
    public static long LengthOf(int imageSize) => 3L * imageSize * imageSize;

    /// <summary>Makes sure that the disk has room, before the work.</summary>
    /// <param name="set">The set in a sentence: <c>The labeled set /pictures</c>.</param>
    /// <param name="pictures">How many pictures it has.</param>
    /// <exception cref="NoisyStudentException">There is less.</exception>
    public void RequireRoom(string set, int pictures)
    {
        const double Gigabyte = 1 << 30;
        var (needed, free) = ((long)pictures * RecordLength, FindFreeSpace());
        if (needed > free)
        {
            var side = (int)Math.Sqrt(RecordLength / 3);
            throw new NoisyStudentException(
                $"{set} does not fit on the disk of {Folder}: {pictures:N0} pictures of {side} x {side} pixels take {needed / Gigabyte:0.0} GB "
                + $"and {free / Gigabyte:0.0} are free; make room, choose a folder on another disk, or a smaller image size.");
        }
    }

    private static int LengthInMemory(int imageSize) => LengthOf(imageSize) <= int.MaxValue
        ? (int)LengthOf(imageSize)
        : throw new NoisyStudentException($"Pictures of {imageSize} x {imageSize} pixels are too large: choose a smaller image size.");
}
