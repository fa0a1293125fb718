using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets;

/// <summary>
/// Reads sets of pictures: a folder, or a .tar, .tar.gz, .tgz or .zip archive of the same shape, which gives the same set in the
/// same order; several of them as one set: <c>shards-{000..127}.tar</c>; a CSV file with the columns <c>path</c> and, for a labeled set,
/// <c>label</c>; MNIST's IDX and CIFAR's binary files. Pictures are ordered by the ordinal order of their names.
/// </summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads a set in which each class has a folder of its name, where the set does not name classes otherwise. Pictures may lie deeper in
    /// it. A folder that holds nothing but the class folders, as in an archive of a whole folder, is passed over.
    /// </summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="settings">How to read it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NoisyStudentException">
    /// The set cannot be read, does not fit on the disk, has fewer than two classes, has a class without a readable picture, or has
    /// an unreadable picture where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public static LabeledSet ReadLabeled(string path, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        using var all = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        all.RequireClasses();
        using var source = settings.Most is { } most ? Sample(all, most) : all;
        return Read(source, settings, (found, pixels) => MakeLabeledSet(source, settings, found, pixels), cancellationToken);
    }

    /// <summary>Reads a set of pictures without classes, at any depth of folders.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="settings">How to read it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NoisyStudentException">
    /// The set cannot be read, does not fit on the disk, has no readable picture, or has an unreadable one where
    /// <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public static ImageSet ReadUnlabeled(string path, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(settings);
        using var all = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        using var source = settings.Only is null ? all : new ChosenSource(all, settings.Only);
        return ReadUnlabeled(source, settings, cancellationToken);
    }

    /// <summary>Some pictures of a source, of each class as many as can be.</summary>
    private static ChosenSource Sample(PictureSource source, int most)
    {
        PictureName[] names = [.. source.Names().OrderBy(name => name.Full, StringComparer.Ordinal)];
        var classes = ClassFolders.Label(source.Path, names, source.OtherFiles, note: null);
        return new ChosenSource(source, ClassSample.Of([.. classes.Select(each => each.Class)], most).Select(index => names[index].Full).ToHashSet());
    }

    /// <summary>The refusal of a set without pictures.</summary>
    internal static NoisyStudentException RefuseEmpty(PictureSource source) => new(source is ChosenSource
        ? $"None of the pictures that were chosen is in {source.Path}: give the set that they were chosen from, by the same names."
        : $"There are no pictures (.jpg, .png, .bmp, .gif, .webp, .tif, .ppm) in {source.Path}"
            + (source.OtherFiles.Count > 0 ? $", only other files ({source.OtherFiles.Describe()})" : "")
            + (source.Remarks.Count > 0 ? $" ({string.Join("; ", source.Remarks)})" : "") + ": give a path that holds some.");

    /// <summary>Tells of files that are left out.</summary>
    internal static void TellOfOthers(PictureSource source, ReadingSettings settings)
    {
        if (source.OtherFiles.Describe(settings.Set) is { } others)
        {
            settings.Note?.Invoke(others);
        }
    }

    /// <summary>A part of a set, which may have no picture that can be read.</summary>
    internal static ImageSet ReadSome(PictureSource source, ReadingSettings settings, CancellationToken cancellationToken) => Read(
        source, settings, (found, pixels) => MakeImageSet(source.Path, settings, found, pixels, mayBeEmpty: true), cancellationToken);

    private static ImageSet ReadUnlabeled(PictureSource source, ReadingSettings settings, CancellationToken cancellationToken) => Read(
        source, settings, (found, pixels) => MakeImageSet(source.Path, settings, found, pixels),
        cancellationToken);

    private static TSet Read<TSet>(
        PictureSource source, ReadingSettings settings, Func<DecodedPicture[], PixelFile, TSet> makeSet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ImageSize);
        var pixels = new PixelFile(settings.PixelFolder, settings.ImageSize);
        try
        {
            var pictures = new PictureDecoder(source, settings, pixels).Decode(cancellationToken);
            pixels.Map();
            if (pictures.Length == 0)
            {
                throw RefuseEmpty(source);
            }

            source.Remark(settings.Note);
            TellOfOthers(source, settings);
            return makeSet(pictures, pixels);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static LabeledSet MakeLabeledSet(PictureSource source, ReadingSettings settings, DecodedPicture[] found, PixelFile pixels)
    {
        var path = source.Path;
        PictureName[] names = [.. found.Select(picture => picture.Name)];
        var labeled = ClassFolders.Label(path, names, source.OtherFiles, settings.Note);
        var classes = ClassFolders.RequireClasses(path, labeled.Select(picture => picture.Class), settings.LeastClasses);
        if (ClassFolders.DescribeAlike(path, classes) is { } alike)
        {
            settings.Note?.Invoke(alike);
        }

        var pictures = found.Zip(labeled, (picture, label) => label.Class is null ? picture with { Reason = picture.Reason ?? "not in a class folder" } : picture);
        var readable = FindReadable(path, settings, [.. pictures]);
        var numbers = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        var labels = readable.ConvertAll(index => numbers[labeled[index].Class!]);
        foreach (var empty in Enumerable.Range(0, classes.Length).Except(labels))
        {
            var bad = found.Where((_, index) => labeled[index].Class == classes[empty]).ToArray();
            throw new NoisyStudentException(
                $"{(bad.Length == 1 ? "The only picture" : $"None of the {bad.Length} pictures")} of class '{classes[empty]}' in {path} {(bad.Length == 1 ? "cannot" : "can")} be read; "
                + $"{(bad.Length == 1 ? "it" : "the first")} is {bad[0].Name.Full}: {bad[0].Reason}; mend them, or remove the class.");
        }

        var images = new ImageSet(
            settings.ImageSize, readable.ConvertAll(index => labeled[index].Name), [.. readable.Select(index => found[index].In(pixels))]);
        return new LabeledSet(path, images, classes, labels);
    }

    private static ImageSet MakeImageSet(string path, ReadingSettings settings, DecodedPicture[] found, PixelFile pixels, bool mayBeEmpty = false)
    {
        var readable = FindReadable(path, settings, found, mayBeEmpty);
        return new ImageSet(
            settings.ImageSize, readable.ConvertAll(index => found[index].Name.Full), [.. readable.Select(index => found[index].In(pixels))]);
    }

    // The indices of the pictures that can be read, after the others are reported.
    private static List<int> FindReadable(string path, ReadingSettings settings, DecodedPicture[] pictures, bool mayBeEmpty = false)
    {
        var bad = Array.FindAll(pictures, picture => picture.Reason is not null);
        if (bad.Length > 0 && settings.BadImages == BadImagePolicy.Fail)
        {
            throw PictureDecoder.Refuse(settings, path, bad[0].Name.Full, bad[0].Reason!);
        }

        foreach (var picture in bad)
        {
            settings.Unreadable?.Invoke(new UnreadableFile(settings.Set, picture.Name.Full, picture.Reason!));
        }

        return bad.Length < pictures.Length || mayBeEmpty
            ? [.. Enumerable.Range(0, pictures.Length).Where(index => pictures[index].Reason is null)]
            : throw new NoisyStudentException(
                $"None of the {bad.Length} pictures in {path} can be read; the first is {bad[0].Name.Full}: {bad[0].Reason}; "
                + "give a path that holds whole pictures.");
    }
}
