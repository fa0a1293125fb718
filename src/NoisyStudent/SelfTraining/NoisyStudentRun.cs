using System.Diagnostics;
using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>A whole run: recipe, pictures, then the loop.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="observer">Who is told.</param>
public sealed class NoisyStudentRun(RunRequest request, IRunObserver observer)
{
    private readonly List<UnreadableFile> _unreadable = [];

    /// <summary>
    /// Makes the run, or goes on with it where it was interrupted. Where another thread makes a run, it waits for the end of that, and notes it.
    /// </summary>
    /// <param name="cancellation">Stops it; finished models stay.</param>
    /// <returns>The results of every model.</returns>
    /// <exception cref="NoisyStudentException">Something a person can put right; the message says what.</exception>
    public RunResults Execute(CancellationToken cancellation = default)
    {
        var device = TorchDevice.Parse(request.Device);
        var folder = new RunFolder(request.Output);
        var given = request.Recipe == RecipeCatalog.Auto ? null : RecipeCatalog.Read(request.Recipe, request.Overrides);
        using var turn = RunTurn.Wait(observer, cancellation);
        var watch = Stopwatch.StartNew();
        var time = TimeOf(folder, device, cancellation);
        var asked = given ?? MakeRecipe(time, cancellation);
        var (budget, recipe) = RunBudget.Of(folder, request.Budget, time?.Pace, asked, watch);
        if (given is not null)
        {
            // Reading many pictures takes a while; this need not wait for it.
            folder.RequireSettings(recipe);
        }

        if (request.Selected is not null && recipe.Students.Count == 0)
        {
            throw new NoisyStudentException($"The recipe has no student that could learn from {request.Selected}: give one with students, or leave out --selected.");
        }

        using var alone = folder.Lock();
        using var data = ReadData(recipe, folder, cancellation);
        var sets = RunSets.Of(data, recipe, observer, cancellation);
        RecipeChecks.RequireHeldOut(recipe, sets.Validation);
        budget?.Begin();
        LearnedPictures[] earlier = [.. ((string?[])[request.Teacher, request.Init]).OfType<string>().Select(LearnedPictures.OfModel).OfType<LearnedPictures>()];
        DescribeLearned(earlier, recipe, sets).ToList().ForEach(observer.Note);
        folder.Claim(recipe, data);
        LearnedPictures.Write(folder.LearnedFile, recipe.KeptInput, sets.Training, sets.Validation, earlier);
        ReportUnreadable(folder);
        var fitting = budget is null ? null : new BudgetFitting(budget, mayResize: request.Init is null && !request.Overrides.Any(each => new RecipeOverride(each).Sets("network")), device, observer);
        return new NoisyStudentLoop(recipe, data, sets, folder, device, request.CheckpointEvery, observer, fitting).Run(cancellation);
    }

    /// <summary>The time for a recipe that is made for it; null where there is no such recipe. Who goes on with a run gets the same recipe.</summary>
    private RunTime? TimeOf(RunFolder folder, Device device, CancellationToken cancellation)
    {
        if (request.Recipe != RecipeCatalog.Auto || request.Budget is not { } budget)
        {
            return null;
        }

        return new RunTime(budget, RunBudget.PaceOf(folder) ?? observer.During(
            "measure this machine's pace", null, _ => MachinePace.Measure(budget, device, cancellation)));
    }

    private Recipe MakeRecipe(RunTime? time, CancellationToken cancellation)
    {
        var (labeled, unlabeled) = observer.During("look at the pictures", null, tell =>
        {
            var settings = new SurveySettings { LeaveOut = request.Output, MostPixels = request.MostPixels };
            var surveys = (
                Labeled: DatasetSurvey.OfLabeled(request.Labeled, settings, cancellation),
                Unlabeled: DatasetSurvey.OfUnlabeled(request.Unlabeled, settings, cancellation));
            if (request.Selected is not null)
            {
                surveys.Unlabeled = surveys.Unlabeled with { Pictures = SelectedRow.Read(request.Selected).Count() };
            }

            tell(new StageProgress(surveys.Labeled.Pictures + surveys.Unlabeled.Pictures));
            return surveys;
        });

        var (recipe, reasons) = AutoRecipe.For(labeled, unlabeled, time, request.Overrides);
        if (time is { Pace: var pace })
        {
            observer.Note($"this machine trains {pace.ToString("G2", CultureInfo.InvariantCulture)} times as fast as two ordinary cores");
        }

        foreach (var reason in reasons)
        {
            observer.Note(reason);
        }

        return recipe;
    }

    private RunData ReadData(Recipe recipe, RunFolder folder, CancellationToken cancellation)
    {
        var files = new List<IDisposable>();
        try
        {
            return Read(recipe, folder, files, cancellation);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private RunData Read(Recipe recipe, RunFolder folder, List<IDisposable> files, CancellationToken cancellation)
    {
        // First, as it is quickly read and wrong at once where it is no such file.
        var init = request.Init is null ? null : InitialWeights.Read(request.Init);
        if (init is not null)
        {
            files.Add(init);
        }

        var labeled = Read("labeled", settings => DatasetReader.ReadLabeled(request.Labeled, settings, cancellation));
        var test = request.Test is null
            ? null
            : Read("test", settings => DatasetReader.ReadLabeled(request.Test, settings with { LeastClasses = 1 }, cancellation))
                .InClasses(labeled.Classes, $"the labeled set {labeled.Path}");
        if (test?.DescribeLacking() is { } lacking)
        {
            observer.Note(lacking);
        }

        if (request.Teacher is not null)
        {
            RequireTeacher(request.Teacher, labeled);
        }

        var selected = request.Selected is null ? null : observer.During("read the selection", null, _ =>
            SelectedFile.Read(request.Selected, labeled.Classes, recipe.PseudoLabels.Kind));
        var unlabeled = Read("unlabeled", settings => DatasetReader.ReadUnlabeled(request.Unlabeled, settings with { Only = selected?.Names }, cancellation));
        selected?.RequireAll(unlabeled.Names.Concat(_unreadable.Where(file => file.Set == "unlabeled").Select(file => file.File)), request.Unlabeled);
        observer.Note(
            $"{labeled.Images.Count:N0} labeled pictures of {labeled.Classes.Count} classes, {unlabeled.Count:N0} unlabeled, "
            + $"{test?.Images.Count ?? 0:N0} for the test");
        return new RunData(labeled, unlabeled, test, init) { Selected = selected, Teacher = request.Teacher };

        TSet Read<TSet>(string set, Func<ReadingSettings, TSet> readSet)
            where TSet : IDisposable
        {
            var settings = new ReadingSettings
            {
                ImageSize = recipe.KeptSize,
                Set = set,
                PixelFolder = folder.Path,
                LeaveOut = folder.Path,
                BadImages = request.BadImages,
                Unreadable = _unreadable.Add,
                Fit = recipe.Fit,
                SampleBits = recipe.SampleBits,
                MostPixels = request.MostPixels,
            };
            var result = observer.Read(settings, readSet);
            files.Add(result);
            return result;
        }
    }

    private static void RequireTeacher(string path, LabeledSet labeled)
    {
        using var teacher = TrainedModel.Load(path, CPU);
        if (!teacher.Description.Classes.SequenceEqual(labeled.Classes))
        {
            throw new NoisyStudentException($"{path} has other classes than {labeled.Path}: give a teacher of the same classes.");
        }
    }

    /// <summary>Which held-out pictures the models have learned from that the run starts with.</summary>
    private static IEnumerable<string> DescribeLearned(IEnumerable<LearnedPictures> earlier, Recipe recipe, RunSets sets) => earlier.SelectMany(learned => ((string?[])[
        learned.Describe(sets.Validation.Images, recipe.KeptInput, "validation", mayBeHeldOut: true),
        sets.Test is null ? null : learned.Describe(sets.Test.Images, recipe.KeptInput, "test")]).OfType<string>());

    private void ReportUnreadable(RunFolder folder)
    {
        if (_unreadable.Count > 0)
        {
            UnreadableFileReport.Write(folder.UnreadableFilesReport, _unreadable);
            observer.Note(_unreadable.Count == 1
                ? $"1 file cannot be read and is left out; {folder.UnreadableFilesReport} names it"
                : $"{_unreadable.Count:N0} files cannot be read and are left out; {folder.UnreadableFilesReport} names them");
        }
    }
}
