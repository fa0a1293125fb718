using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>How many pictures of a class there are, unreadable ones included.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="Pictures">How many pictures it has.</param>
public readonly record struct ClassCount(string Name, int Pictures);

/// <summary>
/// What a set looks like from outside: counts from the names of its files, sizes from the headers of at most
/// <see cref="MostHeaders"/> pictures, colour from at most <see cref="MostDecoded"/>, both evenly spaced over the set. It is
/// meant for choosing settings before the set is read.
/// </summary>
public sealed record DatasetSurvey
{
    /// <summary>The most pictures whose headers are read.</summary>
    public const int MostHeaders = 2000;

    /// <summary>The most pictures that are decoded.</summary>
    public const int MostDecoded = 200;

    // Headers lie at the beginning, though behind an embedded preview and colour profile where there are such.
    private const int HeaderBytes = 1 << 20;

    // JPEG's chroma of a grey scan is a few levels off; and a few pictures in colour (covers, title pages) make no coloured set.
    private const int GreyTolerance = 8;
    private const double GreyShare = 0.95;

    /// <summary>How many pictures there are, unreadable ones included.</summary>
    public required int Pictures { get; init; }

    /// <summary>The classes in ordinal order; none for an unlabeled set.</summary>
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    /// <summary>The least shorter side of the upright pictures, in pixels.</summary>
    public required int ShorterSideMinimum { get; init; }

    /// <summary>The median of the shorter sides, in pixels; of an even number of them the lower middle.</summary>
    public required int ShorterSideMedian { get; init; }

    /// <summary>The greatest shorter side, in pixels.</summary>
    public required int ShorterSideMaximum { get; init; }

    /// <summary>
    /// The width in pixels of the picture in the middle, when pictures are ordered by shorter, then longer side.
    /// </summary>
    public required int TypicalWidth { get; init; }

    /// <summary>The height in pixels of that picture.</summary>
    public required int TypicalHeight { get; init; }

    /// <summary>The part of that picture's area, 0 to 1, that lies outside the square in its middle.</summary>
    public double TypicalOutside => SquareFit.Outside(TypicalWidth, TypicalHeight);

    /// <summary>
    /// Whether the pictures are grey: at least 95% of those decoded have no pixel whose channels differ by more than 8.
    /// </summary>
    public required bool IsGrey { get; init; }

    /// <summary>How many bits the samples of the pictures of 16 bits use, of those decoded; null where there are none.</summary>
    public int? UsedSampleBits { get; init; }

    /// <summary>Files that are hidden or have no picture's extension.</summary>
    public required int OtherFilesIgnored { get; init; }

    /// <summary>Surveys a labeled set.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="cancellationToken">Stops the survey.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, or has fewer than two classes.</exception>
    public static DatasetSurvey OfLabeled(string path, CancellationToken cancellationToken = default) =>
        OfLabeled(path, new SurveySettings(), cancellationToken);

    /// <summary>Surveys a labeled set.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="settings">What counts.</param>
    /// <param name="cancellationToken">Stops the survey.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, or has too few classes.</exception>
    public static DatasetSurvey OfLabeled(string path, SurveySettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        using var source = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        source.RequireClasses();
        var names = ListNames(source, cancellationToken);
        var labels = ClassFolders.Label(path, names, source.OtherFiles, note: null);
        ClassFolders.RequireClasses(path, labels.Select(label => label.Class), settings.LeastClasses);
        var classes = labels.Where(label => label.Class is not null)
            .CountBy(label => label.Class!)
            .Select(count => new ClassCount(count.Key, count.Value))
            .OrderBy(count => count.Name, StringComparer.Ordinal);
        return Measure(source, [.. names.Where((_, index) => labels[index].Class is not null)], [.. classes], settings.MostPixels, cancellationToken);
    }

    /// <summary>Surveys a set in memory.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="classes">The classes; none for an unlabeled set.</param>
    internal static DatasetSurvey Of(ImageSet images, IReadOnlyList<ClassCount> classes)
    {
        var looked = EvenSpread.Places(images.Count, MostDecoded).Select(images.Picture).ToArray();
        return new DatasetSurvey
        {
            Pictures = images.Count,
            Classes = classes,
            ShorterSideMinimum = images.ImageSize,
            ShorterSideMedian = images.ImageSize,
            ShorterSideMaximum = images.ImageSize,
            TypicalWidth = images.ImageSize,
            TypicalHeight = images.ImageSize,
            IsGrey = looked.Count(picture => IsGreyPicture(picture.Pixels)) >= GreyShare * looked.Length,
            OtherFilesIgnored = 0,
        };
    }

    /// <summary>Surveys a set without classes.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="cancellationToken">Stops the survey.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, or holds no pictures.</exception>
    public static DatasetSurvey OfUnlabeled(string path, CancellationToken cancellationToken = default) =>
        OfUnlabeled(path, new SurveySettings(), cancellationToken);

    /// <summary>Surveys a set without classes.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="settings">What counts.</param>
    /// <param name="cancellationToken">Stops the survey.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, or holds no pictures.</exception>
    public static DatasetSurvey OfUnlabeled(string path, SurveySettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        using var source = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        return Measure(source, ListNames(source, cancellationToken), [], settings.MostPixels, cancellationToken);
    }

    // The names alone come first: only then is it known which pictures lie evenly spaced, and an archive of any kind gives the
    // same.
    private static PictureName[] ListNames(PictureSource source, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var names = source.Names().OrderBy(name => name.Full, StringComparer.Ordinal).ToArray();
        return names.Length > 0 ? names : throw DatasetReader.RefuseEmpty(source);
    }

    private static DatasetSurvey Measure(
        PictureSource source, PictureName[] names, ClassCount[] classes, int mostPixels, CancellationToken cancellationToken)
    {
        var ignored = source.OtherFiles.Count;
        var measured = EvenSpread.Of([.. names.Select(name => name.Full)], MostHeaders);
        var decoded = EvenSpread.Of(measured, MostDecoded).ToHashSet(StringComparer.Ordinal);
        var looks = new Dictionary<string, Look>(StringComparer.Ordinal);
        var wanted = measured.ToHashSet(StringComparer.Ordinal);
        foreach (var entry in source.Entries().Where(entry => wanted.Contains(entry.Name.Full)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            looks[entry.Name.Full] = LookAt(entry, decoded.Contains(entry.Name.Full), new ImageReading { MostPixels = mostPixels });
        }

        var bySize = looks.Values.Where(look => look.Header is not null).Select(look => look.Header!.Value)
            .OrderBy(header => Math.Min(header.Width, header.Height))
            .ThenBy(header => Math.Max(header.Width, header.Height))
            .ThenBy(header => header.Width)
            .ToArray();
        if (bySize.Length == 0)
        {
            throw new NoisyStudentException(
                $"None of {measured.Length} pictures in {source.Path} can be read; the first is {measured[0]}: {looks[measured[0]].Reason}; "
                + "give a path that holds whole pictures.");
        }

        var middle = bySize[(bySize.Length - 1) / 2];
        var coloured = looks.Values.Where(look => look.IsGrey is not null).Select(look => look.IsGrey!.Value).ToArray();
        return new DatasetSurvey
        {
            Pictures = names.Length,
            Classes = classes,
            ShorterSideMinimum = Math.Min(bySize[0].Width, bySize[0].Height),
            ShorterSideMedian = Math.Min(middle.Width, middle.Height),
            ShorterSideMaximum = Math.Min(bySize[^1].Width, bySize[^1].Height),
            TypicalWidth = middle.Width,
            TypicalHeight = middle.Height,
            IsGrey = coloured.Length > 0 && coloured.Count(isGrey => isGrey) >= GreyShare * coloured.Length,
            UsedSampleBits = looks.Values.Max(look => look.UsedBits),
            OtherFilesIgnored = ignored,
        };
    }

    private static Look LookAt(PictureEntry entry, bool decode, ImageReading reading)
    {
        try
        {
            // The header of a TIFF may lie behind its pixels.
            var isWhole = decode || Path.GetExtension(entry.Name.File).StartsWith(".tif", StringComparison.OrdinalIgnoreCase);
            var bytes = isWhole ? entry.Read(mostPixels: reading.MostPixels) : entry.Read(HeaderBytes, reading.MostPixels);
            var header = ImageReader.Identify(bytes, reading);
            var image = decode ? Read(bytes, reading) : null;
            return new Look(header, image is null ? null : IsGreyPicture(image.Pixels), image?.Range.UsedBits, null);
        }
        catch (UnreadableImageException unreadable)
        {
            return new Look(null, null, null, unreadable.Message);
        }
    }

    private static RgbImage? Read(byte[] bytes, ImageReading reading)
    {
        try
        {
            return ImageReader.Read(bytes, reading);
        }
        catch (UnreadableImageException)
        {
            return null;
        }
    }

    private static bool IsGreyPicture(ReadOnlySpan<byte> pixels)
    {
        for (var pixel = 0; pixel < pixels.Length; pixel += 3)
        {
            var green = pixels[pixel + 1];
            if (Math.Abs(pixels[pixel] - green) > GreyTolerance || Math.Abs(pixels[pixel + 2] - green) > GreyTolerance)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Look(ImageHeader? Header, bool? IsGrey, int? UsedBits, string? Reason);
}
