using System.Buffers;
using System.Runtime.InteropServices;
using NoisyStudent.Images.Jpeg;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Decoded pixels of a part of a stored picture, in memory that is given back.</summary>
internal sealed class DecodedRegion : IDisposable
{
    private const int BytesPerPixel = 4;
    private const int Slack = YccPixels.Slack * BytesPerPixel;

    // Larger ones the pool would round up to a power of two, and keep.
    private const int LargestRented = 1 << 26;

    private readonly byte[] _pixels;
    private readonly bool _isRented;
    private readonly PixelWindow _used;
    private readonly PixelArea _area;

    private DecodedRegion(int width, int height, PixelWindow used, PixelArea area, bool isOpaque)
    {
        var length = (width * height * BytesPerPixel) + Slack;
        _isRented = length <= LargestRented;
        _pixels = _isRented ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
        _used = used;
        _area = area;
        (Width, Height, IsOpaque) = (width, height, isOpaque);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Whether no pixel is transparent.</summary>
    public bool IsOpaque { get; }

    /// <summary>The pixels, four bytes R, G, B, A each, not premultiplied.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, Width * Height * BytesPerPixel);

    /// <summary>Decodes all of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="area">The part that will be scaled, in the stored picture.</param>
    public static DecodedRegion Whole(PictureFile picture, PixelArea area)
    {
        var (width, height) = (picture.Width, picture.Height);
        var region = new DecodedRegion(width, height, area.Touched(width, height), area, picture.IsOpaque);
        try
        {
            picture.Decode(region._pixels.AsSpan(0, width * height * BytesPerPixel));
            return region;
        }
        catch
        {
            region.Dispose();
            throw;
        }
    }

    /// <summary>Decodes the part of a JPEG that an area needs, at the smallest scale that suffices.</summary>
    /// <param name="decoder">A decoder that has read the file's headers.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="area">What will be scaled, in the stored picture.</param>
    /// <param name="size">To how many pixels in each direction.</param>
    /// <returns>The part; null where the decoder cannot read it.</returns>
    public static DecodedRegion? OfJpeg(JpegDecoder decoder, ReadOnlySpan<byte> file, PixelArea area, int size)
    {
        var scale = JpegScale.For(decoder.Width, decoder.Height, Math.Min(area.Width, area.Height), size);
        var wanted = area.Scale(scale.Fraction);
        var used = wanted.Touched(scale.Width, scale.Height);
        var region = new DecodedRegion(
            used.Width, used.Height, used with { Left = 0, Top = 0 },
            wanted with { Left = wanted.Left - used.Left, Top = wanted.Top - used.Top }, isOpaque: true);
        if (decoder.TryDecode(file, scale, used, MemoryMarshal.Cast<byte, int>(region._pixels.AsSpan())))
        {
            return region;
        }

        region.Dispose();
        return null;
    }

    /// <summary>Turns the area upright, lays it over white and scales it.</summary>
    /// <param name="origin">The picture's orientation.</param>
    /// <param name="size">Width and height of the result.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>.</param>
    public void ScaleUpright(SKEncodedOrigin origin, int size, Span<byte> destination)
    {
        if (IsOpaque && origin <= SKEncodedOrigin.TopLeft)
        {
            Scale(Pixels, Width, BytesPerPixel, _area, _used.AsArea(), size, destination);
            return;
        }

        var upright = ArrayPool<byte>.Shared.Rent(Width * Height * 3);
        try
        {
            Uprighting.TurnUpright(Pixels, Width, Height, origin, IsOpaque, upright);
            var width = origin >= SKEncodedOrigin.LeftTop ? Height : Width;
            Scale(
                upright.AsSpan(0, Width * Height * 3), width, 3, _area.ToUpright(origin, Width, Height),
                _used.AsArea().ToUpright(origin, Width, Height), size, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(upright);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_pixels);
        }
    }

    private static void Scale(
        ReadOnlySpan<byte> pixels, int width, int bytesPerPixel, PixelArea area, PixelArea used, int size, Span<byte> destination)
    {
        using var columns = new TriangleTaps(area.Left, area.Width, size, (int)used.Left, (int)(used.Left + used.Width));
        using var rows = new TriangleTaps(area.Top, area.Height, size, (int)used.Top, (int)(used.Top + used.Height));
        TriangleResize.Apply(pixels, width, bytesPerPixel, columns, rows, destination);
    }
}
