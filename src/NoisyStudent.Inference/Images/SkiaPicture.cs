using System.Buffers.Binary;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>A JPEG, PNG, BMP, GIF or WebP file, which Skia decodes.</summary>
internal sealed unsafe class SkiaPicture : PictureFile
{
    // Each block of 8 x 8 pixels of a JPEG takes a bit at the least.
    private const int MostJpegPixelsPerByte = 8 * 8 * 8;

    private readonly SKData _data;
    private readonly SKCodec _codec;

    public SkiaPicture(PinnedBytes file, ImageReading reading)
        : base(file, reading)
    {
        _data = SKData.Create((nint)file.Start, file.Length);
        try
        {
            _codec = SKCodec.Create(_data) ?? throw Refuse();
            Format = _codec.EncodedFormat switch
            {
                SKEncodedImageFormat.Jpeg => ImageFormat.Jpeg,
                SKEncodedImageFormat.Png => ImageFormat.Png,
                SKEncodedImageFormat.Bmp => ImageFormat.Bmp,
                SKEncodedImageFormat.Gif => ImageFormat.Gif,
                SKEncodedImageFormat.Webp => ImageFormat.Webp,
                _ => throw Refuse(),
            };
        }
        catch
        {
            Dispose();
            throw;
        }

        // Skia knows how JPEG and most WebP files are turned, and does not look for it in PNG.
        Origin = Format switch
        {
            ImageFormat.Png => PngChunks.FindOrigin(Encoded),
            ImageFormat.Webp when _codec.EncodedOrigin == SKEncodedOrigin.TopLeft => FindWebpOrigin(Encoded),
            _ => _codec.EncodedOrigin,
        };
    }

    public override ImageFormat Format { get; }

    public override int Width => _codec.Info.Width;

    public override int Height => _codec.Info.Height;

    public override SKEncodedOrigin Origin { get; }

    public override bool IsOpaque => _codec.Info.AlphaType == SKAlphaType.Opaque;

    // The decoder paints what is missing grey when a JPEG ends with its end mark, and says nothing.
    public override void RequirePlausible()
    {
        if (Format == ImageFormat.Jpeg && (long)Width * Height > (long)File.Length * MostJpegPixelsPerByte)
        {
            throw new UnreadableImageException("the file is truncated");
        }
    }

    public override void Decode(Span<byte> pixels)
    {
        using var sRgb = SKColorSpace.CreateSrgb();
        fixed (byte* target = pixels)
        {
            RequireSuccess(_codec.GetPixels(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, sRgb), (nint)target));
        }

        if (Format == ImageFormat.Png && PngChunks.IsDeep(Encoded))
        {
            Stretch(pixels);
        }
    }

    public override void Dispose()
    {
        _codec?.Dispose();
        _data.Dispose();
    }

    /// <summary>The orientation by the EXIF chunk, where that has a JPEG's mark before it, which some programs write and Skia does not expect.</summary>
    private static SKEncodedOrigin FindWebpOrigin(ReadOnlySpan<byte> webp)
    {
        const int First = 12, Header = 8;
        for (long at = First; at <= webp.Length - Header;)
        {
            var chunk = webp[(int)at..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
            {
                return TiffDirectory.FindOrigin(chunk.Slice(Header, (int)Math.Min(length, chunk.Length - Header)));
            }

            at += Header + length + (length & 1);
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>Reads the samples of 16 bits anew, of which Skia gives the upper bytes, where not all bits count.</summary>
    private void Stretch(Span<byte> pixels)
    {
        var range = SampleRange.OfUpperBytes(pixels);

        // A file of 12 significant bits should hold them as 16; where none of the upper four is used, it holds them as they are.
        var bits = Reading.SampleBits < ImageReading.WholeSampleBits ? Reading.SampleBits
            : PngChunks.FindSignificantBits(Encoded) is { } significant && range.UsedBits <= significant ? significant
            : ImageReading.WholeSampleBits;
        Range = bits == ImageReading.WholeSampleBits ? range : new SampleRange(null, DeepPng.Stretch(Encoded, Width, Height, bits, pixels));
    }

    // The decoder does not say why it refuses a file: the signature tells a cut picture from something that never was one.
    private UnreadableImageException Refuse() => new(
        FileSignature.FormatOf(Encoded) is { } format
            ? $"the header of the {(format == ImageFormat.Webp ? "WebP" : format.ToString().ToUpperInvariant())} file is truncated or damaged"
            : FileSignature.ReasonNotToRead(Encoded));

    private static void RequireSuccess(SKCodecResult result)
    {
        switch (result)
        {
            case SKCodecResult.Success:
                return;
            case SKCodecResult.IncompleteInput:
                throw new UnreadableImageException("the file is truncated");
            default:
                throw new UnreadableImageException($"the file is damaged ({result})");
        }
    }
}
