using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>A picture that is a file of its own.</summary>
/// <param name="name">Its name in the set.</param>
/// <param name="path">Where it lies.</param>
internal sealed class FileEntry(PictureName name, string path) : PictureEntry(name)
{
    protected override long FindLength() => Find().Length;

    protected override long FindTime() => Find().LastWriteTimeUtc.Ticks;

    protected override Stream Open() => File.OpenRead(path);

    protected override NoisyStudentException Explain(Exception cause) => new UnreadableImageException(
        cause switch
        {
            UnauthorizedAccessException => "access to the file is denied",
            FileNotFoundException or DirectoryNotFoundException => "the file does not exist: a broken link, a wrong path, or removed meanwhile",
            _ => $"the file cannot be read ({cause.Message.TrimEnd('.')})",
        },
        cause);

    private FileInfo Find() => new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
}
