using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Names;

/// <summary>A picture file whose name on disk is no UTF-8.</summary>
/// <param name="name">Its name in the set.</param>
/// <param name="folder">Where it lies.</param>
/// <param name="file">The bytes of its name.</param>
internal sealed class OddNameEntry(PictureName name, string folder, byte[] file) : PictureEntry(name)
{
    protected override long FindLength()
    {
        using var handle = LinuxNames.Open(folder, file);
        return RandomAccess.GetLength(handle);
    }

    protected override Stream Open() => new FileStream(LinuxNames.Open(folder, file), FileAccess.Read);

    protected override NoisyStudentException Explain(Exception cause) =>
        new UnreadableImageException($"the file, whose name is no UTF-8, cannot be read ({cause.Message.TrimEnd('.')})", cause);
}
