using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>What the models of a run are worth beside each other, once all are finished; the teacher is the baseline.</summary>
internal sealed class RunEvaluation(Recipe recipe, RunFolder folder, RunGallery gallery, Device device, IRunObserver observer)
{
    /// <summary>Measures what the recipe asks for and no earlier call measured, and keeps it in the folder.</summary>
    /// <param name="models">The results of every model.</param>
    /// <param name="test">The labeled images; none is nothing to measure.</param>
    /// <param name="heldOut">Whether they were held out, for want of a test set.</param>
    /// <param name="cancellation">Stops between batches; what is measured stays.</param>
    public void Run(RunResults models, LabeledSet test, bool heldOut, CancellationToken cancellation)
    {
        var earlier = Earlier();
        if (test.Images.Count == 0 || (earlier?.Models.Count == models.Models.Count && recipe.Evaluation.Without(earlier).IsNothing))
        {
            return;
        }

        using var comparison = ModelComparison.Load(
            [.. models.Models.Select(model => (model.Name, folder.ModelFile(model.Iteration)))], _ => test, AnswerClasses.Model, recipe.Seed, device, observer);
        var (results, answers) = comparison.Clean(cancellation);
        results = results with { HeldOut = heldOut };
        if (earlier is not null)
        {
            if (results.DifferenceFrom(earlier) is { } difference)
            {
                observer.Note($"{folder.EvaluationFile} holds an evaluation with {difference}, which is kept; without it the run's own would be made");
                return;
            }

            results = results.Over(earlier);
        }

        Keep(results);
        gallery.KeepCorrected(models.Models[^1].Iteration, test, answers[0], answers[^1]);
        comparison.Robustness(results, recipe.Evaluation.Without(results), Keep, cancellation);
    }

    private void Keep(EvaluationResults results)
    {
        results.Write(folder.EvaluationFile);
        CurveFiles.WriteEvaluation(folder, results);
    }

    private EvaluationResults? Earlier()
    {
        try
        {
            return File.Exists(folder.EvaluationFile) ? EvaluationResults.Read(folder.EvaluationFile) : null;
        }
        catch (NoisyStudentException refusal)
        {
            observer.Note(refusal.Message);
            return null;
        }
    }
}
