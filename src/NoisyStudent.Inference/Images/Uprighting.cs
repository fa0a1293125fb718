using System.Runtime.Intrinsics;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Turns decoded pixels upright and lays them over white.</summary>
internal static class Uprighting
{
    private const int BytesPerDecodedPixel = 4;

    /// <summary>Writes the upright picture, transparent pixels over white.</summary>
    /// <param name="decoded">The stored picture, four bytes R, G, B, A a pixel, not premultiplied.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="origin">Its orientation.</param>
    /// <param name="isOpaque">Whether no pixel is transparent.</param>
    /// <param name="upright">Where the upright picture goes, three bytes a pixel.</param>
    public static void TurnUpright(ReadOnlySpan<byte> decoded, int width, int height, SKEncodedOrigin origin, bool isOpaque, Span<byte> upright)
    {
        if (isOpaque && origin <= SKEncodedOrigin.TopLeft)
        {
            LeaveOutAlpha(decoded, upright);
            return;
        }

        // Where the upright picture's first pixel lies in the stored one, and which way its next pixel and its next row.
        int right = BytesPerDecodedPixel, down = width * BytesPerDecodedPixel;
        int lastColumn = (width - 1) * right, lastRow = (height - 1) * down;
        var (first, nextPixel, nextRow) = origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -right, down),
            SKEncodedOrigin.BottomRight => (lastRow + lastColumn, -right, -down),
            SKEncodedOrigin.BottomLeft => (lastRow, right, -down),
            SKEncodedOrigin.LeftTop => (0, down, right),
            SKEncodedOrigin.RightTop => (lastRow, -down, right),
            SKEncodedOrigin.RightBottom => (lastRow + lastColumn, -down, -right),
            SKEncodedOrigin.LeftBottom => (lastColumn, down, -right),
            _ => (0, right, down),
        };
        var columns = origin >= SKEncodedOrigin.LeftTop ? height : width;
        var rows = origin >= SKEncodedOrigin.LeftTop ? width : height;
        var target = 0;
        for (var row = 0; row < rows; row++)
        {
            var source = first + (row * nextRow);
            for (var column = 0; column < columns; column++)
            {
                var pixel = decoded.Slice(source, BytesPerDecodedPixel);
                var alpha = pixel[3];
                upright[target] = OverWhite(pixel[0], alpha);
                upright[target + 1] = OverWhite(pixel[1], alpha);
                upright[target + 2] = OverWhite(pixel[2], alpha);
                target += 3;
                source += nextPixel;
            }
        }
    }

    private static void LeaveOutAlpha(ReadOnlySpan<byte> decoded, Span<byte> upright)
    {
        var place = 0;
        for (; place + Vector128<byte>.Count <= decoded.Length && (place / BytesPerDecodedPixel * 3) + Vector128<byte>.Count <= upright.Length; place += Vector128<byte>.Count)
        {
            var pixels = Vector128.Create(decoded.Slice(place, Vector128<byte>.Count));
            Vector128.Shuffle(pixels, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15)).CopyTo(upright[(place / BytesPerDecodedPixel * 3)..]);
        }

        for (; place < decoded.Length; place += BytesPerDecodedPixel)
        {
            decoded.Slice(place, 3).CopyTo(upright[(place / BytesPerDecodedPixel * 3)..]);
        }
    }

    private static byte OverWhite(byte channel, byte alpha) =>
        alpha == 255 ? channel : (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
