namespace NoisyStudent.Pretrained;

/// <summary>
/// The hub's cache on disk, as huggingface_hub lays it out: a folder for each repository, in it <c>blobs/</c> by their hashes, <c>refs/</c> that say which commit
/// a revision was last, and <c>snapshots/</c> of commits, whose files are links to blobs.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="usesLinks">Whether links may be made.</param>
internal sealed class HubCache(string folder, bool usesLinks)
{
    /// <summary>Which commit a revision was last; null where that is not known.</summary>
    /// <param name="name">The repository and the revision.</param>
    public string? CommitOf(HubName name)
    {
        if (HubFile.IsCommit(name.Revision))
        {
            return name.Revision;
        }

        try
        {
            var file = new FileInfo(RefOf(name));
            var commit = file is { Exists: true, Length: < 100 } ? File.ReadAllText(file.FullName).Trim() : null;
            return HubFile.IsCommit(commit) ? commit : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The path of a file; null where it is not there.</summary>
    /// <param name="name">The repository and the file.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="size">The length that it has; null where that is not known.</param>
    public string? Find(HubName name, string commit, long? size = null) => FindOf(SnapshotOf(name, commit), size);

    /// <summary>Whether the content of a file is there, perhaps of another commit.</summary>
    /// <param name="file">The file.</param>
    public bool HasBlob(HubFile file) => FindOf(BlobOf(file), file.Size) is not null;

    /// <summary>Where the content of a file lies.</summary>
    /// <param name="file">The file.</param>
    public string BlobOf(HubFile file) => Path.Combine(RepositoryOf(file.Name), "blobs", file.Hash);

    /// <summary>The file by which one process at a time brings some content, those of Python among them.</summary>
    /// <param name="file">The file.</param>
    public string LockOf(HubFile file) => Path.Combine(folder, ".locks", Path.GetFileName(RepositoryOf(file.Name)), $"{file.Hash}.lock");

    /// <summary>Keeps which commit a revision is.</summary>
    /// <param name="file">The file, with both.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public void Remember(HubFile file)
    {
        if (CommitOf(file.Name) != file.Commit)
        {
            WholeFile.WriteText(RefOf(file.Name), file.Commit);
        }
    }

    /// <summary>Puts content that is there into its commit's snapshot, in place of what may stand there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isNew">Whether the content was just brought, so that nothing else refers to it.</param>
    /// <returns>The file's path.</returns>
    public string Place(HubFile file, bool isNew)
    {
        var (blob, place) = (BlobOf(file), SnapshotOf(file.Name, file.Commit));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Delete(place);
        if (!usesLinks || !IsLinked(place, blob))
        {
            if (isNew)
            {
                File.Move(blob, place);
            }
            else
            {
                using var content = File.OpenRead(blob);
                WholeFile.Write(place, content.CopyTo);
            }
        }

        return place;
    }

    private static string? FindOf(string path, long? size)
    {
        try
        {
            // Of a link, what lies behind it counts.
            using var file = File.OpenHandle(path);
            return size is null || RandomAccess.GetLength(file) == size ? path : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Windows makes links for developers and administrators alone, and some disks for nobody.</summary>
    private static bool IsLinked(string place, string blob)
    {
        try
        {
            File.CreateSymbolicLink(place, Path.GetRelativePath(Path.GetDirectoryName(place)!, blob));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private string RepositoryOf(HubName name) => Path.Combine(folder, $"models--{name.Organization}--{name.Repository}");

    private string RefOf(HubName name) => Path.Combine([RepositoryOf(name), "refs", .. name.Revision.Split('/')]);

    private string SnapshotOf(HubName name, string commit) => Path.Combine([RepositoryOf(name), "snapshots", commit, .. name.File.Split('/')]);
}
