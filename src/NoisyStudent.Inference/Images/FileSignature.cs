using System.Text;

namespace NoisyStudent.Images;

/// <summary>What a file is by its first bytes, whatever it is called.</summary>
internal static class FileSignature
{
    /// <summary>How many bytes of a file's beginning are enough.</summary>
    public const int Length = 512;

    private const string Readable = "JPEG, PNG, BMP, GIF, WebP, TIFF or Netpbm picture";

    /// <summary>Kinds of pictures that are not read.</summary>
    private static readonly (string Name, int At, byte[] Bytes)[] _otherPictures =
    [
        ("AVIF", 4, [.. "ftypavif"u8]), ("AVIF", 4, [.. "ftypavis"u8]),
        ("HEIC", 4, [.. "ftyphe"u8]), ("HEIC", 4, [.. "ftypmif1"u8]), ("HEIC", 4, [.. "ftypmsf1"u8]),
        ("JPEG XL", 0, [0xFF, 0x0A]), ("JPEG XL", 4, [.. "JXL \r\n"u8]),
        ("JPEG 2000", 4, [.. "jP  \r\n"u8]), ("JPEG 2000", 0, [0xFF, 0x4F, 0xFF, 0x51]),
        ("a camera's raw file", 4, [.. "ftypcrx"u8]), ("a camera's raw file", 8, [.. "CR"u8, 2]), ("a camera's raw file", 0, [.. "FUJIFILMCCD"u8]),
        ("BigTIFF", 0, [.. "II+\0"u8]), ("BigTIFF", 0, [.. "MM\0+"u8]),
        ("a Photoshop document", 0, [.. "8BPS"u8]), ("OpenEXR", 0, [0x76, 0x2F, 0x31, 0x01]), ("Radiance HDR", 0, [.. "#?RADIANCE"u8]),
        ("DirectDraw", 0, [.. "DDS "u8]), ("DICOM", 128, [.. "DICM"u8]), ("a GIMP picture", 0, [.. "gimp xcf"u8]), ("PAM", 0, [.. "P7\n"u8]),
        ("an icon", 0, [0, 0, 1, 0]), ("FITS", 0, [.. "SIMPLE  ="u8]), ("DjVu", 0, [.. "AT&TFORM"u8]), ("a Windows metafile", 0, [0xD7, 0xCD, 0xC6, 0x9A]),
    ];

    private static readonly (string Name, int At, byte[] Bytes)[] _others =
    [
        ("a PDF document", 0, [.. "%PDF-"u8]), ("PostScript", 0, [.. "%!PS"u8]),
        ("a zip archive", 0, [.. "PK"u8, 3, 4]), ("a gzip archive", 0, [0x1F, 0x8B]), ("a 7z archive", 0, [.. "7z"u8, 0xBC, 0xAF]),
        ("a RAR archive", 0, [.. "Rar!"u8]), ("an xz archive", 0, [0xFD, .. "7zXZ"u8]), ("a Zstandard archive", 0, [0x28, 0xB5, 0x2F, 0xFD]),
        ("a tar archive", 257, [.. "ustar"u8]), ("an HDF5 file", 0, [0x89, .. "HDF\r\n"u8]), ("a NumPy array", 0, [0x93, .. "NUMPY"u8]),
        ("a Parquet file", 0, [.. "PAR1"u8]), ("an SQLite database", 0, [.. "SQLite format 3"u8]), ("a program", 0, [0x7F, .. "ELF"u8]),
        ("a program", 0, [.. "MZ"u8, 0x90, 0]), ("a video", 4, [.. "ftyp"u8]), ("a video", 0, [0x1A, 0x45, 0xDF, 0xA3]),
        ("a video", 8, [.. "AVI LIST"u8]), ("a sound", 8, [.. "WAVEfmt"u8]), ("a sound", 0, [.. "ID3"u8]), ("a sound", 0, [.. "OggS"u8]),
    ];

    /// <summary>The kind of picture that a file is, as far as it can be read; null for any other.</summary>
    /// <param name="encoded">The beginning of the file.</param>
    public static ImageFormat? FormatOf(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            ImageFormat.Webp,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] when !IsAt(encoded, 8, [(byte)'C', (byte)'R', 2]) => ImageFormat.Tiff,
        [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'#', ..] => ImageFormat.Netpbm,
        _ => null,
    };

    /// <summary>Whether a file is text: an HTML page or a Git LFS pointer, perhaps, in the place of what it should be.</summary>
    /// <param name="encoded">The beginning of the file.</param>
    public static bool IsText(ReadOnlySpan<byte> encoded) => OfText(encoded) is not null;

    /// <summary>What a file is that is no picture that can be read, as the reason why it is left out.</summary>
    /// <param name="encoded">The beginning of the file.</param>
    public static string ReasonNotToRead(ReadOnlySpan<byte> encoded) =>
        Find(_otherPictures, encoded) is { } picture ? $"it is {picture}, a kind of picture that is not read: convert it to JPEG or PNG"
        : Find(_others, encoded) is { } other ? $"it is {other}, not a picture"
        : OfText(encoded) ?? (!encoded.IsEmpty && !encoded[..Math.Min(Length, encoded.Length)].ContainsAnyExcept((byte)0)
            ? "it holds zeros, as an interrupted download or copy leaves them" : $"not a {Readable}");

    private static string? Find((string Name, int At, byte[] Bytes)[] known, ReadOnlySpan<byte> encoded)
    {
        foreach (var (name, at, bytes) in known)
        {
            if (IsAt(encoded, at, bytes))
            {
                return name;
            }
        }

        return null;
    }

    private static bool IsAt(ReadOnlySpan<byte> encoded, int at, ReadOnlySpan<byte> bytes) => encoded.Length >= at && encoded[at..].StartsWith(bytes);

    private static string? OfText(ReadOnlySpan<byte> encoded)
    {
        var beginning = encoded[..Math.Min(Length, encoded.Length)];
        var isWide = beginning is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        if (!isWide && beginning.ContainsAnyInRange((byte)0, (byte)8))
        {
            return null;
        }

        var text = (isWide ? Encoding.Unicode : Encoding.UTF8).GetString(beginning).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return Begins("version https://git-lfs") ? "it is a Git LFS pointer, not the picture: 'git lfs pull' gets that"
            : Begins("/annex/objects/") ? "it is a git-annex pointer, not the picture: 'git annex get' gets that"
            : Begins("<!doctype html") || Begins("<html") || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
                ? "it is an HTML page, not a picture: its download has failed"
            : text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "it is an SVG drawing, a kind of picture that is not read: convert it to PNG"
            : Begins("<?xml") ? "it is XML, not a picture"
            : Begins("{") ? "it is JSON, not a picture"
            : text.Length >= 8 && !text.Any(letter => letter == '\uFFFD' || (char.IsControl(letter) && !char.IsWhiteSpace(letter))) ? "it is text, not a picture"
            : null;

        bool Begins(string words) => text.StartsWith(words, StringComparison.OrdinalIgnoreCase);
    }
}
