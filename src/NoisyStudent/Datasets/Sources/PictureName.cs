namespace NoisyStudent.Datasets.Sources;

/// <summary>What a source tells of a picture before it is read.</summary>
/// <param name="File">The picture's name in its folder, archive or shard, with '/' between directories.</param>
/// <param name="Shard">The shard that it lies in, followed by '/'; empty where there are none.</param>
/// <param name="Class">Its class, where the source names it; null where the folders may.</param>
internal readonly record struct PictureName(string File, string Shard = "", string? Class = null)
{
    /// <summary>The name in the whole set.</summary>
    public string Full => Shard + File;
}
