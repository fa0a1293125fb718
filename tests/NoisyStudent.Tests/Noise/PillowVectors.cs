using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace NoisyStudent.Tests.Noise;

/// <summary>What Pillow made of a picture; written by <c>tests/noise-vectors.py</c>.</summary>
internal sealed record PillowVector(
    string Operation, double Argument, string Picture, int Width, int Height, byte[] Source, byte[] Expected);

internal static class PillowVectors
{
    public static IReadOnlyList<PillowVector> All { get; } = Read();

    public static IEnumerable<PillowVector> Of(string operation) => All.Where(vector => vector.Operation == operation);

    private static List<PillowVector> Read()
    {
        using var resource = typeof(PillowVectors).Assembly.GetManifestResourceStream("pillow-vectors.gz")!;
        using var unzipped = new MemoryStream();
        using (var zipped = new GZipStream(resource, CompressionMode.Decompress))
        {
            zipped.CopyTo(unzipped);
        }

        var vectors = new List<PillowVector>();
        var bytes = unzipped.ToArray().AsSpan();
        byte[] source = [];
        while (!bytes.IsEmpty)
        {
            var lineEnd = bytes.IndexOf((byte)'\n');
            var words = Encoding.ASCII.GetString(bytes[..lineEnd]).Split(' ');
            var width = int.Parse(words[3], CultureInfo.InvariantCulture);
            var height = int.Parse(words[4], CultureInfo.InvariantCulture);
            var pixels = bytes.Slice(lineEnd + 1, width * height * 3).ToArray();
            bytes = bytes[(lineEnd + 1 + pixels.Length)..];
            if (words[0] == "Source")
            {
                source = pixels;
                continue;
            }

            var argument = double.Parse(words[1], CultureInfo.InvariantCulture);
            vectors.Add(new PillowVector(words[0], argument, words[2], width, height, source, pixels));
        }

        return vectors;
    }
}
