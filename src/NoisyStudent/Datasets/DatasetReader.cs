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
        using var source = PictureSource.Open(path);
        source.RequireClasses();
        return Read(source, settings, (found, pixels) => MakeLabeledSet(path, settings, found, pixels), cancellationToken);
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
        using var source = PictureSource.Open(path);
        using var only = settings.Only is null ? source : new ChosenSource(source, settings.Only);
        return ReadUnlabeled(only, settings, cancellationToken);
    }

    /// <summary>Reads pictures that are named one by one; their names are their paths.</summary>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="settings">How to read them.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NoisyStudentException">
    /// None can be read, or one cannot where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public static ImageSet ReadFiles(IReadOnlyList<string> paths, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        using var source = new FileListSource(paths);
        return ReadUnlabeled(source, settings, cancellationToken);
    }

    /// <summary>The refusal of a set without pictures.</summary>
    internal static NoisyStudentException RefuseEmpty(PictureSource source) => source is ChosenSource
        ? new($"None of the pictures that were chosen is in {source.Path}: give the set that they were chosen from, by the same names.")
        : new(
        $"There are no pictures (.jpg, .png, .bmp, .gif, .webp) in {source.Path}"
        + (source.OtherFilesIgnored > 0 ? $", only {source.OtherFilesIgnored} other files" : "") + ": give a path that holds some.");

    /// <summary>A block of a set, which may have no picture that can be read.</summary>
    internal static ImageSet ReadBlock(BlockSource source, ReadingSettings settings, CancellationToken cancellationToken) => Read(
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
            return pictures.Length > 0 ? makeSet(pictures, pixels) : throw RefuseEmpty(source);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static LabeledSet MakeLabeledSet(string path, ReadingSettings settings, DecodedPicture[] found, PixelFile pixels)
    {
        var labeled = ClassFolders.Label([.. found.Select(picture => picture.Name)]);
        var classes = ClassFolders.RequireClasses(path, labeled.Select(picture => picture.Class), settings.LeastClasses);
        var pictures = found.Zip(labeled, (picture, label) => label.Class is null ? picture with { Reason = "not in a class folder" } : picture);
        var readable = FindReadable(path, settings, [.. pictures]);
        var numbers = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        var labels = readable.ConvertAll(index => numbers[labeled[index].Class!]);
        foreach (var empty in Enumerable.Range(0, classes.Length).Except(labels))
        {
            var bad = found.Where((_, index) => labeled[index].Class == classes[empty]).ToArray();
            throw new NoisyStudentException(
                $"None of the {bad.Length} pictures of class '{classes[empty]}' in {path} can be read; "
                + $"the first is {bad[0].Name.Full}: {bad[0].Reason}; mend them, or remove the class.");
        }

        var images = new ImageSet(
            settings.ImageSize, readable.ConvertAll(index => labeled[index].Name), [.. readable.Select(index => (pixels, found[index].Place))]);
        return new LabeledSet(path, images, classes, labels);
    }

    private static ImageSet MakeImageSet(string path, ReadingSettings settings, DecodedPicture[] found, PixelFile pixels, bool mayBeEmpty = false)
    {
        var readable = FindReadable(path, settings, found, mayBeEmpty);
        return new ImageSet(
            settings.ImageSize, readable.ConvertAll(index => found[index].Name.Full), [.. readable.Select(index => (pixels, found[index].Place))]);
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
