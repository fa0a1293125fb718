using NoisyStudent.Datasets.Names;
using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>
/// Copies pictures into a folder for each class, or makes links to them there. A folder that holds anything else is refused, and what stands in it is never
/// changed: the same sorting once more adds what is missing.
/// </summary>
internal sealed class ClassSorting
{
    private readonly string _folder;
    private readonly bool _link;
    private readonly HashSet<string> _keysOfFolders;

    /// <summary>Names the folders of the classes.</summary>
    /// <param name="folder">Where they are to lie.</param>
    /// <param name="classes">The classes. One whose name cannot be a folder's, or differs from another's by what the system does not tell apart, gets another.</param>
    /// <param name="link">Whether to make symbolic links instead of copies.</param>
    public ClassSorting(string folder, IReadOnlyList<string> classes, bool link)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classes);
        var names = new FileNames();
        (_folder, _link, Folders) = (folder, link, [.. classes.Select(names.Give)]);
        _keysOfFolders = [.. Folders.Select(FileNames.KeyOf)];
    }

    /// <summary>The name of each class's folder.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Makes sure, before the work, that pictures can be sorted into the folder.</summary>
    /// <param name="paths">The paths of the pictures and sets.</param>
    /// <exception cref="NoisyStudentException">The folder is none, holds something else or one of the paths, or there can be no links to the pictures.</exception>
    public void Check(IReadOnlyList<string> paths)
    {
        if (File.Exists(_folder))
        {
            throw new NoisyStudentException($"{_folder} is a file: pictures are sorted into a folder, give the name of one.");
        }

        if (Directory.Exists(_folder))
        {
            var real = RealPath.Of(Path.GetFullPath(_folder));
            if (paths.FirstOrDefault(path => FolderOf(path) is { } of && RealPath.IsWithin(RealPath.Of(of), real)) is { } inside)
            {
                throw new NoisyStudentException($"{inside} lies in {_folder}, where pictures are to be sorted into: give another folder.");
            }

            _ = Existing(isPlanned: null);
        }

        if (_link && paths.FirstOrDefault(path => !GivenPictures.IsPicture(path) && !HoldsFiles(path)) is { } archive)
        {
            throw new NoisyStudentException($"No link can lead to a picture in {archive}: sort copies, or unpack it first.");
        }
    }

    /// <summary>Sorts the pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="classOf">The number of each one's class.</param>
    /// <param name="cancellation">Stops between pictures; what is sorted stays.</param>
    /// <exception cref="NoisyStudentException">The folder holds other files, a picture cannot be read any more, or nothing can be written.</exception>
    public SortedPictures Sort(GivenPictures pictures, IReadOnlyList<int> classOf, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(classOf);
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = Folders.Select(_ => new FileNames()).ToArray();
        var (counts, renamed, there) = (new int[Folders.Count], 0, 0);
        foreach (var ((key, file), number) in pictures.Origins.Zip(classOf).Where(each => !places.ContainsKey(each.First.Key)))
        {
            var name = names[number].Give(file);
            places[key] = Path.Combine(Folders[number], name);
            counts[number]++;
            renamed += name == file ? 0 : 1;
        }

        if (Directory.Exists(_folder))
        {
            there = Existing(places.Values.Select(FileNames.KeyOf).ToHashSet(StringComparer.Ordinal).Contains);
            WholeFile.RemoveParts(_folder);
        }

        OwnFiles.MarkFolder(_folder);

        foreach (var (key, entry) in pictures.Entries())
        {
            cancellation.ThrowIfCancellationRequested();
            if (places.Remove(key, out var place))
            {
                Put(entry, Path.Combine(_folder, place));
            }
        }

        return places.Count == 0
            ? new SortedPictures(counts, there, renamed)
            : throw new NoisyStudentException(
                $"{places.Count:N0} of the pictures are gone since they were classified; the first was for {places.Values.First()}: give the command again.");
    }

    /// <summary>How many pictures the folder holds already, none of which may be one that is not planned there.</summary>
    private int Existing(Func<string, bool>? isPlanned)
    {
        var count = 0;
        foreach (var item in Visible(_folder))
        {
            if (item is not DirectoryInfo { LinkTarget: null } || !_keysOfFolders.Contains(FileNames.KeyOf(item.Name)))
            {
                throw RefuseOthers(item.Name);
            }

            foreach (var file in isPlanned is null ? [] : Visible(item.FullName))
            {
                var place = Path.Combine(item.Name, file.Name);
                count += isPlanned!(FileNames.KeyOf(place)) ? 1 : throw RefuseOthers(place);
            }
        }

        return count;
    }

    private NoisyStudentException RefuseOthers(string name) => new(
        $"{_folder} holds {name}, which is not what is sorted there now: give a new folder, or one that the same pictures were sorted into by the same model.");

    /// <summary>Without what systems put there by themselves, and what a killed sorting left half-written.</summary>
    private static IEnumerable<FileSystemInfo> Visible(string folder) => FolderSource.ListItems(new DirectoryInfo(folder))
        .Where(item => item.Name is not ['.', ..] and not "Thumbs.db" and not "desktop.ini" && !WholeFile.IsPart(item.Name));

    private void Put(PictureEntry entry, string place)
    {
        if (_link)
        {
            Link(entry, place);
            return;
        }

        var bytes = Read(entry);
        if (!File.Exists(place) && WholeFile.WriteOnce(place, stream => stream.Write(bytes)))
        {
            return;
        }

        if (new FileInfo(place) is not { LinkTarget: null } there || there.Length != bytes.Length || !File.ReadAllBytes(place).AsSpan().SequenceEqual(bytes))
        {
            throw RefuseOthers(Path.GetRelativePath(_folder, place));
        }
    }

    private void Link(PictureEntry entry, string place)
    {
        var target = entry is FileEntry file
            ? Path.GetFullPath(file.Path)
            : throw new NoisyStudentException($"No link can lead to {entry.Name.Full}, which is no file of its own: sort copies.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (new FileInfo(place) is { LinkTarget: null, Exists: false })
            {
                File.CreateSymbolicLink(place, target);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"Cannot make the link {place}: {cause.Message.TrimEnd('.')}. Sort copies instead.", cause);
        }

        if (new FileInfo(place).LinkTarget != target)
        {
            throw RefuseOthers(Path.GetRelativePath(_folder, place));
        }
    }

    private static byte[] Read(PictureEntry entry)
    {
        try
        {
            return entry.Read();
        }
        catch (UnreadableImageException cause)
        {
            throw new NoisyStudentException($"{entry.Name.Full} cannot be read any more: {cause.Message}; give the command again.", cause);
        }
    }

    /// <summary>The folder that a path is, or that its file lies in; null where there is none.</summary>
    private static string? FolderOf(string path)
    {
        var folder = Directory.Exists(path) ? Path.GetFullPath(path) : Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder) ? folder : null;
    }

    private static bool HoldsFiles(string path)
    {
        using var source = PictureSource.Open(path);
        return source.Entries().FirstOrDefault() is null or FileEntry;
    }
}

/// <summary>What was sorted.</summary>
/// <param name="Counts">How many pictures each class has now.</param>
/// <param name="There">How many of them stood there before.</param>
/// <param name="Renamed">How many have another name there than before, as theirs was taken or could not be one.</param>
internal sealed record SortedPictures(IReadOnlyList<int> Counts, int There, int Renamed);
