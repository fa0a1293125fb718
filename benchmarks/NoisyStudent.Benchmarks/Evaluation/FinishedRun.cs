using NoisyStudent.Evaluation;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>What a finished run left in its folder.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Recipe">Everything that decided it.</param>
/// <param name="Models">Its teacher, then its students.</param>
/// <param name="Tested">What they are worth on the test set; none where there was none.</param>
internal sealed record FinishedRun(RunFolder Folder, Recipe Recipe, IReadOnlyList<ModelResult> Models, IReadOnlyList<ModelEvaluation> Tested)
{
    /// <summary>Reads a run.</summary>
    /// <param name="path">Its folder.</param>
    /// <exception cref="NoisyStudentException">Something is missing or damaged.</exception>
    public static FinishedRun Read(string path)
    {
        var folder = new RunFolder(path);
        var evaluation = EvaluationResults.Read(folder.EvaluationFile);
        return new FinishedRun(folder, RecipeCatalog.Read(folder.RecipeFile), RunResults.Read(folder.ResultsFile).Models, evaluation.HeldOut ? [] : evaluation.Models);
    }

    /// <summary>Where a model's test top-1 lies with 95% confidence; null where it was not tested.</summary>
    /// <param name="model">The model.</param>
    public Interval? Top1Interval(ModelResult model) => Tested.FirstOrDefault(each => each.Name == model.Name)?.Clean.Top1Interval;
}
