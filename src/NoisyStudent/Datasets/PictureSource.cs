using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>The picture files of a folder or an archive, met one after the other.</summary>
/// <param name="path">The folder or archive.</param>
internal abstract class PictureSource(string path) : IDisposable
{
    private const string Supported =
        "a folder, a .tar, .tar.gz, .tgz or .zip archive, several as in shards-{000..127}.tar, a .csv of paths, or MNIST's or CIFAR's files";

    public string Path { get; } = path;

    /// <summary>How many pictures there are; null where only reading to the end can tell.</summary>
    public abstract int? Total { get; }

    /// <summary>Files met so far that are hidden or have no picture's extension.</summary>
    public virtual OtherFiles OtherFiles { get; } = new();

    /// <summary>Opens what lies at a path.</summary>
    /// <exception cref="NoisyStudentException">Nothing lies there, or nothing that can be opened.</exception>
    public static PictureSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            return new FolderSource(path);
        }

        if (ShardSource.Find(path) is { } shards)
        {
            return new ShardSource(path, shards);
        }

        if (!File.Exists(path))
        {
            throw new NoisyStudentException($"{path} does not exist: give the path of {Supported}.");
        }

        return path.ToUpperInvariant() switch
        {
            var name when name.EndsWith(".TAR", StringComparison.Ordinal) => new TarIndexSource(path),
            var name when name.EndsWith(".TAR.GZ", StringComparison.Ordinal) => new TarGzipSource(path),
            var name when name.EndsWith(".TGZ", StringComparison.Ordinal) => new TarGzipSource(path),
            var name when name.EndsWith(".ZIP", StringComparison.Ordinal) => new ZipSource(path),
            var name when name.EndsWith(".CSV", StringComparison.Ordinal) => new ManifestSource(path),
            _ when IdxSource.IsIdx(path) => new IdxSource(path),
            _ when CifarSource.IsCifar(path) => new CifarSource(path),
            _ => throw new NoisyStudentException($"{path} cannot be read as a set of pictures ({WhatIsIn(path)}): give {Supported}."),
        };
    }

    /// <summary>What a file is by its first bytes.</summary>
    private static string WhatIsIn(string path)
    {
        using var file = OpenFile(path);
        var beginning = new byte[FileSignature.Length];
        var read = beginning.AsSpan(0, file.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false));
        return read.IsEmpty ? "it is empty"
            : FileSignature.FormatOf(read) is { } format ? $"it is a picture of kind {format}, whose name lacks the ending of one"
            : FileSignature.ReasonNotToRead(read);
    }

    /// <summary>
    /// The pictures, from the first one at each call; the same name may come twice where <see cref="Total"/> is null, and then the later one
    /// counts.
    /// </summary>
    /// <exception cref="NoisyStudentException">The archive is damaged.</exception>
    public abstract IEnumerable<PictureEntry> Entries();

    /// <summary>Makes sure that the pictures have classes, as far as the source should name them.</summary>
    /// <exception cref="NoisyStudentException">It does not.</exception>
    public virtual void RequireClasses()
    {
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

    /// <summary>Hidden files, and the resource forks that macOS packs beside every file.</summary>
    protected static bool IsHidden(string part) => part.StartsWith('.') || part == "__MACOSX";

    protected static FileStream OpenFile(string path)
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
