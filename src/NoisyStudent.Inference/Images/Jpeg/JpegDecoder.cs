using SkiaSharp;

namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// Decodes a part of a JPEG: of what lies above it and beside it only the codes are read, of what lies below it nothing.
/// <para>
/// It reads what cameras and tools write (see <see cref="JpegHeaders"/>) as long as nothing is wrong with it; for all else its caller has another
/// decoder, with the same pixels. One of these reads one picture after the other, in the same memory.
/// </para>
/// </summary>
internal sealed class JpegDecoder
{
    // Colour at half the resolution is interpolated between a pixel's own sample and the next.
    private const int Margin = 1;

    private readonly JpegHeaders _headers = new();
    private readonly JpegPlane[] _planes = [new(), new(), new()];
    private readonly List<int> _intervals = [];

    /// <summary>Pixels in a row of the stored picture whose headers were read.</summary>
    public int Width => _headers.Width;

    /// <summary>Rows of that picture.</summary>
    public int Height => _headers.Height;

    /// <summary>Reads a file's headers.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>Whether it is a JPEG that this decoder reads, as far as the headers say.</returns>
    public bool TryBegin(ReadOnlySpan<byte> file) => _headers.TryRead(file);

    /// <summary>Decodes a part of the file whose headers were read.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="scale">At which size.</param>
    /// <param name="window">The part, of the stored picture at that size.</param>
    /// <param name="pixels">Where it goes, four bytes R, G, B, 255 a pixel, with room for <see cref="YccPixels.Slack"/> more.</param>
    /// <returns>Whether all of it could be read, and nothing was wrong.</returns>
    public bool TryDecode(ReadOnlySpan<byte> file, JpegScale scale, PixelWindow window, Span<int> pixels)
    {
        var most = _headers.Components[0];
        var unit = (Width: scale.Eighths * most.Horizontal, Height: scale.Eighths * most.Vertical);
        var columns = Cover(window.Left, window.Width, scale.Width, unit.Width);
        var rows = Cover(window.Top, window.Height, scale.Height, unit.Height);
        var all = (Across: Units(scale.Width, unit.Width), Down: Units(scale.Height, unit.Height));
        var planes = _planes.AsSpan(0, _headers.Components.Length);
        for (var number = 0; number < planes.Length; number++)
        {
            planes[number].Begin(_headers, number, scale, columns.First, columns.End - columns.First);
            planes[number].Restart();
        }

        using var data = new EntropyData(file[_headers.ScanStart..], _intervals);
        if (data.Intervals > 1 && _headers.RestartInterval == 0)
        {
            return false;
        }

        var reader = data.Read(0);
        var (interval, toRestart, next) = (0, _headers.RestartInterval, window.Top);
        for (var row = 0; row < rows.End; row++)
        {
            for (var column = 0; column < all.Across; column++)
            {
                if (_headers.RestartInterval > 0 && toRestart-- == 0)
                {
                    if (reader.IsOverrun || ++interval >= data.Intervals)
                    {
                        return false;
                    }

                    reader = data.Read(interval);
                    toRestart = _headers.RestartInterval - 1;
                    foreach (var plane in planes)
                    {
                        plane.Restart();
                    }
                }

                var kept = row >= rows.First && column >= columns.First && column < columns.End ? column - columns.First : -1;
                foreach (var plane in planes)
                {
                    if (!plane.TryRead(ref reader, kept))
                    {
                        return false;
                    }
                }
            }

            if (row >= rows.First)
            {
                // The last row of pixels waits for the samples below it.
                var end = row == all.Down - 1 ? scale.Height : ((row + 1) * unit.Height) - Margin;
                Emit(planes, row, window, ref next, Math.Min(end, window.Top + window.Height), pixels);
            }
        }

        return !reader.IsOverrun && TryConvertToSrgb(window, pixels);
    }

    private static void Emit(ReadOnlySpan<JpegPlane> planes, int unitRow, PixelWindow window, ref int next, int end, Span<int> pixels)
    {
        foreach (var plane in planes)
        {
            plane.Complete(unitRow);
        }

        for (; next < end; next++)
        {
            var row = pixels[((next - window.Top) * window.Width)..];
            var luma = planes[0].Pixels(next, window.Left, window.Width);
            if (planes.Length == 1)
            {
                YccPixels.Convert(luma, window.Width, row);
            }
            else
            {
                var blue = planes[1].Pixels(next, window.Left, window.Width);
                YccPixels.Convert(luma, blue, planes[2].Pixels(next, window.Left, window.Width), window.Width, row);
            }
        }

        foreach (var plane in planes)
        {
            plane.Carry();
        }
    }

    private unsafe bool TryConvertToSrgb(PixelWindow window, Span<int> pixels)
    {
        if (_headers.ColorSpace is null or { IsSrgb: true })
        {
            return true;
        }

        var info = new SKImageInfo(window.Width, window.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, _headers.ColorSpace);
        using var sRgb = SKColorSpace.CreateSrgb();
        fixed (int* start = pixels)
        {
            using var stored = new SKPixmap(info, (nint)start);
            return stored.ReadPixels(info.WithColorSpace(sRgb), (nint)start, info.RowBytes);
        }
    }

    // The units that a part needs, in one direction.
    private static (int First, int End) Cover(int start, int length, int all, int unit) =>
        (Math.Max(start - Margin, 0) / unit, Units(Math.Min(start + length + Margin, all), unit));

    private static int Units(int length, int unit) => (length + unit - 1) / unit;
}
