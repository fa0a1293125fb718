using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>How far the reading of a set has come.</summary>
/// <param name="Set">What the set is called.</param>
/// <param name="Done">Pictures read so far, unreadable ones included.</param>
/// <param name="Total">Pictures in all; null where that is not known beforehand, as of a part of a set.</param>
/// <param name="OtherFilesIgnored">Files met so far that are hidden or have no picture's extension.</param>
public readonly record struct ReadingProgress(string Set, int Done, int? Total, int OtherFilesIgnored);

/// <summary>How a set of pictures is read.</summary>
public sealed record ReadingSettings
{
    /// <summary>Width and height in pixels that every picture is fitted to.</summary>
    public required int ImageSize { get; init; }

    /// <summary>What the set is called in progress and reports: <c>labeled</c>, <c>unlabeled</c>, <c>test</c>.</summary>
    public required string Set { get; init; }

    /// <summary>Of how many classes a labeled set must be: a classifier learns from two or more, but may be measured on one.</summary>
    public int LeastClasses { get; init; } = 2;

    /// <summary>What becomes of pictures that are no squares.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>How many bits of a sample of 16 count, as <see cref="ImageReading.SampleBits"/>.</summary>
    public int SampleBits { get; init; } = ImageReading.WholeSampleBits;

    /// <summary>The most pixels a picture may have, as <see cref="ImageReading.MostPixels"/>.</summary>
    public int MostPixels { get; init; } = ImageReader.PixelLimit;

    /// <summary>What to do about a picture that cannot be read.</summary>
    public BadImagePolicy BadImages { get; init; }

    /// <summary>
    /// Gets each file that was skipped, ordered by name, once all are read; never called from two threads at a time.
    /// </summary>
    public Action<UnreadableFile>? Unreadable { get; init; }

    /// <summary>
    /// Told what a person should know of the set: what was left out, merged or guessed, pictures of which much is lost; never called from two
    /// threads at a time.
    /// </summary>
    public Action<string>? Note { get; init; }

    /// <summary>A folder that is to be written to: where it lies in the set's own, its pictures are none of the set. Null for none.</summary>
    public string? LeaveOut { get; init; }

    /// <summary>Gets reports now and then and one at the end; never called from two threads at a time.</summary>
    public IProgress<ReadingProgress>? Progress { get; init; }

    /// <summary>
    /// The folder for the file of decoded pixels, which is gone with the set; null for the system's folder of temporary files.
    /// </summary>
    public string? PixelFolder { get; init; }

    /// <summary>The full names of the pictures that are read, where that is not all of them.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>How many pictures of a labeled set are read at the most, which are then a <see cref="ClassSample"/>; null for all.</summary>
    internal int? Most { get; init; }

    /// <summary>Whether <see cref="ImageSet.FileHash"/> is to be known. Of pictures in MNIST's and CIFAR's files it is that of a BMP of the pixels.</summary>
    public bool HashFiles { get; init; }

    /// <summary>Gets name and bytes of each picture file, in their order; null where nobody asks.</summary>
    internal PictureHash? Hash { get; init; }

    /// <summary>How picture files are read.</summary>
    internal ImageReading Reading => new() { MostPixels = MostPixels, SampleBits = SampleBits };
}
