namespace NoisyStudent.Datasets.Sources;

/// <summary>Some pictures of a source.</summary>
/// <param name="source">The source, which the caller keeps.</param>
/// <param name="names">Their full names; others there may be none of.</param>
internal sealed class ChosenSource(PictureSource source, IReadOnlySet<string> names) : PictureSource(source.Path)
{
    /// <summary>As many as are there.</summary>
    public override int? Total { get; } = source.Total is null ? null : source.Names().Count(name => names.Contains(name.Full));

    public override OtherFiles OtherFiles => source.OtherFiles;

    public override int OtherFileCount => source.OtherFileCount;

    public override List<string> Remarks => source.Remarks;

    public override IEnumerable<PictureName> Names() => source.Names().Where(name => names.Contains(name.Full));

    public override IEnumerable<PictureEntry> Entries() => source.Entries().Where(entry => names.Contains(entry.Name.Full));
}
