using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>
/// Pictures as a person names them: files, folders, archives and all else that is a set, in any order, some perhaps twice. They come in the order of the paths,
/// those of a set by name; a picture's name is its path, or that of its set and its name in there.
/// </summary>
internal sealed class GivenPictures : IDisposable
{
    private readonly string[] _paths;
    private readonly string? _except;

    /// <summary>Reads the pictures, each one once.</summary>
    /// <param name="paths">At least one path.</param>
    /// <param name="settings">How to read them.</param>
    /// <param name="except">A folder whose files are left out where they lie in a folder that is given; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NoisyStudentException">
    /// A set cannot be read or has no picture, none of all pictures can be read, or one cannot where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public GivenPictures(IReadOnlyList<string> paths, ReadingSettings settings, string? except = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(settings);
        (_paths, _except) = ([.. paths.Distinct(StringComparer.Ordinal)], Directory.Exists(except) ? except : null);
        var sets = new List<ImageSet>();
        var origins = new List<PictureOrigin>();
        var places = _paths.ToDictionary(path => path, _ => new List<int>(), StringComparer.Ordinal);
        try
        {
            foreach (var (path, source) in Sources())
            {
                var images = DatasetReader.ReadSome(source, Below(path, settings), cancellationToken);
                sets.Add(images.Rename(name => Path.Combine(path, name)));
                foreach (var name in images.Names)
                {
                    places[path.Length == 0 ? name : path].Add(origins.Count);
                    origins.Add(new PictureOrigin(KeyOf(path, name), Path.GetFileName(name) + source.Ending));
                }
            }

            if (origins.Count == 0)
            {
                throw new NoisyStudentException("None of the pictures can be read: give a path that holds whole pictures.");
            }
        }
        catch
        {
            sets.ForEach(set => set.Dispose());
            throw;
        }

        int[] order = [.. paths.SelectMany(path => places[path])];
        Images = ImageSet.Join(sets).Subset(order);
        Origins = Array.ConvertAll(order, place => origins[place]);
    }

    /// <summary>The pictures that can be read.</summary>
    public ImageSet Images { get; }

    /// <summary>Where each of them comes from.</summary>
    internal IReadOnlyList<PictureOrigin> Origins { get; }

    /// <summary>Goes through the files of the pictures once more, unreadable ones included; one may come more than once where paths overlap.</summary>
    /// <exception cref="NoisyStudentException">A set cannot be read any more.</exception>
    internal IEnumerable<(string Key, PictureEntry Entry)> Entries() => Sources()
        .SelectMany(each => each.Source.Entries().Select(entry => (KeyOf(each.Path, entry.Name.Full), entry)));

    /// <inheritdoc/>
    public void Dispose() => Images.Dispose();

    /// <summary>Whether a path names one picture, by its ending or as a file that is no set: 'photos/*' names all that is in a folder, as what it is.</summary>
    internal static bool IsPicture(string path) =>
        !Directory.Exists(path) && (ImageReader.IsImageName(path) || (File.Exists(path) && !PictureSource.IsSet(path)));

    /// <summary>The pictures that are named one by one, which have an empty path, then each set.</summary>
    private IEnumerable<(string Path, PictureSource Source)> Sources()
    {
        var files = Array.FindAll(_paths, IsPicture);
        if (files.Length > 0)
        {
            yield return ("", new FileListSource(files));
        }

        foreach (var path in _paths.Except(files, StringComparer.Ordinal))
        {
            using var source = PictureSource.Open(path, _except);
            yield return (path, source);
        }
    }

    private static ReadingSettings Below(string path, ReadingSettings settings) => settings with
    {
        Unreadable = file => settings.Unreadable?.Invoke(file with { File = Path.Combine(path, file.File) }),
    };

    /// <summary>The same for the same file, by whatever path it was given; a picture in an archive has one that no file has.</summary>
    private static string KeyOf(string path, string name) => path.Length == 0
        ? Path.GetFullPath(name).Replace(Path.DirectorySeparatorChar, '/')
        : $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/')}/{name}";
}

/// <summary>Where a picture comes from.</summary>
/// <param name="Key">The same for the same file.</param>
/// <param name="FileName">What it is called without its folders.</param>
internal readonly record struct PictureOrigin(string Key, string FileName);
