using NoisyStudent.Datasets.Archives;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>The picture files of a folder or an archive, met one after the other.</summary>
/// <param name="path">The folder or archive.</param>
internal abstract class PictureSource(string path) : IDisposable
{
    private const string Supported =
        "a folder, a .tar, .tar.gz, .tgz or .zip archive, several as in shards-{000..127}.tar, a .csv or .tsv of paths, or MNIST's or CIFAR's files";

    private const int MostRemarks = 10;
    private const int MostNamed = 5;

    private static readonly HashSet<string> _systemFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "@eaDir", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot", "$RECYCLE.BIN", "System Volume Information", "lost+found", "FOUND.000", "__pycache__",
    };

    public string Path { get; } = path;

    /// <summary>How many pictures there are; null where that is not known beforehand.</summary>
    public abstract int? Total { get; }

    /// <summary>Files met so far that are hidden or have no picture's extension.</summary>
    public virtual OtherFiles OtherFiles { get; } = new();

    /// <summary>How many these are, which is asked for again and again.</summary>
    public virtual int OtherFileCount => OtherFiles.Count;

    /// <summary>What the names of pictures lack to be those of files of their own.</summary>
    public virtual string Ending => "";

    /// <summary>What a person should know of the set: what was left out, merged or guessed. Complete once its pictures were met.</summary>
    public virtual List<string> Remarks { get; } = [];

    /// <summary>Opens what lies at a path.</summary>
    /// <param name="path">The folder, archive, shards or file.</param>
    /// <param name="output">A folder whose pictures are left out, as it is to be written to; null for none.</param>
    /// <param name="cancellationToken">Stops it: an archive without a directory is gone through to its end.</param>
    /// <exception cref="NoisyStudentException">Nothing lies there, or nothing that can be opened.</exception>
    public static PictureSource Open(string path, string? output = null, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(path))
        {
            return new FolderSource(path, output);
        }

        if (ShardSource.Find(path) is { } shards)
        {
            return new ShardSource(path, shards, output, cancellationToken);
        }

        if (!File.Exists(path))
        {
            throw new NoisyStudentException($"{path} does not exist: give the path of {Supported}.");
        }

        return KindOf(path) switch
        {
            ArchiveKind.Tar => new TarIndexSource(path, cancellationToken),
            ArchiveKind.TarGzip => new TarGzipSource(path, cancellationToken),
            ArchiveKind.Zip => new ZipSource(path),
            _ when IsManifest(path) => new ManifestSource(path),
            _ when IdxSource.IsIdx(path) => new IdxSource(path),
            _ when CifarSource.IsCifar(path) => new CifarSource(path),
            _ => throw new NoisyStudentException($"{path} cannot be read as a set of pictures ({WhatIsIn(path)}): give {Supported}."),
        };
    }

    /// <summary>Whether a file is a set of pictures, as far as its first bytes and its name tell.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It cannot be opened, or is an archive that is not read.</exception>
    public static bool IsSet(string path) => KindOf(path) != ArchiveKind.Unknown || IsManifest(path) || IdxSource.IsIdx(path) || CifarSource.IsCifar(path);

    private static bool IsManifest(string path) =>
        path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);

    // By the first bytes, as endings are often wrong; by the ending where these tell nothing, as in a damaged archive.
    private static ArchiveKind KindOf(string path)
    {
        using var file = OpenFile(path);
        return ArchiveSignature.Find(path, file) is var kind and not ArchiveKind.Unknown ? kind : path.ToUpperInvariant() switch
        {
            _ when Beginning(file) is var beginning && (beginning.Length == 0 || FileSignature.IsText(beginning)) => ArchiveKind.Unknown,
            var name when name.EndsWith(".TAR", StringComparison.Ordinal) => ArchiveKind.Tar,
            var name when name.EndsWith(".TAR.GZ", StringComparison.Ordinal) || name.EndsWith(".TGZ", StringComparison.Ordinal) => ArchiveKind.TarGzip,
            var name when name.EndsWith(".ZIP", StringComparison.Ordinal) => ArchiveKind.Zip,
            _ => ArchiveKind.Unknown,
        };
    }

    /// <summary>What a file is by its first bytes.</summary>
    private static string WhatIsIn(string path)
    {
        using var file = OpenFile(path);
        var beginning = Beginning(file);
        return beginning.Length == 0 ? "it is empty"
            : FileSignature.FormatOf(beginning) is { } format ? $"it is a picture of kind {format}, whose name lacks the ending of one"
            : FileSignature.ReasonNotToRead(beginning);
    }

    private static byte[] Beginning(FileStream file)
    {
        file.Position = 0;
        var bytes = new byte[FileSignature.Length];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>
    /// The pictures, from the first one at each call, each name once.
    /// </summary>
    /// <exception cref="NoisyStudentException">The archive is damaged.</exception>
    public abstract IEnumerable<PictureEntry> Entries();

    /// <summary>The names of the pictures, in the same order.</summary>
    public virtual IEnumerable<PictureName> Names() => Entries().Select(entry => entry.Name);

    /// <summary>What tells of each picture, in the same order, that it is still the same: worked out without reading it, when it is asked for.</summary>
    public virtual IEnumerable<Func<string>> Outlines() => Entries().Select(entry => (Func<string>)entry.Outline);

    /// <summary>Makes sure that the pictures have classes, as far as the source should name them.</summary>
    /// <exception cref="NoisyStudentException">It does not.</exception>
    public virtual void RequireClasses()
    {
    }

    /// <summary>Tells what is worth a line.</summary>
    public void Remark(Action<string>? note)
    {
        foreach (var remark in Remarks.Take(MostRemarks))
        {
            note?.Invoke(remark);
        }

        if (Remarks.Count > MostRemarks)
        {
            note?.Invoke($"and {Remarks.Count - MostRemarks:N0} more remarks of this kind about {Path}");
        }
    }

    /// <summary>Remembers what of the program's own is left out.</summary>
    /// <param name="names">The names of folders and files, with the reason.</param>
    protected void RemarkLeftOut(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            Remarks.Add($"{Path}: left out {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names.Order(StringComparer.Ordinal).Take(MostNamed))}"
                + (names.Count > MostNamed ? $" and {names.Count - MostNamed:N0} more" : ""));
        }
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The name of a picture as the set gives it; null, and counted, for any other file.</summary>
    /// <param name="name">The name in the folder or archive, with '/' between directories.</param>
    protected string? Accept(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        var isHidden = parts.Any(IsHidden);
        if (parts.Length > 0 && !isHidden && ImageReader.IsImageName(parts[^1]))
        {
            return string.Join('/', parts);
        }

        OtherFiles.Add(parts, isHidden);
        return null;
    }

    /// <summary>Hidden files and folders, and those that systems make for themselves: resource forks, thumbnails, bins, lost files.</summary>
    protected static bool IsHidden(string part) => part.StartsWith('.') || _systemFolders.Contains(part);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="NoisyStudentException">It cannot be opened.</exception>
    public static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"The file {path} cannot be opened ({cause.Message.TrimEnd('.')}): check who may read it.", cause);
        }
    }

    public NoisyStudentException Damaged(Exception cause) =>
        new($"The archive {Path} is damaged ({cause.Message.TrimEnd('.')}): get it again, or pack it again.", cause);
}
