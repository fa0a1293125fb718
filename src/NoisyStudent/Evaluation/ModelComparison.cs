using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Perturbations;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation;

/// <summary>Measures models side by side on one labeled set.</summary>
public sealed class ModelComparison : IDisposable
{
    private readonly IReadOnlyList<EvaluatedModel> _models;
    private readonly AnswerClasses _answers;
    private readonly long _seed;
    private readonly Device _device;
    private readonly IRunObserver _observer;

    private ModelComparison(IReadOnlyList<EvaluatedModel> models, AnswerClasses answers, long seed, Device device, IRunObserver observer) =>
        (_models, _answers, _seed, _device, _observer) = (models, answers, seed, device, new ObserverGroup(observer));

    /// <summary>Loads models.</summary>
    /// <param name="models">Name and file of each, at least one; the first is the baseline, with which the others are compared.</param>
    /// <param name="readTest">Reads the labeled set as a model takes it, once for all that take the same; the caller keeps it.</param>
    /// <param name="answers">Among which classes answers are sought.</param>
    /// <param name="seed">All that is drawn at random is a function of it and the pictures' names.</param>
    /// <param name="device">Where models run.</param>
    /// <param name="observer">Who is told.</param>
    /// <exception cref="NoisyStudentException">A file cannot be read, or the set has a class that a model does not know.</exception>
    public static ModelComparison Load(
        IReadOnlyList<(string Name, string File)> models, Func<ModelDescription, LabeledSet> readTest, AnswerClasses answers, long seed, Device device, IRunObserver observer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(models.Count);
        var predictors = new List<Predictor>();
        try
        {
            foreach (var (_, file) in models)
            {
                predictors.Add(Predictor.Load(file, device));
            }

            // Once for each image size and way to read pictures, so that what a model is worth does not depend on its company.
            var tests = predictors.Select(predictor => predictor.Description).DistinctBy(model => model.Input).ToDictionary(model => model.Input, readTest);
            if (answers == AnswerClasses.Model && tests[predictors[0].Description.Input] is var first && first.Classes.Count < predictors[0].Description.Classes.Count
                && first.InClasses(predictors[0].Description.Classes, models[0].Name).DescribeLacking() is { } lacking)
            {
                observer.Remark(lacking);
            }

            return new ModelComparison([.. models.Select((model, number) => Evaluated(model, number))], answers, seed, device, observer);

            EvaluatedModel Evaluated((string Name, string File) model, int number)
            {
                var test = tests[predictors[number].Description.Input];
                var labeled = test.InClasses(predictors[number].Description.Classes, model.Name);
                return answers == AnswerClasses.Model
                    ? new EvaluatedModel(model.Name, model.File, predictors[number], labeled)
                    : new EvaluatedModel(model.Name, model.File, predictors[number] = predictors[number].Among(test.Classes), test);
            }
        }
        catch
        {
            predictors.ForEach(predictor => predictor.Dispose());
            throw;
        }
    }

    /// <summary>Measures the models on the images as they are, and finds out which of these they learned from.</summary>
    /// <param name="heldOut">Whether the set is a part of a run's labeled images that was held out, for want of a test set.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The results, and the answers of each model.</returns>
    /// <exception cref="NoisyStudentException">It cannot be told what a model learned from, as a file beside it is damaged.</exception>
    public (EvaluationResults Results, IReadOnlyList<Predictions> Answers) Clean(bool heldOut, CancellationToken cancellation = default)
    {
        var answers = _models.Select(model => Stage(new RunStage("answers", model.Name, model.Test.Images.Count), progress =>
            model.Predictor.Predict(model.Test.Images, progress: progress, cancellation: cancellation))).ToArray();
        var right = answers.Zip(_models, (each, model) => each.AreRight(model.Test.Labels)).ToArray();
        var evaluations = _models.Select((model, number) => new ModelEvaluation
        {
            Name = model.Name,
            Network = model.Predictor.Description.Network,
            Hash = WholeFile.HashOf(model.Path),
            Clean = CleanResult.Of(answers[number], model.Test.Labels, model.Predictor.Description.Classes),
            AgainstBaseline = number == 0 ? null : PairedComparison.Of(right[0], right[number]),
        });
        var results = new EvaluationResults(_models[0].Test.Path, _models[0].Name, [.. evaluations])
        {
            TestHash = HashOf(_models[0].Test),
            TestContent = _models[0].Test.ContentHash(),
            HeldOut = heldOut,
            Remarks = heldOut ? [] : [.. DescribeLearned()],
            AmongTestClasses = _answers == AnswerClasses.Test,
            Seed = _seed,
        };
        return (results, answers);
    }

    /// <summary>Measures the models on images that are changed.</summary>
    /// <param name="results">What is known of them.</param>
    /// <param name="settings">What to measure.</param>
    /// <param name="keep">Gets all results after each suite.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public EvaluationResults Robustness(
        EvaluationResults results, EvaluationSettings settings, Action<EvaluationResults> keep, CancellationToken cancellation = default)
    {
        var models = settings.Limit is { } limit
            ? _models.Select(model => model with { Test = model.Test.Sample(limit, _seed) }).ToArray()
            : [.. _models];
        if (settings.Corruptions)
        {
            var measured = Corruptions(models, cancellation);
            Keep((model, number) => model with { Corruptions = measured[number] });
        }

        if (settings.Perturbations)
        {
            var measured = Perturbations(models, cancellation);
            Keep((model, number) => model with { Perturbations = measured[number] });
        }

        if (settings.Attacks)
        {
            var measured = models.Select(model => Attacks(model, cancellation)).ToArray();
            Keep((model, number) => model with { Attacks = measured[number] });
        }

        return results;

        void Keep(Func<ModelEvaluation, int, ModelEvaluation> add) => keep(results = results with { Models = [.. results.Models.Select(add)] });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in _models)
        {
            model.Predictor.Dispose();
        }
    }

    private IEnumerable<string> DescribeLearned() => _models
        .GroupBy(
            model => (LearnedPictures.RunOf(model.Path), Input: model.Predictor.Description.Input with { ImageSize = model.Test.Images.ImageSize }),
            (each, models) => (each.Input, Model: models.First()))
        .Select(each => LearnedPictures.OfModel(each.Model.Path)?.Describe(each.Model.Test.Images, each.Input, "test")).OfType<string>();

    private static string HashOf(LabeledSet test) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(test.Images.Names.Zip(test.Labels, (name, label) => $"{name}\0{test.Classes[label]}\0")))));

    private CorruptionResult[] Corruptions(EvaluatedModel[] models, CancellationToken cancellation)
    {
        var images = models[0].Test.Images.Count;
        var errors = Stage(new RunStage("corruptions", Total: (long)images * CorruptionSuite.WorkPerImage), progress => CorruptionSuite.Run(models, _seed, progress, cancellation));
        return [.. errors.Select(each => new CorruptionResult(
            images, each.CleanError, each.Errors, MeanCorruptionError.Of(each, errors[0]), MeanCorruptionError.Relative(each, errors[0])))];
    }

    private PerturbationResult[] Perturbations(EvaluatedModel[] models, CancellationToken cancellation)
    {
        var images = models[0].Test.Images.Count;
        var stability = Stage(new RunStage("perturbations", Total: (long)images * PerturbationSuite.WorkPerImage), progress => PerturbationSuite.Run(models, _seed, progress, cancellation));
        return [.. stability.Select(each => new PerturbationResult(
            images, each.FlipProbabilities, each.Top5Distances, PredictionStability.MeanRate(each.FlipProbabilities, stability[0].FlipProbabilities),
            PredictionStability.MeanRate(each.Top5Distances, stability[0].Top5Distances)))];
    }

    private IReadOnlyList<AttackResult> Attacks(EvaluatedModel model, CancellationToken cancellation) => Stage(
        new RunStage("attacks", model.Name, (long)model.Test.Images.Count * AttackSuite.WorkPerImage), progress => AttackSuite.Run(model, _device, progress, cancellation));

    private T Stage<T>(RunStage stage, Func<IProgress<int>, T> work) =>
        _observer.During(stage, tell => work(new Relay<int>(done => tell(new StageProgress(done)))));
}
