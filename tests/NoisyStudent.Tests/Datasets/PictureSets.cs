using System.Formats.Tar;
using System.IO.Compression;
using NoisyStudent.Tests.Images;
using SkiaSharp;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Sets of small pictures, and the ways to store them.</summary>
internal static class PictureSets
{
    /// <summary>A PNG of 4x4 pixels of one grey level.</summary>
    public static byte[] Grey(int level) => EncodedPictures.Plain(new SKColor((byte)level, (byte)level, (byte)level), 4, 4);

    /// <summary>A PNG of 16x16 pixels, cut in its middle.</summary>
    public static byte[] Truncated()
    {
        var whole = EncodedPictures.Draw(
            16, 16, (column, row) => new SKColor((byte)(column * 15), (byte)(row * 15), (byte)(column * row * 25)));
        return whole[..(whole.Length / 2)];
    }

    /// <summary>Pictures of the given names, each of a grey level of its own.</summary>
    public static (string Name, byte[] Content)[] Named(params string[] names) =>
        [.. names.Select((name, index) => (name, Grey((index + 1) * 10)))];

    /// <summary>A set of classes of the given sizes: class-0/000.png and so on.</summary>
    public static (string Name, byte[] Content)[] Classes(params int[] sizes) =>
        Named([.. sizes.SelectMany((size, label) => Enumerable.Range(0, size).Select(index => $"class-{label}/{index:000}.png"))]);

    public static void WriteFolder(string path, IEnumerable<(string Name, byte[] Content)> files)
    {
        foreach (var (name, content) in files)
        {
            var file = Path.Combine(path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    /// <summary>Writes an archive of the kind that the name says.</summary>
    public static string Write(string path, IEnumerable<(string Name, byte[] Content)> files) =>
        path.EndsWith("zip", StringComparison.Ordinal) ? WriteZip(path, files) : WriteTar(path, files);

    public static string WriteTar(string path, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var stream = File.Create(path);
        using Stream content = path.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
        using var tar = new TarWriter(content);
        foreach (var (name, bytes) in files)
        {
            using var data = new MemoryStream(bytes);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }

        return path;
    }

    public static string WriteZip(string path, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
        {
            using var member = zip.CreateEntry(name).Open();
            member.Write(bytes);
        }

        return path;
    }
}
