namespace NoisyStudent.Runs.Models;

/// <summary>The folders of models on disk. They come into their places by renaming alone, whole or not at all.</summary>
internal static class ModelFolders
{
    /// <summary>A finished model of a key, whose file is still the one that its record tells of; null where there is none.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="key">The key.</param>
    public static ModelRecord? Find(string place, string key) => Read(place) is { Result: not null, Sha256: { } hash } record && record.Key == key
        && Path.Combine(place, RunFolder.ModelName) is var model && File.Exists(model) && WholeFile.HashOf(model) == hash ? record : null;

    /// <summary>What a folder says of its model; null where it says nothing that can be read.</summary>
    /// <param name="place">The folder.</param>
    public static ModelRecord? Read(string place)
    {
        try
        {
            return ModelRecord.Read(Path.Combine(place, RunFolder.RecordName));
        }
        catch (NoisyStudentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes room for a model: one that is finished, or a training that can be gone on with, is set aside under its key; whatever else is there is removed.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="iteration">Which model.</param>
    /// <returns>Where it is now; null where there was nothing to keep.</returns>
    /// <exception cref="NoisyStudentException">It cannot be moved.</exception>
    public static string? MoveAside(RunFolder folder, int iteration)
    {
        var place = folder.ModelFolder(iteration);
        if (!Directory.Exists(place))
        {
            return null;
        }

        var record = Read(place);
        var isWorthIt = record is not null && (record.Result is null ? folder.HasBegun(iteration) : Find(place, record.Key) is not null);
        if (!isWorthIt)
        {
            Remove(folder, place);
            return null;
        }

        var aside = folder.AsideFolder(iteration, record!.Key);
        if (Find(aside, record.Key) is not null)
        {
            Remove(folder, place);
            return aside;
        }

        Remove(folder, aside);
        Move(place, aside);
        return aside;
    }

    /// <summary>Puts a copy of a model into its place; what was there is set aside.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="iteration">Which model.</param>
    /// <param name="from">The folder of the model.</param>
    /// <exception cref="NoisyStudentException">It cannot be copied.</exception>
    public static void Replace(RunFolder folder, int iteration, string from)
    {
        var copy = folder.TemporaryFolder($"iteration-{iteration}");
        Try(folder.Path, () =>
        {
            if (Directory.Exists(copy))
            {
                Directory.Delete(copy, recursive: true);
            }
        });
        Copy(from, copy);
        MoveAside(folder, iteration);
        Move(copy, folder.ModelFolder(iteration));
    }

    /// <summary>Moves a folder.</summary>
    /// <param name="from">From where.</param>
    /// <param name="to">To where nothing is.</param>
    /// <exception cref="NoisyStudentException">It cannot be moved.</exception>
    public static void Move(string from, string to) => Try(to, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Directory.Move(from, to);
    });

    /// <summary>Copies the files of a folder.</summary>
    /// <param name="from">From where.</param>
    /// <param name="to">To where.</param>
    /// <exception cref="NoisyStudentException">They cannot be copied.</exception>
    public static void Copy(string from, string to) => Try(to, () =>
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            WholeFile.Write(Path.Combine(to, Path.GetRelativePath(from, file)), stream =>
            {
                using var original = File.OpenRead(file);
                original.CopyTo(stream);
            });
        }
    });

    /// <summary>Removes a folder: away with its name first, so that no half of it is taken for a whole.</summary>
    private static void Remove(RunFolder folder, string place) => Try(place, () =>
    {
        if (Directory.Exists(place))
        {
            var away = folder.TemporaryFolder($"removed-{Guid.NewGuid():N}");
            Directory.CreateDirectory(Path.GetDirectoryName(away)!);
            Directory.Move(place, away);
            Directory.Delete(away, recursive: true);
        }
    });

    private static void Try(string place, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"A model cannot be put into or out of {place}: {exception.Message.TrimEnd('.')}. Make room, or choose another `Output`.", exception);
        }
    }
}
