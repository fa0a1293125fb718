using System.Buffers.Binary;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>What the chunks of a PNG file say that Skia does not.</summary>
internal static class PngChunks
{
    private const int SignatureLength = 8;
    private const int FrameLength = 12;
    private const int DepthAt = 24;
    private const byte Deep = 16;

    /// <summary>Whether the file has 16 bits a sample.</summary>
    public static bool IsDeep(ReadOnlySpan<byte> png) => png.Length > DepthAt && png[DepthAt] == Deep;

    /// <summary>The orientation by the eXIf chunk, which stands before or after the pixels.</summary>
    public static SKEncodedOrigin FindOrigin(ReadOnlySpan<byte> png)
    {
        var at = SignatureLength;
        while (Next(png, ref at, out var type, out var data))
        {
            if (type.SequenceEqual("eXIf"u8))
            {
                return TiffDirectory.FindOrigin(data);
            }
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>How many bits of its colour samples count, 8 to 15, as the sBIT chunk has it; null where that says nothing of use.</summary>
    public static int? FindSignificantBits(ReadOnlySpan<byte> png)
    {
        var at = SignatureLength;
        while (Next(png, ref at, out var type, out var data) && !type.SequenceEqual("IDAT"u8))
        {
            if (type.SequenceEqual("sBIT"u8) && data is [var bits, ..] && bits is >= 8 and < Deep && !data[..Math.Min(3, data.Length)].ContainsAnyExcept(bits))
            {
                return bits;
            }
        }

        return null;
    }

    /// <summary>Goes on to the next chunk.</summary>
    /// <param name="png">The file.</param>
    /// <param name="at">Where the chunk begins; afterwards, where the one after it does.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">Its content.</param>
    /// <returns>Whether there is a whole one.</returns>
    public static bool Next(ReadOnlySpan<byte> png, ref int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        type = data = default;
        if (png.Length - at < FrameLength || BinaryPrimitives.ReadUInt32BigEndian(png[at..]) is var length && length > png.Length - at - FrameLength)
        {
            return false;
        }

        type = png.Slice(at + 4, 4);
        data = png.Slice(at + 8, (int)length);
        at += FrameLength + (int)length;
        return true;
    }
}
