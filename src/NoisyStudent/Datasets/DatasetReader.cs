namespace NoisyStudent.Datasets;

/// <summary>
/// Reads sets of pictures: a folder, or a .tar, .tar.gz, .tgz or .zip archive of the same shape, which gives the same set in the
/// same order. Pictures are ordered by the ordinal order of their names.
/// </summary>
public static class DatasetReader
{
    /// <summary>
    /// Reads a set in which each class has a folder of its name. Pictures may lie deeper in it. A folder that holds nothing but
    /// the class folders, as in an archive of a whole folder, is passed over.
    /// </summary>
    /// <param name="path">The folder or archive.</param>
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
        return Read(source, settings, (found, pixels) => MakeLabeledSet(path, settings, found, pixels), cancellationToken);
    }

    /// <summary>Reads a set of pictures without classes, at any depth of folders.</summary>
    /// <param name="path">The folder or archive.</param>
    /// <param name="settings">How to read it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NoisyStudentException">
    /// The set cannot be read, does not fit on the disk, has no readable picture, or has an unreadable one where
    /// <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public static ImageSet ReadUnlabeled(string path, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var source = PictureSource.Open(path);
        return ReadUnlabeled(source, settings, cancellationToken);
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
    internal static NoisyStudentException RefuseEmpty(PictureSource source) => new(
        $"There are no pictures (.jpg, .png, .bmp, .gif, .webp) in {source.Path}"
        + (source.OtherFilesIgnored > 0 ? $", only {source.OtherFilesIgnored} other files" : "") + ": give a path that holds some.");

    private static ImageSet ReadUnlabeled(PictureSource source, ReadingSettings settings, CancellationToken cancellationToken) => Read(
        source, settings, (found, pixels) => MakeImageSet(settings, KeepReadable(source.Path, settings, found, wrapper: ""), pixels),
        cancellationToken);

    private static TSet Read<TSet>(
        PictureSource source, ReadingSettings settings, Func<List<DecodedPicture>, PixelFile, TSet> makeSet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.ImageSize);
        var pixels = new PixelFile(settings.PixelFolder, settings.ImageSize);
        try
        {
            var pictures = new PictureDecoder(source, settings, pixels).Decode(cancellationToken);
            pixels.Map();
            return pictures.Length > 0 ? makeSet([.. pictures], pixels) : throw RefuseEmpty(source);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static LabeledSet MakeLabeledSet(string path, ReadingSettings settings, List<DecodedPicture> found, PixelFile pixels)
    {
        var wrapper = ClassFolders.FindWrapper([.. found.Select(picture => picture.Name)]);
        var pictures = found.ConvertAll(picture => Label(picture, wrapper));
        var classes = ClassFolders.RequireClasses(path, pictures.Select(picture => picture.Name));
        var readable = KeepReadable(path, settings, pictures, wrapper);
        var indices = classes.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        var labels = readable.ConvertAll(picture => indices[ClassFolders.FindClass(picture.Name)!]);
        foreach (var empty in Enumerable.Range(0, classes.Length).Except(labels))
        {
            var bad = pictures.FindAll(picture => ClassFolders.FindClass(picture.Name) == classes[empty]);
            throw new NoisyStudentException(
                $"None of the {bad.Count} pictures of class '{classes[empty]}' in {path} can be read; "
                + $"the first is {wrapper}{bad[0].Name}: {bad[0].Reason}; mend them, or remove the class.");
        }

        return new LabeledSet(path, MakeImageSet(settings, readable, pixels), classes, labels);
    }

    private static DecodedPicture Label(DecodedPicture picture, string wrapper)
    {
        var name = picture.Name[wrapper.Length..];
        return picture with { Name = name, Reason = ClassFolders.FindClass(name) is null ? "not in a class folder" : picture.Reason };
    }

    private static List<DecodedPicture> KeepReadable(
        string path, ReadingSettings settings, List<DecodedPicture> pictures, string wrapper)
    {
        var bad = pictures.FindAll(picture => picture.Reason is not null);
        if (bad.Count > 0 && settings.BadImages == BadImagePolicy.Fail)
        {
            throw PictureDecoder.Refuse(settings, path, wrapper + bad[0].Name, bad[0].Reason!);
        }

        foreach (var picture in bad)
        {
            settings.Unreadable?.Invoke(new UnreadableFile(settings.Set, wrapper + picture.Name, picture.Reason!));
        }

        return bad.Count < pictures.Count
            ? pictures.FindAll(picture => picture.Reason is null)
            : throw new NoisyStudentException(
                $"None of the {bad.Count} pictures in {path} can be read; the first is {wrapper}{bad[0].Name}: {bad[0].Reason}; "
                + "give a path that holds whole pictures.");
    }

    private static ImageSet MakeImageSet(ReadingSettings settings, List<DecodedPicture> readable, PixelFile pixels) =>
        new(settings.ImageSize, [.. readable.Select(picture => picture.Name)], [.. readable.Select(picture => (pixels, picture.Place))]);
}
