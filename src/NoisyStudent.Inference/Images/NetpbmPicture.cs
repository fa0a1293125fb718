namespace NoisyStudent.Images;

/// <summary>
/// A PBM, PGM or PPM file, plain (P1 to P3) or binary (P4 to P6). Their header says what the largest value is, so that values of any number of bits come
/// out right.
/// </summary>
internal sealed class NetpbmPicture : PictureFile
{
    private const int LargestMaximum = ushort.MaxValue;

    private readonly int _maximum;
    private readonly int _pixelsAt;

    public NetpbmPicture(PinnedBytes file, ImageReading reading)
        : base(file, reading)
    {
        var at = 2;
        (Width, Height) = (ReadNumber(ref at) ?? 0, ReadNumber(ref at) ?? 0);
        _maximum = IsBitmap ? 1 : ReadNumber(ref at) ?? 0;
        _pixelsAt = at + 1; // a single blank follows
        if (Width == 0 || Height == 0 || _maximum is 0 or > LargestMaximum)
        {
            throw new UnreadableImageException("the header of the Netpbm file is truncated or damaged");
        }
    }

    public override ImageFormat Format => ImageFormat.Netpbm;

    public override int Width { get; }

    public override int Height { get; }

    // P1 and P4 are bits, P2 and P5 grey, P3 and P6 colours.
    private int Kind => (Encoded[1] - '1') % 3;

    private bool IsPlain => Encoded[1] <= '3';

    private bool IsBitmap => Kind == 0;

    private int Samples => Kind == 2 ? 3 : 1;

    private int SampleLength => _maximum > byte.MaxValue ? 2 : 1;

    /// <summary>Bytes that the pixels take, at the least where they are plain.</summary>
    private long PixelsLength => IsPlain ? (long)Width * Height * Samples
        : IsBitmap ? (Width + 7L) / 8 * Height
        : (long)Width * Height * Samples * SampleLength;

    public override void RequirePlausible()
    {
        if (_pixelsAt + PixelsLength > File.Length)
        {
            throw new UnreadableImageException("the file is truncated");
        }
    }

    public override void Decode(Span<byte> pixels)
    {
        RequirePlausible();
        var (at, isDeep, highest, bits) = (_pixelsAt, _maximum == LargestMaximum, 0, Reading.SampleBits);
        var rowLength = (Width + 7) / 8;
        for (int row = 0, target = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++, target += 4)
            {
                for (var channel = 0; channel < Samples; channel++)
                {
                    var sample = IsPlain ? ReadPlain(ref at)
                        : IsBitmap ? (Encoded[at + (row * rowLength) + (column / 8)] >> (7 - (column % 8))) & 1
                        : SampleLength == 2 ? (Encoded[at++] << 8) | Encoded[at++]
                        : Encoded[at++];
                    highest = Math.Max(highest, sample);
                    pixels[target + channel] = isDeep ? SampleRange.ToByte(sample, bits) : ToByte(sample);
                }

                if (Samples == 1)
                {
                    pixels[target + 1] = pixels[target + 2] = pixels[target];
                }

                pixels[target + 3] = byte.MaxValue;
            }
        }

        Range = isDeep ? SampleRange.Of(highest, bits) : default;
    }

    public override void Dispose()
    {
    }

    /// <summary>A sample's share of the largest value; a bit that is set is black.</summary>
    private byte ToByte(int sample) => IsBitmap
        ? (byte)(sample == 0 ? byte.MaxValue : 0)
        : (byte)(((Math.Min(sample, _maximum) * byte.MaxValue) + (_maximum / 2)) / _maximum);

    // The bits of a plain bitmap need no blanks between them.
    private int ReadPlain(ref int at) => ReadNumber(ref at, IsBitmap ? 1 : int.MaxValue) is { } sample && sample <= LargestMaximum
        ? sample
        : throw new UnreadableImageException("the file is truncated or damaged");

    /// <summary>The next number, behind blanks and comments; null where there is none.</summary>
    private int? ReadNumber(ref int at, int mostDigits = int.MaxValue)
    {
        var file = Encoded;
        for (var isComment = false; at < file.Length && (isComment || file[at] is (byte)'#' or (byte)' ' or (>= (byte)'\t' and <= (byte)'\r')); at++)
        {
            isComment = file[at] is not ((byte)'\n' or (byte)'\r') && (isComment || file[at] == '#');
        }

        int? number = null;
        for (var digits = 0; digits < mostDigits && at < file.Length && file[at] is >= (byte)'0' and <= (byte)'9'; digits++, at++)
        {
            number = (int)Math.Min(((number ?? 0) * 10L) + file[at] - '0', int.MaxValue);
        }

        return number;
    }
}
