using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>A picture file whose header was read. It reads the caller's bytes in place: it is disposed before they are let go.</summary>
/// <param name="file">The bytes of the file.</param>
/// <param name="reading">How to read it.</param>
internal abstract class PictureFile(PinnedBytes file, ImageReading reading) : IDisposable
{
    /// <summary>The kind of file.</summary>
    public abstract ImageFormat Format { get; }

    /// <summary>Width of the stored picture in pixels.</summary>
    public abstract int Width { get; }

    /// <summary>Height of the stored picture in pixels.</summary>
    public abstract int Height { get; }

    /// <summary>How the stored picture is turned.</summary>
    public virtual SKEncodedOrigin Origin => SKEncodedOrigin.TopLeft;

    /// <summary>Whether no pixel is transparent.</summary>
    public virtual bool IsOpaque => true;

    /// <summary>Whether the file holds more pictures than the one that is read.</summary>
    public virtual bool HasMorePages => false;

    /// <summary>What is known of the samples' range; filled in by <see cref="Decode"/>.</summary>
    public SampleRange Range { get; protected set; }

    /// <summary>What the header says, of the upright picture: the last four of the eight orientations turn it on its side.</summary>
    public ImageHeader Header => Origin >= SKEncodedOrigin.LeftTop ? new ImageHeader(Height, Width, Format) : new ImageHeader(Width, Height, Format);

    /// <summary>The bytes of the file.</summary>
    protected PinnedBytes File => file;

    /// <summary>The bytes of the file.</summary>
    protected ReadOnlySpan<byte> Encoded => file.Span;

    /// <summary>How the file is read.</summary>
    protected ImageReading Reading => reading;

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="reading">How to read it.</param>
    /// <exception cref="UnreadableImageException">It is no picture that can be read, or too large a one.</exception>
    public static PictureFile Open(PinnedBytes file, ImageReading reading)
    {
        var picture = FileSignature.FormatOf(file.Span) switch
        {
            _ when file.Length == 0 => throw new UnreadableImageException("the file is empty"),
            ImageFormat.Tiff => new TiffPicture(file, reading),
            ImageFormat.Netpbm => new NetpbmPicture(file, reading),
            _ => (PictureFile)new SkiaPicture(file, reading),
        };
        try
        {
            return (long)picture.Width * picture.Height <= reading.MostPixels
                ? picture
                : throw new UnreadableImageException(
                    $"{picture.Width} x {picture.Height} pixels are more than the limit of {reading.MostPixels / 1e6:0.###} million, which `MostPixels` sets");
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure, before memory is taken for pixels, that there are bytes enough for them.</summary>
    /// <exception cref="UnreadableImageException">There are not.</exception>
    public virtual void RequirePlausible()
    {
    }

    /// <summary>Decodes the stored picture.</summary>
    /// <param name="pixels">Where it goes: four bytes R, G, B, A a pixel, not premultiplied.</param>
    /// <exception cref="UnreadableImageException">The file is truncated or damaged.</exception>
    public abstract void Decode(Span<byte> pixels);

    /// <inheritdoc/>
    public abstract void Dispose();
}
