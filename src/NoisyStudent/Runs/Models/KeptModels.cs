using NoisyStudent.Events;

namespace NoisyStudent.Runs.Models;

/// <summary>
/// The models of a run's folder, by their keys. One whose key is no longer that of the recipe is set aside, finished or not, and taken again where the recipe is
/// changed back; a finished one that another run has is copied from there. Whatever is moved is moved as a whole, so that a kill leaves nothing half.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="others">Folders of other runs, in which models of the same keys may stand.</param>
/// <param name="observer">Who is told.</param>
internal sealed class KeptModels(RunFolder folder, IReadOnlyList<RunFolder> others, IRunObserver observer)
{
    /// <summary>Keeps the models of the folder up to the first that is decided otherwise now, and sets the others aside.</summary>
    /// <param name="results">What the folder says of its finished models.</param>
    /// <param name="originOf">What decides a model now, by its iteration, asked for in their order; null where the recipe has no such model.</param>
    /// <returns>The results that stay.</returns>
    /// <exception cref="NoisyStudentException">None would stay, so that it is another run; the results are damaged; or a model cannot be set aside.</exception>
    public RunResults Keep(RunResults results, Func<int, ModelOrigin?> originOf)
    {
        if (results.Models.Index().Any(each => each.Item.Iteration != each.Index))
        {
            throw new NoisyStudentException($"{folder.ResultsFile} is damaged (a model is missing): choose another `Output`.");
        }

        ModelOrigin?[] origins = [.. Enumerable.Range(0, results.Models.Count + 1).Select(originOf)];
        results = Adopt(results, origins);
        for (var iteration = 0; iteration < results.Models.Count; iteration++)
        {
            var record = ModelRecord.Read(folder.RecordFile(iteration));
            if (record?.Key != origins[iteration]?.Key)
            {
                return SetAside(results, iteration, origins[iteration], record);
            }
        }

        return results;
    }

    /// <summary>
    /// Writes down what decides the models of a run of an earlier version, in which all settings are compared as long as one has no record: the one in training first,
    /// then the finished ones from the last to the first.
    /// </summary>
    private RunResults Adopt(RunResults results, ModelOrigin?[] origins)
    {
        var models = results.Models.ToArray();
        if (origins[^1] is { } begun && folder.HasBegun(models.Length) && !File.Exists(folder.RecordFile(models.Length)))
        {
            ModelRecord.Of(begun).Write(folder.RecordFile(models.Length));
        }

        foreach (var iteration in Enumerable.Range(0, models.Length).Reverse().Where(each => !File.Exists(folder.RecordFile(each))))
        {
            if (origins[iteration] is not { } origin || !File.Exists(folder.ModelFile(iteration)))
            {
                throw new NoisyStudentException($"{folder.ModelFolder(iteration)} lacks its {RunFolder.RecordName} or {RunFolder.ModelName}: choose another `Output`.");
            }

            models[iteration] = models[iteration] with { Key = origin.Key };
            new RunResults(models).Write(folder.ResultsFile);
            (ModelRecord.Of(origin) with { Result = models[iteration], Sha256 = WholeFile.HashOf(folder.ModelFile(iteration)) }).Write(folder.RecordFile(iteration));
        }

        return new RunResults(models);
    }

    /// <summary>Begins a model, or goes on with it: what stands in its place and is another one is set aside.</summary>
    /// <param name="iteration">Which model begins.</param>
    /// <param name="origin">What decides it.</param>
    /// <exception cref="NoisyStudentException">A model cannot be set aside.</exception>
    public void Begin(int iteration, ModelOrigin origin)
    {
        var before = ModelRecord.Read(folder.RecordFile(iteration));
        if (before?.Key == origin.Key)
        {
            return;
        }

        if (ModelFolders.MoveAside(folder, iteration) is { } aside)
        {
            observer.On(new ModelSetAside(ModelResult.NameOf(iteration), aside, before is null ? [] : origin.DifferencesFrom(before.Origin)));
        }

        // A training of the same that was interrupted and set aside goes on.
        if (ModelFolders.Read(folder.AsideFolder(iteration, origin.Key))?.Key == origin.Key)
        {
            ModelFolders.Move(folder.AsideFolder(iteration, origin.Key), folder.ModelFolder(iteration));
            return;
        }

        ModelRecord.Of(origin).Write(folder.RecordFile(iteration));
        TakeLabels(iteration, origin);
    }

    /// <summary>Puts a finished model of the same key into its place, if one stands there, aside, or in another run.</summary>
    /// <param name="iteration">Which model it is.</param>
    /// <param name="origin">What decides it.</param>
    /// <returns>What its record says; null where there is none.</returns>
    /// <exception cref="NoisyStudentException">It cannot be copied.</exception>
    public ModelRecord? Take(int iteration, ModelOrigin origin)
    {
        if (ModelFolders.Find(folder.ModelFolder(iteration), origin.Key) is { } there)
        {
            return there;
        }

        foreach (var place in PlacesOf(iteration))
        {
            if (ModelFolders.Find(place, origin.Key) is { } record)
            {
                ModelFolders.Replace(folder, iteration, place);
                RunLog.Take(folder, iteration);
                observer.On(new ModelTaken(ModelResult.NameOf(iteration), place));
                return record;
            }
        }

        return null;
    }

    /// <summary>Whether there is a finished model of that key to be taken.</summary>
    /// <param name="iteration">Which model it is.</param>
    /// <param name="origin">What decides it.</param>
    public bool Has(int iteration, ModelOrigin origin) =>
        PlacesOf(iteration).Prepend(folder.ModelFolder(iteration)).Any(place => ModelFolders.Find(place, origin.Key) is not null);

    /// <summary>Pseudo-labels need not be made again where another model of this iteration had the same: where settings of its training alone were changed.</summary>
    private void TakeLabels(int iteration, ModelOrigin origin)
    {
        var labels = PlacesOf(iteration).FirstOrDefault(place => ModelFolders.Read(place) is { } record && origin.IsLabeledLike(record.Origin));
        if (labels is not null && Path.Combine(labels, RunFolder.LabelsName) is var from && Directory.Exists(from))
        {
            ModelFolders.Copy(from, folder.PseudoLabelFolder(iteration));
        }
    }

    private IEnumerable<string> PlacesOf(int iteration) => folder.AsideFolders(iteration)
        .Concat(others.SelectMany(other => other.AsideFolders(iteration).Prepend(other.ModelFolder(iteration))));

    private RunResults SetAside(RunResults results, int first, ModelOrigin? origin, ModelRecord? record)
    {
        IReadOnlyList<string> differences = origin is not null && record is not null ? origin.DifferencesFrom(record.Origin) : ["the recipe has no such model any more"];
        if (first == 0)
        {
            throw new NoisyStudentException(
                $"{folder.Path} holds a run whose teacher is another: {string.Join("; ", differences)}. Give the same settings to go on with it, or another `Output`.");
        }

        // First from the results: only a model that stands there is finished. What was measured side by side was measured of other models.
        File.Delete(folder.EvaluationFile);
        var kept = new RunResults([.. results.Models.Take(first)]);
        kept.Write(folder.ResultsFile);
        foreach (var model in results.Models.Skip(first))
        {
            var aside = ModelFolders.MoveAside(folder, model.Iteration) ?? folder.ModelFolder(model.Iteration);
            observer.On(new ModelSetAside(model.Name, aside, model.Iteration == first ? differences : []));
        }

        RunLog.Drop(folder, first);
        return kept;
    }
}
