using NoisyStudent.Images.Jpeg;

namespace NoisyStudent.Images;

/// <summary>
/// Reads picture files (JPEG, PNG, BMP, GIF, WebP, TIFF, Netpbm) as upright RGB. Whatever the file holds (grey, palette, 16 bits, CMYK, an
/// embedded colour profile, an EXIF orientation, an alpha channel) comes out as a viewer would show it on a white page.
/// </summary>
public static class ImageReader
{
    /// <summary>
    /// The most pixels a picture may have, unless it is said otherwise (<see cref="ImageReading.MostPixels"/>). A file of a few hundred bytes can claim
    /// billions of them; the claim is checked before any memory is taken for pixels.
    /// </summary>
    public const int PixelLimit = 100_000_000;

    /// <summary>The most that this limit may be: more do not fit into an array.</summary>
    public const int LargestPixelLimit = 500_000_000;

    [ThreadStatic]
    private static JpegDecoder? _jpegDecoder;

    private static readonly string[] _extensions =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pbm", ".pgm", ".ppm", ".pnm"];

    /// <summary>
    /// Whether the extension of a file name is one of a picture: .jpg .jpeg .jpe .jfif .png .bmp .gif .webp .tif
    /// .tiff .pbm .pgm .ppm .pnm, in any case.
    /// </summary>
    /// <param name="name">A file name or path.</param>
    public static bool IsImageName(string name) =>
        _extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the header of a picture and none of its pixels.</summary>
    /// <param name="encoded">
    /// The file, or enough of its beginning to hold the header; of a TIFF all of it, as its header may lie anywhere.
    /// </param>
    /// <param name="reading">How to read it; null for the usual way.</param>
    /// <exception cref="UnreadableImageException">
    /// It is no picture of a known format, or larger than <see cref="ImageReading.MostPixels"/>.
    /// </exception>
    public static unsafe ImageHeader Identify(ReadOnlySpan<byte> encoded, ImageReading? reading = null)
    {
        fixed (byte* start = encoded)
        {
            using var picture = PictureFile.Open(new PinnedBytes(start, encoded.Length), reading ?? ImageReading.Usual);
            return picture.Header;
        }
    }

    /// <summary>
    /// Decodes a picture. Transparent pixels are laid over white; of an animation the first frame is taken, of several pages the first; colours are
    /// converted to sRGB where the file names another colour space (but for TIFF).
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="reading">How to read it; null for the usual way.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is empty, truncated, damaged, of another format, or larger than <see cref="ImageReading.MostPixels"/>.
    /// </exception>
    public static unsafe RgbImage Read(ReadOnlySpan<byte> encoded, ImageReading? reading = null)
    {
        fixed (byte* start = encoded)
        {
            using var picture = PictureFile.Open(new PinnedBytes(start, encoded.Length), reading ?? ImageReading.Usual);
            picture.RequirePlausible();
            using var decoded = Decode(picture, encoded, new PixelArea(0, 0, picture.Width, picture.Height), int.MaxValue);
            var upright = GC.AllocateUninitializedArray<byte>(decoded.Width * decoded.Height * 3);
            Uprighting.TurnUpright(decoded.Pixels, decoded.Width, decoded.Height, picture.Origin, decoded.IsOpaque, upright);
            return new RgbImage(picture.Header.Width, picture.Header.Height, upright) { Range = picture.Range, HasMorePages = picture.HasMorePages };
        }
    }

    /// <summary>
    /// Decodes a part of a picture, scaled to a square by an antialiased triangle filter, as <see cref="Read"/> with a crop and
    /// <see cref="SquareFit"/>'s filter would. Of an ordinary JPEG only the rows and columns of the part are decoded, at a half, a quarter or an
    /// eighth of its size where that is enough; so damage below the part goes unnoticed, unless the end of the file is missing.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="window">The part, inside the picture that <see cref="Identify"/> describes.</param>
    /// <param name="size">Width and height of the square in pixels, at least 1.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>, red, green and blue bytes.</param>
    /// <param name="reading">How to read it; null for the usual way.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is empty, truncated, damaged, of another format, or larger than <see cref="ImageReading.MostPixels"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The window is not inside the picture, or the destination is not of the size.</exception>
    internal static unsafe void ReadWindow(
        ReadOnlySpan<byte> encoded, PixelWindow window, int size, Span<byte> destination, ImageReading? reading = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, size * size * 3);
        fixed (byte* start = encoded)
        {
            using var picture = PictureFile.Open(new PinnedBytes(start, encoded.Length), reading ?? ImageReading.Usual);
            var header = picture.Header;
            if (!window.IsInside(header.Width, header.Height))
            {
                throw new ArgumentException($"{window} is not inside a picture of {header.Width} x {header.Height} pixels.", nameof(window));
            }

            picture.RequirePlausible();
            var area = window.AsArea().ToStored(picture.Origin, header.Width, header.Height);
            using var decoded = Decode(picture, encoded, area, size);
            decoded.ScaleUpright(picture.Origin, size, destination);
        }
    }

    private static DecodedRegion Decode(PictureFile picture, ReadOnlySpan<byte> encoded, PixelArea area, int size)
    {
        // A file without its end is cut, or has something appended: Skia tells which.
        if (picture.Format == ImageFormat.Jpeg && encoded is [.., 0xFF, 0xD9])
        {
            var decoder = _jpegDecoder ??= new JpegDecoder();
            if (decoder.TryBegin(encoded) && (decoder.Width, decoder.Height) == (picture.Width, picture.Height)
                && DecodedRegion.OfJpeg(decoder, encoded, area, size) is { } region)
            {
                return region;
            }
        }

        return DecodedRegion.Whole(picture, area);
    }
}
