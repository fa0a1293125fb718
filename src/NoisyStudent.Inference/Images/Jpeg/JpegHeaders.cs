using System.Buffers.Binary;
using SkiaSharp;

namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// What comes before the bits of a JPEG's first scan (ITU-T T.81, annex B), of the kind that cameras and tools write: baseline or extended
/// sequential, Huffman codes, 8 bits, one scan, grey or YCbCr, chroma at full or half the resolution. Of anything else, and of anything that is
/// not as it should be, it only says so.
/// </summary>
internal sealed class JpegHeaders
{
    private const int Tables = 4;
    private const int BlockSize = 64;
    private const int MostBlocksInUnit = 10;
    private const int JfifLength = 14;

    // Of a picture of one or two samples of chroma in a row, other decoders interpolate none.
    private const int LeastHalved = 5;

    private static readonly byte[] _adobe = [.. "Adobe"u8];
    private static readonly byte[] _jfif = [.. "JFIF\0"u8];
    private static readonly byte[] _profileName = [.. "ICC_PROFILE\0"u8];

    private readonly JpegComponent[] _components = new JpegComponent[3];
    private readonly HuffmanTable[] _codes = [.. Enumerable.Range(0, 2 * Tables).Select(_ => new HuffmanTable())];
    private readonly short[][] _quantization = [.. Enumerable.Range(0, Tables).Select(_ => new short[BlockSize])];
    private int _definedCodes;
    private int _definedQuantization;
    private int _componentCount;
    private bool _isJfif;
    private int? _adobeTransform;

    /// <summary>Pixels in a row of the stored picture.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of the stored picture.</summary>
    public int Height { get; private set; }

    /// <summary>Luma, or luma and two chromas. Luma has the most blocks in a unit.</summary>
    public ReadOnlySpan<JpegComponent> Components => _components.AsSpan(0, _componentCount);

    /// <summary>Units of the scan between two restarts; 0 where there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Where in the file the bits of the scan begin.</summary>
    public int ScanStart { get; private set; }

    /// <summary>The space that the file says its colours are in; null where it says nothing, which means sRGB.</summary>
    public SKColorSpace? ColorSpace { get; private set; }

    /// <summary>Codes of the first coefficients of a component's blocks.</summary>
    public HuffmanTable Means(in JpegComponent component) => _codes[component.MeanTable];

    /// <summary>Codes of the other coefficients of a component's blocks.</summary>
    public HuffmanTable Waves(in JpegComponent component) => _codes[Tables + component.WaveTable];

    /// <summary>Factors of a component's coefficients, in the order of <see cref="InverseDct"/>.</summary>
    public ReadOnlySpan<short> Quantization(in JpegComponent component) => _quantization[component.Quantization];

    /// <summary>Reads the headers of a file.</summary>
    /// <returns>Whether it is of the kind that is read here, as far as its headers say.</returns>
    public bool TryRead(ReadOnlySpan<byte> file)
    {
        (_definedCodes, _definedQuantization, _componentCount, RestartInterval) = (0, 0, 0, 0);
        (_isJfif, _adobeTransform) = (false, null);
        ColorSpace?.Dispose();
        ColorSpace = null;
        var place = 2;
        if (file is not [0xFF, 0xD8, ..])
        {
            return false;
        }

        while (file[place..] is [0xFF, var marker, var high, var low, ..])
        {
            var length = (high << 8) | low;
            var end = place + 2 + length;
            if (length < 2 || end > file.Length)
            {
                return false;
            }

            var content = file[(place + 4)..end];
            var isRead = marker switch
            {
                0xC0 or 0xC1 => TryReadFrame(content),
                0xC4 => TryReadCodes(content),
                0xDB => TryReadQuantization(content),
                0xDD => TryReadRestartInterval(content),
                0xE0 => NoteJfif(content),
                0xE2 => TryReadProfile(content),
                0xEE => NoteAdobe(content),
                0xDA => TryReadScan(content),
                0xFE or (>= 0xE1 and <= 0xEF) => true,
                _ => false,
            };
            if (!isRead || marker == 0xDA)
            {
                ScanStart = end;
                return isRead;
            }

            place = end;
        }

        return false;
    }

    private bool TryReadFrame(ReadOnlySpan<byte> content)
    {
        if (_componentCount > 0 || content is not [8, _, _, _, _, 1 or 3, ..] || content.Length != 6 + (3 * content[5]))
        {
            return false;
        }

        (Height, Width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        _componentCount = content[5];
        for (var i = 0; i < _componentCount; i++)
        {
            var (id, sampling, quantization) = (content[6 + (3 * i)], content[7 + (3 * i)], content[8 + (3 * i)]);

            // A component alone is stored block by block, whatever its sampling.
            var (horizontal, vertical) = _componentCount == 1 ? (1, 1) : (sampling >> 4, sampling & 15);
            var luma = i == 0 ? (Horizontal: horizontal, Vertical: vertical) : (_components[0].Horizontal, _components[0].Vertical);
            if (horizontal is not (1 or 2) || vertical is not (1 or 2) || quantization >= Tables
                || horizontal > luma.Horizontal || vertical > luma.Vertical || (horizontal < luma.Horizontal && Width < LeastHalved))
            {
                return false;
            }

            _components[i] = new JpegComponent(id, horizontal, vertical, quantization);
        }

        var blocks = 0;
        foreach (var component in Components)
        {
            blocks += component.Horizontal * component.Vertical;
        }

        return Width > 0 && Height > 0 && blocks <= MostBlocksInUnit;
    }

    private bool TryReadCodes(ReadOnlySpan<byte> content)
    {
        while (content.Length > 16)
        {
            var (kind, number) = (content[0] >> 4, content[0] & 15);
            var length = 16;
            foreach (var count in content[1..17])
            {
                length += count;
            }

            if (kind > 1 || number >= Tables || length > 16 + 256 || content.Length < 1 + length)
            {
                return false;
            }

            var table = (kind * Tables) + number;
            if (!_codes[table].TryDefine(content.Slice(1, length)) || (kind == 0 && !_codes[table].IsForMeans))
            {
                return false;
            }

            _definedCodes |= 1 << table;
            content = content[(1 + length)..];
        }

        return content.IsEmpty;
    }

    private bool TryReadQuantization(ReadOnlySpan<byte> content)
    {
        while (content.Length > BlockSize && content[0] < Tables)
        {
            var table = _quantization[content[0]];
            for (var i = 0; i < BlockSize; i++)
            {
                table[EntropyReader.Places[i]] = content[1 + i];
            }

            _definedQuantization |= 1 << content[0];
            content = content[(1 + BlockSize)..];
        }

        return content.IsEmpty;
    }

    private bool TryReadRestartInterval(ReadOnlySpan<byte> content)
    {
        RestartInterval = content.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : 0;
        return content.Length == 2;
    }

    private bool TryReadScan(ReadOnlySpan<byte> content)
    {
        if (_componentCount == 0 || content.Length != 4 + (2 * _componentCount) || content[0] != _componentCount
            || content[^3..] is not [0, BlockSize - 1, 0] || !HasKnownColours())
        {
            return false;
        }

        for (var i = 0; i < _componentCount; i++)
        {
            var (id, tables) = (content[1 + (2 * i)], content[2 + (2 * i)]);
            ref var component = ref _components[i];
            component = component with { MeanTable = tables >> 4, WaveTable = tables & 15 };
            if (id != component.Id || component.MeanTable >= Tables || component.WaveTable >= Tables
                || !IsSet(_definedCodes, component.MeanTable) || !IsSet(_definedCodes, Tables + component.WaveTable)
                || !IsSet(_definedQuantization, component.Quantization))
            {
                return false;
            }
        }

        return true;

        static bool IsSet(int set, int number) => ((set >> number) & 1) != 0;
    }

    private bool HasKnownColours() =>
        (_componentCount == 1 && ColorSpace is null) || (_componentCount == 3 && HasKnownChroma());

    private bool HasKnownChroma() =>
        _isJfif || _adobeTransform == 1 || (_adobeTransform is null && (_components[0].Id, _components[1].Id, _components[2].Id) == (1, 2, 3));

    private bool NoteJfif(ReadOnlySpan<byte> content)
    {
        _isJfif |= content.Length >= JfifLength && content.StartsWith(_jfif);
        return true;
    }

    private bool NoteAdobe(ReadOnlySpan<byte> content)
    {
        if (content.Length >= 12 && content.StartsWith(_adobe))
        {
            _adobeTransform = content[11];
        }

        return true;
    }

    // What holds for a colour profile in several parts, of grey levels, or of a kind that Skia can only use itself, is that Skia reads it.
    private bool TryReadProfile(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(_profileName))
        {
            return true;
        }

        if (ColorSpace is not null || content[_profileName.Length..] is not [1, 1, .. var profile])
        {
            return false;
        }

        ColorSpace = SKColorSpace.CreateIcc(profile);
        return ColorSpace is not null;
    }
}
