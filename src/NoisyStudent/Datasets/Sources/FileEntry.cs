using NoisyStudent.Datasets.Names;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>A picture that is a file of its own.</summary>
/// <param name="name">Its name in the set.</param>
/// <param name="path">Where it lies.</param>
internal sealed class FileEntry(PictureName name, string path) : PictureEntry(name)
{
    /// <summary>Where it lies.</summary>
    public string Path => path;

    protected override long FindLength() => Find().Length;

    protected override long FindTime() => Find().LastWriteTimeUtc.Ticks;

    private FileInfo Find()
    {
        var file = new FileInfo(FindPath());
        return file.LinkTarget is null ? file : new FileInfo(RealPath.Of(file.FullName));
    }

    protected override Stream Open() => File.OpenRead(FindPath());

    // A table and the disk may write the same letters in two ways.
    private string FindPath() => File.Exists(path)
        ? path
        : Array.Find([UnicodeForm.Compose(path), UnicodeForm.Decompose(path)], File.Exists) ?? path;

    protected override NoisyStudentException Explain(Exception cause) => new UnreadableImageException(
        cause switch
        {
            UnauthorizedAccessException => "access to the file is denied",
            FileNotFoundException or DirectoryNotFoundException => "the file does not exist: a broken link, a wrong path, or removed meanwhile",
            _ => $"the file cannot be read ({cause.Message.TrimEnd('.')})",
        },
        cause);
}
