using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NoisyStudent.Tests.Fuzzing;
using NoisyStudent.Tests.Images;

namespace NoisyStudent.Tests.Datasets;

/// <summary>A member of an archive, with its name as bytes.</summary>
/// <param name="Name">The bytes of its name.</param>
/// <param name="Content">What it holds; the target of a symbolic link in a zip archive.</param>
/// <param name="Kind">'0' for a file, '1' for a hard, '2' for a symbolic link.</param>
/// <param name="Flags">The flags in a zip archive: 0x800 says that the name is UTF-8.</param>
/// <param name="Extra">Further fields in a zip archive.</param>
internal sealed record RawMember(byte[] Name, byte[] Content, char Kind = '0', ushort Flags = 0, byte[]? Extra = null)
{
    public static RawMember File(string name, byte[] content) => new(Encoding.UTF8.GetBytes(name), content);

    public static RawMember SymbolicLink(string name, string target) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(target), '2');

    public static RawMember HardLink(string name, string target) => new(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(target), '1');
}

/// <summary>Archives written byte by byte, as packers do that .NET's writers are not.</summary>
internal static class RawArchives
{
    /// <summary>Writes an archive of the kind that the name says.</summary>
    public static string Write(string path, params IEnumerable<RawMember> members)
    {
        if (path.EndsWith(".zip", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, Zip([.. members]));
            return path;
        }

        using var file = File.Create(path);
        using Stream content = path.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        content.Write(Tar([.. members]));
        return path;
    }

    private static byte[] Tar(RawMember[] members)
    {
        var archive = new MemoryStream();
        foreach (var member in members)
        {
            var content = member.Kind == '0' ? member.Content : [];
            var header = new byte[512];
            member.Name.CopyTo(header, 0);
            Encoding.ASCII.GetBytes($"{Convert.ToString(content.Length, 8).PadLeft(11, '0')}\0").CopyTo(header, 124);
            header[156] = (byte)member.Kind;
            (member.Kind == '0' ? [] : member.Content).CopyTo(header, 157);
            "ustar\u000000"u8.CopyTo(header.AsSpan(257));
            Checksums.RepairTar(header);
            archive.Write(header);
            archive.Write(content);
            archive.Write(new byte[(512 - (content.Length % 512)) % 512]);
        }

        archive.Write(new byte[1024]);
        return archive.ToArray();
    }

    private static byte[] Zip(RawMember[] members)
    {
        var (archive, directory) = (new MemoryStream(), new MemoryStream());
        foreach (var member in members)
        {
            var extra = member.Extra ?? [];
            var (place, sum) = ((uint)archive.Length, PngFile.Checksum(member.Content));
            var common = new byte[26];
            Put16(common, 0, 20);
            Put16(common, 2, member.Flags);
            Put32(common, 10, sum);
            Put32(common, 14, (uint)member.Content.Length);
            Put32(common, 18, (uint)member.Content.Length);
            Put16(common, 22, (ushort)member.Name.Length);
            Put16(common, 24, (ushort)extra.Length);
            archive.Write([.. "PK\x03\x04"u8, .. common, .. member.Name, .. extra, .. member.Content]);
            var rest = new byte[14];
            Put32(rest, 6, (member.Kind == '2' ? 0xA1FFu : 0x81A4u) << 16);
            Put32(rest, 10, place);
            directory.Write([.. "PK\x01\x02"u8, 20, 3, .. common, .. rest, .. member.Name, .. extra]);
        }

        var end = new byte[18];
        Put16(end, 4, (ushort)members.Length);
        Put16(end, 6, (ushort)members.Length);
        Put32(end, 8, (uint)directory.Length);
        Put32(end, 12, (uint)archive.Length);
        return [.. archive.ToArray(), .. directory.ToArray(), .. "PK\x05\x06"u8, .. end];
    }

    private static void Put16(byte[] bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    private static void Put32(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
