using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>The first page of a TIFF file, which LibTiff.NET decodes.</summary>
internal sealed unsafe class TiffPicture : PictureFile
{
    // Deflate and LZW make less than so much of a byte; fax codes make any number of white rows of a few.
    private const int MostInflation = 2000;

    private const int MostSamples = 32;
    private const int MostTilePixels = 1 << 26;

    private readonly Tiff _tiff;
    private readonly int _bits;
    private readonly int _samples;

    public TiffPicture(PinnedBytes file, ImageReading reading)
        : base(file, reading)
    {
        if (!TiffDirectory.IsWhole(Encoded))
        {
            throw new UnreadableImageException("the header of the TIFF file is truncated or damaged");
        }

        _tiff = Guard(() => TiffBytes.Open(file)) ?? throw new UnreadableImageException("the header of the TIFF file is truncated or damaged");
        try
        {
            (Width, Height, _bits, _samples) = (
                Number(TiffTag.IMAGEWIDTH, 0), Number(TiffTag.IMAGELENGTH, 0), Number(TiffTag.BITSPERSAMPLE, 1), Number(TiffTag.SAMPLESPERPIXEL, 1));
            RequireKind();
        }
        catch
        {
            Dispose();
            throw;
        }

        HasMorePages = TiffDirectory.HasNext(Encoded);
        Origin = TiffDirectory.FindOrigin(Encoded);
    }

    public override ImageFormat Format => ImageFormat.Tiff;

    public override int Width { get; }

    public override int Height { get; }

    public override SKEncodedOrigin Origin { get; }

    public override bool HasMorePages { get; }

    private bool IsDeep => _bits == ImageReading.WholeSampleBits;

    private Photometric Kind => (Photometric)Number(TiffTag.PHOTOMETRIC, -1);

    public override void RequirePlausible()
    {
        var isFax = (Compression)Number(TiffTag.COMPRESSION, 1) is Compression.CCITTRLE or Compression.CCITTRLEW or Compression.CCITTFAX3 or Compression.CCITTFAX4;
        if (!isFax && (long)Width * Height / 8 * _bits * _samples / MostInflation > File.Length)
        {
            throw new UnreadableImageException("the file is truncated");
        }
    }

    public override void Decode(Span<byte> pixels)
    {
        fixed (byte* target = pixels)
        {
            var (start, length) = ((nint)target, pixels.Length);
            if (!Guard(() => IsDeep ? DecodeDeep(new Span<byte>((byte*)start, length)) : DecodeBytes(new Span<byte>((byte*)start, length))))
            {
                throw new UnreadableImageException("the file is truncated or damaged");
            }
        }
    }

    public override void Dispose() => Guard(() =>
    {
        _tiff.Dispose();
        return true;
    });

    /// <summary>Whatever damaged files make the library throw is their fault.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is not UnreadableImageException)
        {
            throw new UnreadableImageException("the TIFF file is damaged", cause);
        }
    }

    private int Number(TiffTag tag, int missing) => Guard(() => _tiff.GetField(tag) is [var value, ..] ? value.ToInt() : missing);

    private void RequireKind()
    {
        if (Width <= 0 || Height <= 0 || _samples is <= 0 or > MostSamples
            || (_tiff.IsTiled() && (long)Number(TiffTag.TILEWIDTH, 0) * Number(TiffTag.TILELENGTH, 0) is <= 0 or > MostTilePixels))
        {
            throw new UnreadableImageException("the header of the TIFF file is truncated or damaged");
        }

        // Such files begin with a small preview.
        if (TiffDirectory.Find(Encoded, TiffDirectory.DngVersionTag) is not null || TiffDirectory.Find(Encoded, TiffDirectory.NewSubfileTag) == 1)
        {
            throw new UnreadableImageException("it is a camera's raw file, a kind of picture that is not read: convert it to JPEG or PNG");
        }

        if (_bits > ImageReading.WholeSampleBits || Number(TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT) is not ((int)SampleFormat.UINT or (int)SampleFormat.VOID))
        {
            throw new UnreadableImageException($"its TIFF samples are signed, fractions or of {_bits} bits: convert it to whole numbers of 8 or 16 bits");
        }

        var what = "of this kind";
        if (IsDeep ? Kind is not (Photometric.MINISBLACK or Photometric.MINISWHITE or Photometric.RGB) || (Kind == Photometric.RGB && _samples < 3) : !Guard(() => _tiff.RGBAImageOK(out what)))
        {
            throw new UnreadableImageException($"TIFF files like it are not read ({(IsDeep ? $"16 bits, colours of kind {Kind}" : what.TrimEnd('.'))}): convert it to JPEG or PNG");
        }
    }

    /// <summary>Colours that the library finds out, laid over white by their alpha, with which they are multiplied already.</summary>
    private bool DecodeBytes(Span<byte> pixels)
    {
        var raster = GC.AllocateUninitializedArray<int>(Width * Height);
        if (!_tiff.ReadRGBAImageOriented(Width, Height, raster, (Orientation)Origin, stopOnError: true))
        {
            return false;
        }

        for (int pixel = 0, target = 0; pixel < raster.Length; pixel++, target += 4)
        {
            var (value, white) = (raster[pixel], byte.MaxValue - Tiff.GetA(raster[pixel]));
            pixels[target] = (byte)Math.Min(Tiff.GetR(value) + white, byte.MaxValue);
            pixels[target + 1] = (byte)Math.Min(Tiff.GetG(value) + white, byte.MaxValue);
            pixels[target + 2] = (byte)Math.Min(Tiff.GetB(value) + white, byte.MaxValue);
            pixels[target + 3] = byte.MaxValue;
        }

        return true;
    }

    /// <summary>Grey or colours of 16 bits; what a pixel has besides is left out.</summary>
    private bool DecodeDeep(Span<byte> pixels)
    {
        var (colours, highest) = (Kind == Photometric.RGB ? 3 : 1, 0);
        var isSeparate = Number(TiffTag.PLANARCONFIG, (int)PlanarConfig.CONTIG) == (int)PlanarConfig.SEPARATE;
        var (blockWidth, blockHeight) = _tiff.IsTiled() ? (Number(TiffTag.TILEWIDTH, 0), Number(TiffTag.TILELENGTH, 0)) : (Width, 1);
        var step = isSeparate ? 1 : _samples;
        var buffer = new byte[_tiff.IsTiled() ? _tiff.TileSize() : _tiff.ScanlineSize()];
        for (short plane = 0; plane < (isSeparate ? colours : 1); plane++)
        {
            for (var top = 0; top < Height; top += blockHeight)
            {
                for (var left = 0; left < Width; left += blockWidth)
                {
                    if (_tiff.IsTiled() ? _tiff.ReadTile(buffer, 0, left, top, 0, plane) <= 0 : !_tiff.ReadScanline(buffer, top, plane))
                    {
                        return false;
                    }

                    for (var row = 0; row < Math.Min(blockHeight, Height - top); row++)
                    {
                        var samples = MemoryMarshal.Cast<byte, ushort>(buffer.AsSpan(row * blockWidth * step * 2));
                        for (var column = 0; column < Math.Min(blockWidth, Width - left); column++)
                        {
                            var target = pixels.Slice((((top + row) * Width) + left + column) * 4, 4);
                            for (var colour = 0; colour < (isSeparate ? 1 : colours); colour++)
                            {
                                int sample = samples[(column * step) + colour];
                                highest = Math.Max(highest, sample);
                                Put(target, isSeparate ? plane : colour, sample, colours);
                            }
                        }
                    }
                }
            }
        }

        Range = SampleRange.Of(highest, Reading.SampleBits);
        return true;
    }

    private void Put(Span<byte> pixel, int colour, int sample, int colours)
    {
        var level = SampleRange.ToByte(sample, Reading.SampleBits);
        pixel[3] = byte.MaxValue;
        if (colours == 3)
        {
            pixel[colour] = level;
        }
        else
        {
            pixel[..3].Fill(Kind == Photometric.MINISWHITE ? (byte)(byte.MaxValue - level) : level);
        }
    }
}
