using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Events;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using static TorchSharp.torch;

namespace NoisyStudent.Runs;

/// <summary>
/// What the models of a run are worth: each by itself when it is finished, then all beside each other, the teacher being the baseline. Nothing else
/// looks at the labels of the test set but the fingerprint of the run's data and the note of pictures in two classes, so that nothing is chosen by them.
/// </summary>
/// <param name="recipe">What is measured.</param>
/// <param name="test">The test set; null where there is none.</param>
/// <param name="validation">The held-out labeled images, which are measured in its place.</param>
/// <param name="folder">Where it is kept.</param>
/// <param name="gallery">Keeps pictures for the report.</param>
/// <param name="device">Where networks run.</param>
/// <param name="observer">Who is told.</param>
internal sealed class RunEvaluation(
    Recipe recipe, LabeledSet? test, LabeledSet validation, RunFolder folder, RunGallery gallery, Device device, IRunObserver observer)
{
    /// <summary>A finished model's scores on the test set; null where there is none.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="predictor">The model.</param>
    public Scores? OnTest(string name, Predictor predictor) => test is null ? null : Scores.Of(AnswersOf(predictor, test, name, "test"), test.Labels);

    /// <summary>What a finished model is worth on the held-out labeled images; null where there are none.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="predictor">The model.</param>
    public ValidationResult? OnValidation(string name, Predictor predictor) =>
        validation.Images.Count == 0 ? null : ValidationResult.Of(AnswersOf(predictor, validation, name, "validation"), validation.Labels);

    /// <summary>Measures what the recipe asks for and no earlier call measured, and keeps it in the folder.</summary>
    /// <param name="models">The results of every model.</param>
    /// <param name="compared">Called when the models are compared, before their robustness is measured.</param>
    /// <param name="cancellation">Stops between batches; what is measured stays.</param>
    public void Compare(RunResults models, Action compared, CancellationToken cancellation)
    {
        var (earlier, measured) = (Earlier(models), test ?? validation);
        if (measured.Images.Count == 0 || (earlier is not null && recipe.Evaluation.Without(earlier).IsNothing))
        {
            return;
        }

        using var comparison = ModelComparison.Load(
            [.. models.Models.Select(model => (model.Name, folder.ModelFile(model.Iteration)))], _ => measured, AnswerClasses.Model, recipe.Seed, device, observer);
        var (results, answers) = comparison.Clean(heldOut: test is null, cancellation);
        if (earlier is not null)
        {
            if (results.DifferenceFrom(earlier) is { } difference)
            {
                observer.On(new EvaluationKept(folder.EvaluationFile, difference));
                return;
            }

            results = results.Over(earlier);
        }

        Keep(results);
        gallery.KeepCorrected(models.Models[^1].Iteration, measured, answers[0], answers[^1]);
        compared();
        comparison.Robustness(results, recipe.Evaluation.Without(results), Keep, cancellation);
    }

    private Predictions AnswersOf(Predictor predictor, LabeledSet set, string model, string work) => observer.During(new RunStage(work, model, set.Images.Count), tell =>
        predictor.Predict(set.Images, progress: new Relay<int>(done => tell(new StageProgress(done)))));

    private void Keep(EvaluationResults results)
    {
        results.Write(folder.EvaluationFile);
        CurveFiles.WriteEvaluation(folder, results);
    }

    /// <summary>What was measured of these models; what was measured of others is of an earlier time of the run.</summary>
    private EvaluationResults? Earlier(RunResults models)
    {
        try
        {
            return File.Exists(folder.EvaluationFile) && EvaluationResults.Read(folder.EvaluationFile) is var earlier
                && earlier.Models.Select(model => (model.Name, model.Hash)).SequenceEqual(models.Models.Select(model => (model.Name, WholeFile.HashOf(folder.ModelFile(model.Iteration)))))
                ? earlier : null;
        }
        catch (NoisyStudentException refusal)
        {
            observer.Remark(refusal.Message);
            return null;
        }
    }
}
