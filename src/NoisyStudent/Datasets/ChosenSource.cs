namespace NoisyStudent.Datasets;

/// <summary>Some pictures of a source.</summary>
/// <param name="source">The source, which the caller keeps.</param>
/// <param name="names">Their full names; others there may be none of.</param>
internal sealed class ChosenSource(PictureSource source, IReadOnlySet<string> names) : PictureSource(source.Path)
{
    /// <summary>As many as are there, which takes no reading where all can be counted without it.</summary>
    public override int? Total { get; } = source.Total is null ? null : source.Entries().Count(entry => names.Contains(entry.Name.Full));

    public override int OtherFilesIgnored => source.OtherFilesIgnored;

    public override IEnumerable<PictureEntry> Entries() => source.Entries().Where(entry => names.Contains(entry.Name.Full));
}
