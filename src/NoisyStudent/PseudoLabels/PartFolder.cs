using DuckDB.NET.Data;
using NoisyStudent.Datasets;
using NoisyStudent.Events;

namespace NoisyStudent.PseudoLabels;

/// <summary>For which pictures a part answers.</summary>
/// <param name="Content">A hash of what they are.</param>
/// <param name="Stamp">A hash of what they look like from outside, which takes no reading; empty where there is none.</param>
internal readonly record struct PartPictures(string Content, string Stamp = "");

/// <summary>
/// The parts of a folder of pseudo-labels while they are made. Each says in its metadata for which pictures it answers: a finished part whose pictures
/// are still the same is taken, any other is made anew.
/// </summary>
/// <param name="folder">The folder. Other processes may be at work on other parts of it.</param>
/// <param name="labeler">Who answers.</param>
/// <param name="classes">The class names.</param>
/// <param name="kept">How many of the largest probabilities are kept; 0 for distributions in full, null for nothing of them.</param>
/// <param name="observer">Who is told.</param>
internal sealed class PartFolder(string folder, Labeler labeler, IReadOnlyList<string> classes, int? kept, IRunObserver observer) : IDisposable
{
    private const string ContentKey = "pictures";
    private const string StampKey = "pictures-from-outside";
    private const long MemoryToRead = 512L << 20;

    private DuckDbSession? _database;

    /// <summary>How many parts were taken as they are.</summary>
    public int Taken { get; private set; }

    /// <summary>For which pictures the part at a place answers; null where there is none, or one that does not say.</summary>
    /// <param name="place">The place.</param>
    public PartPictures? Find(BlockPlace place)
    {
        var path = PseudoLabelFiles.PartFile(folder, place);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            _database ??= new DuckDbSession(MemoryToRead, scratch: null, [Path.GetFullPath(folder)], CancellationToken.None);
            var found = _database.Query(
                $"""
                SELECT decode(key), decode(value) FROM parquet_kv_metadata({DuckDbSession.PathText(Path.GetFullPath(path))})
                WHERE decode(key) IN ('{ContentKey}', '{StampKey}') AND octet_length(value) <= 100 LIMIT 2
                """,
                row => (Key: row.GetString(0), Value: row.GetString(1))).ToLookup(row => row.Key, row => row.Value);
            return found[ContentKey].FirstOrDefault() is { } content ? new PartPictures(content, found[StampKey].FirstOrDefault() ?? "") : null;
        }
        catch (Exception exception) when (exception is DuckDBException or InvalidCastException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database?.Dispose();

    /// <summary>Counts a part as taken.</summary>
    public bool Take()
    {
        Taken++;
        return true;
    }

    /// <summary>Labels the pictures of a part, in place of the one that may be there.</summary>
    /// <param name="place">The part.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="pictures">Which they are.</param>
    /// <param name="progress">Told how many pictures are done.</param>
    /// <param name="cancellation">Stops between batches; nothing is written then.</param>
    /// <exception cref="NoisyStudentException">The part cannot be written.</exception>
    public void Label(BlockPlace place, ImageSet images, PartPictures pictures, IProgress<int>? progress, CancellationToken cancellation)
    {
        var path = PseudoLabelFiles.PartFile(folder, place);
        if (File.Exists(path))
        {
            observer.On(new PartOutdated(Path.GetFileName(path)));
        }

        var rows = new List<PseudoLabelRow>(images.Count);
        foreach (var chunk in Enumerable.Range(0, images.Count).Chunk(labeler.ImagesAtOnce))
        {
            var before = rows.Count;
            var answers = labeler.Label(images.Subset(chunk), new Relay<int>(done => progress?.Report(before + done)), cancellation);
            rows.AddRange(chunk.Select((image, number) => PseudoLabelFiles.Row(images.Names[image], answers, number, classes, kept)));
        }

        PseudoLabelFiles.WritePart(path, rows, new Dictionary<string, string> { [ContentKey] = pictures.Content, [StampKey] = pictures.Stamp });
    }

    /// <summary>Removes the parts that lie behind the last one of an archive, which is shorter than it was.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="parts">How many parts it has.</param>
    /// <param name="isMine">Whether a part is this process's to remove.</param>
    /// <exception cref="NoisyStudentException">One cannot be removed.</exception>
    public void RemoveAfter(int archive, int parts, Func<BlockPlace, bool> isMine)
    {
        try
        {
            foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, $"part-{archive:D5}-*.parquet") : [])
            {
                if (int.TryParse(Path.GetFileNameWithoutExtension(path).Split('-')[^1], out var number) && number >= parts && isMine(new BlockPlace(archive, number)))
                {
                    File.Delete(path);
                    observer.On(new PartRemoved(Path.GetFileName(path)));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"A part in {folder} that is too many cannot be removed: {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
