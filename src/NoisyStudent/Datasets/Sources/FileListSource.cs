namespace NoisyStudent.Datasets.Sources;

/// <summary>Pictures that are named one by one.</summary>
/// <param name="paths">Their paths, which are also their names.</param>
internal sealed class FileListSource(IReadOnlyList<string> paths) : PictureSource(ClassFolders.List(paths))
{
    public override int? Total => paths.Count;

    public override IEnumerable<PictureEntry> Entries() => paths.Select(path => new FileEntry(new PictureName(path), path));
}
