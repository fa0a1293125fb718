using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>A picture file in a folder or archive. It can be read until the next one is asked for.</summary>
/// <param name="name">How it is called, and its class where the source says that.</param>
internal abstract class PictureEntry(PictureName name)
{
    /// <summary>No ordinary picture within the usual pixel limit needs more bytes; a member of an archive can claim any number.</summary>
    public const int LargestFile = BoundedReading.SizeLimit;

    private const int LargestArray = 0x7FFFFFC7;

    public PictureName Name { get; set; } = name;

    /// <summary>The bytes of the file.</summary>
    /// <param name="atMost">How many to read from its beginning.</param>
    /// <param name="mostPixels">How many pixels it may have: where these are more than usual, the file may be as much larger.</param>
    /// <exception cref="UnreadableImageException">This one file cannot be read.</exception>
    /// <exception cref="NoisyStudentException">The whole archive cannot be read on.</exception>
    public byte[] Read(int atMost = LargestArray, int mostPixels = ImageReader.PixelLimit)
    {
        try
        {
            var length = FindLength();
            var largest = Math.Clamp((long)((double)LargestFile * mostPixels / ImageReader.PixelLimit), LargestFile, LargestArray);
            if (length > largest)
            {
                throw new UnreadableImageException(
                    $"{length >> 20} MB are more than the limit of {largest >> 20} MB a file, which `MostPixels` raises");
            }

            // What has no bytes is not opened: a pipe in a folder would never answer.
            if (length == 0)
            {
                return [];
            }

            var bytes = new byte[Math.Min(length, atMost)];
            using var stream = Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw Explain(cause);
        }
    }

    /// <summary>What tells without reading it that the picture is still the same: its name, its length and, of a file of its own, when it was written.</summary>
    public string Outline()
    {
        try
        {
            return $"{Name.File}\0{FindLength()}\0{FindTime()}\0";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or UnreadableImageException)
        {
            return $"{Name.File}\0unreadable\0";
        }
    }

    protected abstract long FindLength();

    /// <summary>When the picture was last written, in ticks, where it is a file of its own; else 0.</summary>
    protected virtual long FindTime() => 0;

    protected abstract Stream Open();

    /// <summary>
    /// What a failure to read means: an <see cref="UnreadableImageException"/> where it is a matter of this file alone.
    /// </summary>
    protected abstract NoisyStudentException Explain(Exception cause);
}
