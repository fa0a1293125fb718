using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>A picture file after the attempt to read it: its pixels, or the reason why there are none.</summary>
internal sealed record DecodedPicture(string Name, byte[]? Pixels, string? Reason);

/// <summary>
/// Decodes all pictures of a source and fits them to a size. Bytes are read one file after the other, as archives and disks like
/// it best, while decoding runs on all cores; each worker holds one file, so memory in flight is bounded. The result does not
/// depend on which worker is faster.
/// </summary>
internal sealed class PictureDecoder(PictureSource source, ReadingSettings settings)
{
    private const int ProgressInterval = 64;

    // A picture at the pixel limit takes 700 MB while it is decoded: pictures from here on take turns.
    private const long LargePicture = 16_000_000;

    private readonly Lock _largePictureTurn = new();
    private readonly Lock _resultsLock = new();
    private readonly List<(long Place, DecodedPicture Picture)> _results = [];

    private long PictureBytes => 3L * settings.ImageSize * settings.ImageSize;

    /// <summary>All pictures ordered by name, each name once.</summary>
    /// <exception cref="NoisyStudentException">The set would not fit in memory, or a picture is bad and none may be.</exception>
    public DecodedPicture[] Decode(CancellationToken cancellationToken)
    {
        RequireMemory(source.Total ?? 0);
        var files = Partitioner.Create(ReadFiles(), EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellationToken }, DecodeOne);
        }
        catch (AggregateException causes)
        {
            ExceptionDispatchInfo.Throw(causes.InnerExceptions[0]);
        }

        Report();
        _results.Sort((one, other) => one.Place.CompareTo(other.Place));
        if (settings.BadImages == BadImagePolicy.Fail
            && _results.Find(result => result.Picture.Reason is not null).Picture is { } bad)
        {
            throw Refuse(settings, source.Path, bad.Name, bad.Reason!);
        }

        // Of two members of one name the later one counts, as it would if the archive were unpacked.
        var byName = new Dictionary<string, DecodedPicture>(_results.Count, StringComparer.Ordinal);
        foreach (var (_, picture) in _results)
        {
            byName[picture.Name] = picture;
        }

        return [.. byName.Values.OrderBy(picture => picture.Name, StringComparer.Ordinal)];
    }

    /// <summary>The refusal of a picture where none may be bad.</summary>
    public static NoisyStudentException Refuse(ReadingSettings settings, string path, string file, string reason) =>
        new($"The picture {file} in the {settings.Set} set {path} cannot be read: {reason}; "
            + "mend or remove it, or have bad pictures skipped.");

    // Runs under the partitioner's lock: one file at a time.
    private IEnumerable<EncodedPicture> ReadFiles()
    {
        foreach (var entry in source.Entries())
        {
            yield return ReadFile(entry);
        }
    }

    private static EncodedPicture ReadFile(PictureEntry entry)
    {
        try
        {
            return new EncodedPicture(entry.Name, entry.Read(), null);
        }
        catch (UnreadableImageException unreadable)
        {
            return new EncodedPicture(entry.Name, null, unreadable.Message);
        }
    }

    private void DecodeOne(EncodedPicture file, ParallelLoopState loop, long place)
    {
        var picture = file.Bytes is null ? new DecodedPicture(file.Name, null, file.Reason) : DecodeBytes(file.Name, file.Bytes);
        lock (_resultsLock)
        {
            _results.Add((place, picture));
            if (source.Total is null)
            {
                RequireMemory(_results.Count);
            }

            if (_results.Count % ProgressInterval == 0)
            {
                Report();
            }
        }

        if (picture.Reason is not null && settings.BadImages == BadImagePolicy.Fail)
        {
            // All files before this one are still decoded, so that the first bad one is found whichever worker is faster.
            loop.Break();
        }
    }

    private DecodedPicture DecodeBytes(string name, byte[] bytes)
    {
        try
        {
            var header = ImageReader.Identify(bytes);
            if ((long)header.Width * header.Height < LargePicture)
            {
                return new DecodedPicture(name, ImageReader.Read(bytes).FitSquare(settings.ImageSize).Pixels, null);
            }

            lock (_largePictureTurn)
            {
                return new DecodedPicture(name, ImageReader.Read(bytes).FitSquare(settings.ImageSize).Pixels, null);
            }
        }
        catch (UnreadableImageException unreadable)
        {
            return new DecodedPicture(name, null, unreadable.Message);
        }
    }

    private void RequireMemory(int pictures)
    {
        if (pictures * PictureBytes > settings.MemoryLimit)
        {
            const double Gigabyte = 1 << 30;
            throw new NoisyStudentException(
                $"The {settings.Set} set {source.Path} does not fit in memory: {(source.Total is null ? "at least " : "")}{pictures} "
                + $"pictures of {settings.ImageSize} x {settings.ImageSize} pixels are {pictures * PictureBytes / Gigabyte:0.0} GB of "
                + $"{settings.MemoryLimit / Gigabyte:0.0}; choose a smaller image size, or fewer pictures.");
        }
    }

    private void Report() =>
        settings.Progress?.Report(new ReadingProgress(settings.Set, _results.Count, source.Total, source.OtherFilesIgnored));

    private sealed record EncodedPicture(string Name, byte[]? Bytes, string? Reason);
}
