using NoisyStudent.Datasets;
using NoisyStudent.Events;
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
    /// <summary>More labeled pictures do not make the choice of a start surer, but longer.</summary>
    private const int MostToCompareBy = 600;

    /// <summary>Shorter runs start from random weights unasked.</summary>
    private static readonly TimeSpan _leastToCompare = TimeSpan.FromMinutes(1);

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
        var (labeled, unlabeled) = LookAtPictures(cancellation);
        if (measured is { } before && before.IsWorthAnother(request.Budget!.Value))
        {
            measured = before.Then(Measure());
        }

        var pace = known ?? measured?.Best;
        var input = new AutoInput(labeled, unlabeled, pace is { } best ? new RunTime(request.Budget!.Value, best) : null, request.Overrides);
        if (pace is { } told)
        {
            observer.On(new PaceMeasured(told));
        }

        if (measured is { IsDisturbed: true } disturbed)
        {
            observer.On(new MachineBusy(disturbed.Best / disturbed.Present));
        }

        var start = FindStart(input, cancellation);
        var (recipe, reasons) = AutoRecipe.For(input, start);
        foreach (var reason in reasons)
        {
            observer.On(reason);
        }

        return new Made(recipe, pace, start);

        MachinePace Measure() => observer.During(
            new RunStage("measure this machine's pace"), _ => MachinePace.Measure(request.Budget!.Value, device, cancellation));
    }

    /// <summary>What models should start from: what the person asks for, else what does better here. Null where nothing was to be found out.</summary>
    private AutoStart? FindStart(AutoInput input, CancellationToken cancellation)
    {
        if (AutoStartFile.Read(folder.StartFile) is { } found)
        {
            return found;
        }

        var asked = request.Init ?? input.Written("teacher.init");
        var isGiven = request.Teacher is not null || request.Selected is not null || (asked is null && request.Overrides.Any(each => new RecipeOverride(each).Sets("network")));
        if (asked == AutoStart.Random || isGiven || File.Exists(folder.RecipeFile))
        {
            return null;
        }

        if (asked is null && !ImageNetWeights.AreHere)
        {
            return AutoStart.FromRandom("the package NoisyStudent.Pretrained, which brings what ImageNet taught, is not here");
        }

        if (asked is null && input.Whole < _leastToCompare)
        {
            return AutoStart.FromRandom($"less than a minute leaves no time to find out whether {ImageNetWeights.Name} helps");
        }

        var name = asked ?? ImageNetWeights.Name;
        using var weights = NamedWeights.Read(name, observer, cancellation);
        if (weights.Network is not { } network || (input.Written("teacher.network") is { } wanted && wanted != network))
        {
            return null;
        }

        return observer.During(new RunStage("compare what models could start from"), _ =>
        {
            var random = RandomSize(input);
            using var read = request.Labeled.Value is null ? ReadSome(input, network, random ?? 0, cancellation) : null;
            using var comparison = new StartComparison(input, read ?? request.Labeled.Value!.Sample(MostToCompareBy, seed: 1), weights, name, network, device, cancellation);
            return comparison.Choose(asked is not null ? "you asked for it" : random is null ? "what you set is for weights that know something alone" : null);
        });
    }

    /// <summary>The image size of models from random weights; null where what the person sets is only for others, as a teacher without epochs is.</summary>
    private static int? RandomSize(AutoInput input)
    {
        try
        {
            return AutoRecipe.For(input, start: null).Recipe.ImageSize;
        }
        catch (NoisyStudentException)
        {
            return null;
        }
    }

    /// <summary>Labeled pictures at the largest size that comes into question.</summary>
    private LabeledSet ReadSome(AutoInput input, string network, int randomSize, CancellationToken cancellation)
    {
        var sizes = PretrainedSizes.Of(input, network);
        return DatasetReader.ReadLabeled(request.Labeled.Path!, new ReadingSettings
        {
            ImageSize = new[] { randomSize, input.Given("image-size")?.ImageSize ?? sizes.Own.Size }.Concat(sizes.Larger).Max(),
            Set = "labeled",
            LeaveOut = folder.Path,
            Fit = input.Given("fit")?.Fit ?? new Recipe().Fit,
            MostPixels = request.MostPixels,
            Most = MostToCompareBy,
        }, cancellation);
    }

    private (DatasetSurvey Labeled, DatasetSurvey Unlabeled) LookAtPictures(CancellationToken cancellation)
    {
        return observer.During(new RunStage("look at the pictures"), tell =>
        {
            var settings = new SurveySettings { LeaveOut = request.Output, MostPixels = request.MostPixels };
            var surveys = (
                Labeled: request.Labeled.Value is { } set
                    ? DatasetSurvey.Of(set.Images, [.. set.Classes.Zip(set.CountByClass(), (name, count) => new Datasets.ClassCount(name, (int)count))])
                    : DatasetSurvey.OfLabeled(request.Labeled.Path!, settings, cancellation),
                Unlabeled: request.Unlabeled.Value is { } images
                    ? DatasetSurvey.Of(images, []) : DatasetSurvey.OfUnlabeled(request.Unlabeled.Path!, settings, cancellation));
            if (request.Selected is not null)
            {
                surveys.Unlabeled = surveys.Unlabeled with { Pictures = SelectedRow.Read(request.Selected).Count() };
            }

            tell(new StageProgress(surveys.Labeled.Pictures + surveys.Unlabeled.Pictures));
            return surveys;
        });
    }
}
