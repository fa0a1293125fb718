using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>Makes the recipe for a run's pictures and, where there is a budget, for the machine's pace. Who goes on with a run gets the same one.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="device">Where networks run.</param>
/// <param name="observer">Who is told.</param>
internal sealed class RecipeMaking(RunRequest request, RunFolder folder, Device device, IRunObserver observer)
{
    /// <summary>A recipe that was made.</summary>
    /// <param name="Recipe">The recipe.</param>
    /// <param name="Pace">The machine's pace when the run began; null where there is no budget.</param>
    /// <param name="Start">What its models start from; null where that was not found out.</param>
    public readonly record struct Made(Recipe Recipe, double? Pace, AutoStart? Start);

    /// <summary>Makes it. Looking at the pictures takes a while, so where other work disturbed the pace before, it is measured once more then.</summary>
    /// <param name="cancellation">Stops it.</param>
    public Made Make(CancellationToken cancellation)
    {
        var known = request.Budget is null ? null : RunBudget.PaceOf(folder);
        var measured = request.Budget is null || known is not null ? (MachinePace?)null : Measure();
        var (labeled, unlabeled, test) = LookAtPictures(cancellation);
        if (measured is { } before && before.IsWorthAnother(request.Budget!.Value))
        {
            measured = before.Then(Measure());
        }

        var pace = known ?? measured?.Best;
        var input = new AutoInput(labeled, unlabeled, pace is { } best ? new RunTime(request.Budget!.Value, best) : null, [.. request.Overrides.Select(AutoStart.Plain)])
        {
            TestPictures = test,
            Model = Given(cancellation),
        };
        if (pace is { } told)
        {
            observer.On(new PaceMeasured(told));
        }

        if (measured is { IsDisturbed: true } disturbed)
        {
            observer.On(new MachineBusy(disturbed.Best / disturbed.Present));
        }

        var start = new StartSearch(request, folder, input, device, observer).Find(cancellation);
        var (recipe, reasons) = AutoRecipe.For(input, start);
        foreach (var reason in reasons)
        {
            observer.On(reason);
        }

        return new Made(recipe, pace, start);

        MachinePace Measure() => observer.During(
            new RunStage("measure this machine's pace"), _ => MachinePace.Measure(request.Budget!.Value, device, cancellation));
    }

    /// <summary>The model that the run begins with; null where it begins with none of this program's.</summary>
    private GivenModel? Given(CancellationToken cancellation)
    {
        if (request.Teacher is { } teacher)
        {
            var run = new RunFolder(teacher);
            using var model = TrainedModel.Load(Directory.Exists(teacher) ? run.ModelFile(BestModel.Of(run).Model.Iteration) : teacher, CPU);
            return Of(model.Description);
        }

        if (StartSearch.AskedBy(request) is not { } name || NamedWeights.NetworkOf(name) is not null || name == AutoStart.Random)
        {
            return null;
        }

        using var weights = NamedWeights.Read(name, observer, cancellation);
        return weights.Model is { } described ? Of(described) : null;

        static GivenModel Of(ModelDescription model) => new(model.Network, model.ImageSize);
    }

    private (DatasetSurvey Labeled, DatasetSurvey Unlabeled, int Test) LookAtPictures(CancellationToken cancellation)
    {
        return observer.During(new RunStage("look at the pictures"), tell =>
        {
            var settings = new SurveySettings { LeaveOut = request.Output, MostPixels = request.MostPixels };
            var surveys = (
                Labeled: request.Labeled.Value is { } set
                    ? DatasetSurvey.Of(set.Images, [.. set.Classes.Zip(set.CountByClass(), (name, count) => new Datasets.ClassCount(name, (int)count))])
                    : DatasetSurvey.OfLabeled(request.Labeled.Path!, settings, cancellation),
                Unlabeled: request.Unlabeled.Value is { } images
                    ? DatasetSurvey.Of(images, []) : DatasetSurvey.OfUnlabeled(request.Unlabeled.Path!, settings, cancellation),
                Test: request.Test is not { } test ? 0
                    : test.Value?.Images.Count ?? DatasetSurvey.OfLabeled(test.Path!, settings with { LeastClasses = 1 }, cancellation).Pictures);
            if (request.Selected is not null)
            {
                surveys.Unlabeled = surveys.Unlabeled with { Pictures = SelectedRow.Read(request.Selected).Count() };
            }

            tell(new StageProgress(surveys.Labeled.Pictures + surveys.Unlabeled.Pictures + surveys.Test));
            return surveys;
        });
    }
}
