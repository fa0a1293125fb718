using System.IO.Compression;

namespace NoisyStudent.Datasets.Archives;

/// <summary>What an archive is by its first bytes, whatever it is called.</summary>
internal enum ArchiveKind
{
    /// <summary>None that is read, or a damaged one.</summary>
    Unknown,

    /// <summary>A tar archive.</summary>
    Tar,

    /// <summary>A tar archive in a gzip file.</summary>
    TarGzip,

    /// <summary>A zip archive.</summary>
    Zip,
}

/// <summary>Tells archives by their first bytes.</summary>
internal static class ArchiveSignature
{
    private const int Block = 512;

    private static readonly (byte[] Bytes, string Name)[] _notRead =
    [
        ([0xFD, .. "7zXZ\0"u8], "an xz file"), ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"), ([.. "BZh"u8], "a bzip2 file"), ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        ([.. "Rar!\x1A\a"u8], "a RAR archive"), ([0x04, 0x22, 0x4D, 0x18], "an lz4 file"), ([.. "LZIP"u8], "an lzip file"), ([0x1F, 0x9D], "a file of compress"),
        ([0x5D, 0, 0], "an lzma file"), ([.. "MSCF"u8, 0, 0, 0, 0], "a cabinet archive"),
    ];

    /// <summary>What kind of archive a file is.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its content.</param>
    /// <exception cref="NoisyStudentException">One that is not read.</exception>
    public static ArchiveKind Find(string path, Stream file)
    {
        var first = ReadBlock(file);
        if (Array.Find(_notRead, kind => first.AsSpan().StartsWith(kind.Bytes)) is { Name: { } name })
        {
            throw new NoisyStudentException($"{path} is {name}, which is not read: unpack it and give the folder, or pack it as .tar, .tar.gz or .zip.");
        }

        if (first.AsSpan().StartsWith("PK\x03\x04"u8) || first.AsSpan().StartsWith("PK\x05\x06"u8))
        {
            return ArchiveKind.Zip;
        }

        return first.AsSpan().StartsWith((byte[])[0x1F, 0x8B]) ? HoldsTar(file) ? ArchiveKind.TarGzip : ArchiveKind.Unknown
            : IsTar(first) ? ArchiveKind.Tar : ArchiveKind.Unknown;
    }

    private static bool HoldsTar(Stream file)
    {
        try
        {
            file.Position = 0;
            using var content = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            return IsTar(ReadBlock(content));
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            return false;
        }
    }

    private static bool IsTar(byte[] block) => block.Length == Block && TarMembers.IsHeader(block);

    private static byte[] ReadBlock(Stream stream)
    {
        var block = new byte[Block];
        return block[..stream.ReadAtLeast(block, Block, throwOnEndOfStream: false)];
    }
}
