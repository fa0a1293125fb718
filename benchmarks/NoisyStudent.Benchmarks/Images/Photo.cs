using System.Formats.Tar;
using System.IO.Compression;
using NoisyStudent.Images;

namespace NoisyStudent.Benchmarks.Images;

/// <summary>A picture file in memory.</summary>
/// <param name="Encoded">The file.</param>
/// <param name="Header">What its header says.</param>
internal sealed record Photo(byte[] Encoded, ImageHeader Header)
{
    /// <summary>The picture files of an archive.</summary>
    /// <param name="path">A tar.gz.</param>
    public static Photo[] ReadAll(string path)
    {
        if (!File.Exists(path))
        {
            throw new NoisyStudentException($"There is no archive of photos at {path}.");
        }

        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var archive = new TarReader(file);
        var photos = new List<Photo>();
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } stream && ImageReader.IsImageName(entry.Name))
            {
                var encoded = new byte[entry.Length];
                stream.ReadExactly(encoded);
                photos.Add(new Photo(encoded, ImageReader.Identify(encoded)));
            }
        }

        return [.. photos];
    }
}
