using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>A picture file in a folder or archive. It can be read until the next one is asked for.</summary>
/// <param name="name">How it is called, and its class where the source says that.</param>
internal abstract class PictureEntry(PictureName name)
{
    /// <summary>No picture within the pixel limit needs more bytes; a member of an archive can claim any number.</summary>
    public const int LargestFile = PictureFile.SizeLimit;

    public PictureName Name { get; set; } = name;

    /// <summary>The bytes of the file.</summary>
    /// <param name="atMost">How many to read from its beginning.</param>
    /// <exception cref="UnreadableImageException">This one file cannot be read.</exception>
    /// <exception cref="NoisyStudentException">The whole archive cannot be read on.</exception>
    public byte[] Read(int atMost = LargestFile)
    {
        try
        {
            var length = FindLength();
            if (length > LargestFile)
            {
                throw new UnreadableImageException(
                    $"{length >> 20} MB are more than the limit of {LargestFile >> 20} MB a file");
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

    protected abstract long FindLength();

    protected abstract Stream Open();

    /// <summary>
    /// What a failure to read means: an <see cref="UnreadableImageException"/> where it is a matter of this file alone.
    /// </summary>
    protected abstract NoisyStudentException Explain(Exception cause);
}
