namespace NoisyStudent.Datasets.Names;

/// <summary>
/// Where links lead, as the system follows them: from where each really lies. .NET's own way takes the folder by which one came for that, which is
/// another one behind a link to a folder.
/// </summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path with every link on the way replaced by what it points to; what it leads to need not exist.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var (real, left) = (Path.GetPathRoot(full)!, new Stack<string>());
        Push(full[real.Length..]);
        var links = 0;
        while (left.TryPop(out var part))
        {
            var next = part == ".." ? Path.GetDirectoryName(real) ?? real : Path.Combine(real, part);
            if (part == ".." || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException("too many links lead from one to the next");
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : real;
            Push(target[(Path.GetPathRoot(target) ?? "").Length..]);
        }

        return real;

        void Push(string parts)
        {
            foreach (var part in parts.Split(
                [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse())
            {
                left.Push(part);
            }
        }
    }

    /// <summary>Whether a folder is another one, or lies in it.</summary>
    /// <param name="path">The one, with links resolved.</param>
    /// <param name="folder">The other, with links resolved.</param>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
