using NoisyStudent.Evaluation;

namespace NoisyStudent.Runs;

/// <summary>
/// Which model of a run to use. It is the last one, unless McNemar's exact test on the held-out labeled pictures says that an earlier one is better: right
/// alone on more of them, with p below <see cref="Level"/> over the number of earlier models (Bonferroni), so that the last one is passed over by chance in
/// 5% of runs at most. Of several earlier ones that are better, it is the one that is right most often; of equals the later. A teacher that was given is not
/// compared, as it may know the held-out pictures from its own training.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Reason">Why it and no other, as the rest of a sentence that begins with its name.</param>
public sealed record BestModel(ModelResult Model, string Reason)
{
    /// <summary>How likely it may be, at most, that a model which is no better takes the place of the last one.</summary>
    public const double Level = 0.05;

    /// <summary>Chooses the model of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="NoisyStudentException">It has no finished model.</exception>
    public static BestModel Of(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Of(new RunResults(folder.FinishedModels()));
    }

    /// <summary>Chooses the model of a run.</summary>
    /// <param name="results">A run of at least one finished model.</param>
    public static BestModel Of(RunResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentOutOfRangeException.ThrowIfZero(results.Models.Count);
        var last = results.Models[^1];
        if (results.Models.Count == 1)
        {
            return new BestModel(last, "the only finished model");
        }

        if (last.Validation is null)
        {
            return new BestModel(last, "the last model, as no labeled pictures are held out to compare the models on");
        }

        var earlier = results.Models.SkipLast(1).Where(model => !model.IsGiven).ToArray();
        if (earlier.Length == 0)
        {
            return new BestModel(last, "the last model, as the teacher was given and may have learned from the held-out pictures");
        }

        if (last.Validation.AreRight is not { } lastRight || earlier.Any(model => model.Validation?.AreRight?.Count != lastRight.Count))
        {
            return new BestModel(last, "the last model, as the run does not say which held-out pictures each model gets right");
        }

        var level = Level / earlier.Length;
        var better = earlier.Select(model => (Model: model, Paired: PairedComparison.Of(lastRight, model.Validation!.AreRight!)))
            .Where(each => each.Paired.OnlyModel > each.Paired.OnlyBaseline && each.Paired.PValue < level)
            .OrderByDescending(each => each.Paired.OnlyModel - each.Paired.OnlyBaseline).ThenByDescending(each => each.Model.Iteration)
            .ToArray();
        var test = $"on the {lastRight.Count:N0} held-out pictures (McNemar's exact test at {level:0.0##})";
        return better is [var (model, paired), ..]
            ? new BestModel(model, $"better than {last.Name}, the last model, {test}: alone right on {paired.OnlyModel:N0}, {last.Name} on {paired.OnlyBaseline:N0}")
            : new BestModel(last, $"the last model, as no earlier one is better {test}");
    }
}
