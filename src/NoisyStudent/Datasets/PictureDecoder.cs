using System.Collections.Concurrent;
using System.Security.Cryptography;
using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>A picture file after the attempt to read it: its place in the file of pixels, or the reason why there are none.</summary>
internal sealed record DecodedPicture(PictureName Name, long Place, string? Reason, string? FileHash)
{
    /// <summary>The picture in that file.</summary>
    public StoredPicture In(PixelFile pixels) => new(pixels, Place, FileHash);
}

/// <summary>
/// Decodes all pictures of a source, fits them to a size and writes them into a file. Bytes are read one file after the other, as archives and disks like
/// it best, while decoding runs on all cores; each worker holds one file, so memory in flight is bounded. The result does not
/// depend on which worker is faster.
/// </summary>
internal sealed class PictureDecoder(PictureSource source, ReadingSettings settings, PixelFile pixels)
{
    private const int ProgressInterval = 64;

    private readonly Lock _resultsLock = new();
    private readonly PictureRemarks _remarks = new(settings);
    private readonly List<DecodedPicture> _results = [];

    /// <summary>All pictures ordered by name, each name once.</summary>
    /// <exception cref="NoisyStudentException">The set does not fit on the disk, or a picture is bad and none may be.</exception>
    public DecodedPicture[] Decode(CancellationToken cancellationToken)
    {
        pixels.RequireRoom($"The {settings.Set} set {source.Path}", source.Total ?? 0);
        var files = Partitioner.Create(ReadFiles(), EnumerablePartitionerOptions.NoBuffering);
        ParallelWork.ForEach(files, DecodeOne, cancellationToken);
        Report();
        _remarks.Tell();
        _results.Sort((one, other) => one.Place.CompareTo(other.Place));
        if (settings.BadImages == BadImagePolicy.Fail
            && _results.Find(picture => picture.Reason is not null) is { } bad)
        {
            throw Refuse(settings, source.Path, bad.Name.Full, bad.Reason!);
        }

        return [.. _results.OrderBy(picture => picture.Name.Full, StringComparer.Ordinal)];
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
            var file = ReadFile(entry, settings.MostPixels);
            settings.Hash?.Add(entry.Name.Full, file.Bytes);
            yield return file;
        }
    }

    private static EncodedPicture ReadFile(PictureEntry entry, int mostPixels)
    {
        try
        {
            return new EncodedPicture(entry.Name, entry.Read(mostPixels: mostPixels), null);
        }
        catch (UnreadableImageException unreadable)
        {
            return new EncodedPicture(entry.Name, null, unreadable.Message);
        }
    }

    private void DecodeOne(EncodedPicture file, ParallelLoopState loop, long place)
    {
        var hash = settings.HashFiles && file.Bytes is not null ? Convert.ToHexStringLower(SHA256.HashData(file.Bytes)) : null;
        var picture = new DecodedPicture(file.Name, place, file.Bytes is null ? file.Reason : DecodeBytes(file.Bytes, place), hash);
        lock (_resultsLock)
        {
            _results.Add(picture);
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

    // What is wrong with the file, if anything is.
    private string? DecodeBytes(byte[] bytes, long place)
    {
        try
        {
            pixels.Write(place, BoundedReading.ReadSquare(bytes, settings.ImageSize, settings.Fit, settings.Reading, _remarks.Add).Pixels);
            return null;
        }
        catch (UnreadableImageException unreadable)
        {
            return unreadable.Message;
        }
    }

    private void Report() =>
        settings.Progress?.Report(new ReadingProgress(settings.Set, _results.Count, source.Total, source.OtherFileCount));

    private sealed record EncodedPicture(PictureName Name, byte[]? Bytes, string? Reason);
}
