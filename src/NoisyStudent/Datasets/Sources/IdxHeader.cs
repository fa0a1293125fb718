using System.Buffers.Binary;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>
/// The beginning of an IDX file: two zero bytes, the type (8: bytes), the number of dimensions, then the length of each, big-endian. What it
/// claims is checked against the file before memory is taken.
/// </summary>
internal static class IdxHeader
{
    /// <summary>The bytes before the first picture.</summary>
    public const int ImagesLength = 16;

    private const int LabelsLength = 8;
    private const int MostPictures = 100_000_000;

    /// <summary>Reads how many pictures there are, and of what size.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="content">Its content, read up to the first picture.</param>
    /// <param name="fileLength">The bytes of the whole file; null where only reading to the end can tell.</param>
    /// <exception cref="NoisyStudentException">The header lies, or it is another kind of file.</exception>
    public static (int Count, RawFormat Format) ReadImages(string path, Stream content, long? fileLength)
    {
        var lengths = Read(path, content, dimensions: 3);
        var (count, height, width) = (lengths[0], lengths[1], lengths[2]);
        if (count is 0 or > MostPictures || height == 0 || width == 0 || (UInt128)height * width > ImageReader.PixelLimit)
        {
            throw Refuse(path, $"it claims {count} pictures of {width} x {height} pixels");
        }

        var claimed = ImagesLength + ((long)count * height * width);
        return fileLength is { } length && length != claimed
            ? throw Refuse(path, $"its {count} pictures of {width} x {height} pixels are {claimed} bytes, but the file has {length}")
            : ((int)count, new RawFormat((int)width, (int)height, Planes: 1));
    }

    /// <summary>Reads the label of each picture.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="content">Its content.</param>
    /// <param name="pictures">How many pictures there are.</param>
    /// <exception cref="NoisyStudentException">There are not as many labels, or it is another kind of file.</exception>
    public static byte[] ReadLabels(string path, Stream content, int pictures)
    {
        var count = Read(path, content, dimensions: 1)[0];
        if (count != pictures)
        {
            throw Refuse(path, $"it has {count} labels for {pictures} pictures");
        }

        var labels = new MemoryStream();
        Guard(path, () =>
        {
            // In pieces: memory grows with what is there, not with what is claimed.
            var piece = new byte[1 << 16];
            for (var missing = pictures; missing > 0; missing -= piece.Length)
            {
                var part = piece.AsSpan(0, Math.Min(missing, piece.Length));
                content.ReadExactly(part);
                labels.Write(part);
            }

            RequireEnd(path, content);
        });
        return labels.ToArray();
    }

    /// <summary>Reads a file; what goes wrong with it is a refusal.</summary>
    /// <exception cref="NoisyStudentException">It ends too early, or its compression is damaged.</exception>
    public static void Guard(string path, Action read)
    {
        try
        {
            read();
        }
        catch (EndOfStreamException)
        {
            throw Refuse(path, "it ends before its last entry");
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            throw Refuse(path, cause.Message.TrimEnd('.'));
        }
    }

    /// <summary>Makes sure that nothing follows; behind it stands the checksum of gzip.</summary>
    /// <exception cref="NoisyStudentException">Something does.</exception>
    public static void RequireEnd(string path, Stream content)
    {
        if (content.ReadByte() >= 0)
        {
            throw Refuse(path, "it goes on behind its last entry");
        }
    }

    private static uint[] Read(string path, Stream content, int dimensions)
    {
        var header = new byte[dimensions == 1 ? LabelsLength : ImagesLength];
        Guard(path, () => content.ReadExactly(header));
        return BinaryPrimitives.ReadInt32BigEndian(header) == (0x0800 | dimensions)
            ? [.. Enumerable.Range(1, dimensions).Select(i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 * i)))]
            : throw Refuse(path, $"its header is not that of bytes in {dimensions} dimension{(dimensions == 1 ? "" : "s")}");
    }

    private static NoisyStudentException Refuse(string path, string reason) =>
        new($"The IDX file {path} is damaged ({reason}): get it again.");
}
