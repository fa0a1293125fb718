using NoisyStudent.Events;

namespace NoisyStudent.Runs.Models;

/// <summary>
/// The finished models of a run's folder, by their keys. One whose key is no longer that of the recipe is set aside, and taken again where the recipe is changed
/// back; one that another run has is copied from there.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="others">Folders of other runs, in which models of the same keys may stand.</param>
/// <param name="observer">Who is told.</param>
internal sealed class KeptModels(RunFolder folder, IReadOnlyList<RunFolder> others, IRunObserver observer)
{
    /// <summary>Keeps the models of the folder up to the first that is decided otherwise now, and sets the others aside.</summary>
    /// <param name="results">What the folder says of its finished models.</param>
    /// <param name="originOf">What decides a model now, by its iteration; null where the recipe has no such model.</param>
    /// <returns>The results that stay.</returns>
    /// <exception cref="NoisyStudentException">None would stay, so that it is another run; or a model cannot be set aside.</exception>
    public RunResults Keep(RunResults results, Func<int, ModelOrigin?> originOf)
    {
        for (var iteration = 0; iteration < results.Models.Count; iteration++)
        {
            var (record, origin) = (ModelRecord.Read(folder.RecordFile(iteration)), originOf(iteration));
            if (record is null && origin is not null)
            {
                results = Adopt(results, iteration, origin);
            }
            else if (record?.Key != origin?.Key)
            {
                return SetAside(results, iteration, origin, record);
            }
        }

        return results;
    }

    /// <summary>Writes down what decided a model of an earlier version, in whose runs all settings are compared.</summary>
    private RunResults Adopt(RunResults results, int iteration, ModelOrigin origin)
    {
        var known = results.Models[iteration] with { Key = origin.Key };
        (ModelRecord.Of(origin) with { Result = known, Sha256 = WholeFile.HashOf(folder.ModelFile(iteration)) }).Write(folder.RecordFile(iteration));
        var adopted = new RunResults([.. results.Models.Select(model => model.Iteration == iteration ? known : model)]);
        adopted.Write(folder.ResultsFile);
        return adopted;
    }

    /// <summary>Begins a model: forgets a training that was interrupted, where it was another model's.</summary>
    /// <param name="iteration">Which model begins.</param>
    /// <param name="origin">What decides it.</param>
    public void Begin(int iteration, ModelOrigin origin)
    {
        // A run of an earlier version has no record, and its settings were compared as a whole.
        var record = ModelRecord.Read(folder.RecordFile(iteration));
        if (record is not null && record.Key != origin.Key)
        {
            Clear(iteration);
        }

        if (record?.Key != origin.Key)
        {
            ModelRecord.Of(origin).Write(folder.RecordFile(iteration));
        }
    }

    /// <summary>Puts a model of the same key into its place, if one stands there, aside, or in another run.</summary>
    /// <param name="iteration">Which model it is.</param>
    /// <param name="origin">What decides it.</param>
    /// <returns>What its record says; null where there is none.</returns>
    public ModelRecord? Take(int iteration, ModelOrigin origin)
    {
        if (Find(folder.ModelFolder(iteration), origin) is { } there)
        {
            return there;
        }

        if (PlacesOf(iteration).Select(place => (Place: place, Record: Find(place, origin))).FirstOrDefault(each => each.Record is not null) is not ({ } place, { } record))
        {
            return null;
        }

        Clear(iteration);
        Copy(place, folder.ModelFolder(iteration));
        observer.On(new ModelTaken(ModelResult.NameOf(iteration), place));
        return record;
    }

    /// <summary>Whether there is a model of that key to be taken.</summary>
    /// <param name="iteration">Which model it is.</param>
    /// <param name="origin">What decides it.</param>
    public bool Has(int iteration, ModelOrigin origin) => PlacesOf(iteration).Prepend(folder.ModelFolder(iteration)).Any(place => Find(place, origin) is not null);

    private IEnumerable<string> PlacesOf(int iteration) => folder.ModelFolders(iteration).Skip(1).Concat(others.SelectMany(other => other.ModelFolders(iteration)));

    /// <summary>A finished model of that key, whose file is still the one that its record tells of.</summary>
    private static ModelRecord? Find(string place, ModelOrigin origin)
    {
        try
        {
            return ModelRecord.Read(Path.Combine(place, RunFolder.RecordName)) is { Result: not null, Sha256: { } hash } record && record.Key == origin.Key
                && Path.Combine(place, RunFolder.ModelName) is var model && File.Exists(model) && WholeFile.HashOf(model) == hash ? record : null;
        }
        catch (NoisyStudentException)
        {
            return null;
        }
    }

    private RunResults SetAside(RunResults results, int first, ModelOrigin? origin, ModelRecord? record)
    {
        IReadOnlyList<string> differences = origin is not null && record is not null
            ? origin.DifferencesFrom(new ModelOrigin(record.DecidedBy)) : ["the recipe has no such model any more"];
        if (first == 0)
        {
            throw new NoisyStudentException(
                $"{folder.Path} holds a run whose teacher is another: {string.Join("; ", differences)}. Give the same settings to go on with it, or another `Output`.");
        }

        // First from the results: only a model that stands there is finished.
        var kept = new RunResults([.. results.Models.Take(first)]);
        kept.Write(folder.ResultsFile);
        foreach (var model in results.Models.Skip(first))
        {
            var aside = Clear(model.Iteration) ?? folder.ModelFolder(model.Iteration);
            observer.On(new ModelSetAside(model.Name, aside, model.Iteration == first ? differences : []));
        }

        // What was measured side by side was measured of other models.
        File.Delete(folder.EvaluationFile);
        return kept;
    }

    /// <summary>Makes room for a model: a finished one is set aside, and what an interrupted training left is removed.</summary>
    /// <returns>Where the finished one is now; null where there was none.</returns>
    private string? Clear(int iteration)
    {
        var place = folder.ModelFolder(iteration);
        if (!Directory.Exists(place))
        {
            return null;
        }

        if (ModelRecord.Read(folder.RecordFile(iteration)) is not { Result: not null } record)
        {
            Directory.Delete(place, recursive: true);
            return null;
        }

        var aside = folder.AsideFolder(iteration, record.Key);
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        Directory.Move(place, aside);
        return aside;
    }

    /// <summary>Copies the files of a model, its pseudo-labels too, as whoever looks back or selects again reads them.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            WholeFile.Write(Path.Combine(to, Path.GetRelativePath(from, file)), stream =>
            {
                using var original = File.OpenRead(file);
                original.CopyTo(stream);
            });
        }
    }
}
