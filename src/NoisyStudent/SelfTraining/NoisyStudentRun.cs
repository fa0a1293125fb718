using System.Diagnostics;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>A whole run: recipe, pictures, then the loop.</summary>
public sealed class NoisyStudentRun
{
    private readonly RunRequest _request;
    private readonly EventLog _log = new();
    private readonly IRunObserver _observer;
    private readonly List<UnreadableFile> _unreadable = [];

    /// <summary>Prepares a run.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="observer">Who is told what happens; null for nobody but the run's <c>events.jsonl</c>.</param>
    public NoisyStudentRun(RunRequest request, IRunObserver? observer = null) =>
        (_request, _observer) = (request, observer is null ? new ObserverGroup(_log) : new ObserverGroup(observer, _log));

    /// <summary>
    /// Makes the run, or goes on with it where it was interrupted. Where another thread makes a run, it waits for the end of that, and notes it.
    /// </summary>
    /// <param name="cancellation">Stops it; finished models stay.</param>
    /// <returns>The results of every model.</returns>
    /// <exception cref="NoisyStudentException">Something a person can put right; the message says what.</exception>
    public RunResults Execute(CancellationToken cancellation = default)
    {
        _observer.On(new RunStarted(_request.Recipe, LibraryVersion.Text));
        try
        {
            var results = Make(cancellation);
            _observer.On(new RunEnded(StageOutcome.Finished));
            return results;
        }
        catch (OperationCanceledException)
        {
            _observer.On(new RunEnded(StageOutcome.Cancelled));
            throw;
        }
        catch (Exception exception)
        {
            _observer.On(new RunEnded(StageOutcome.Failed, exception.Message));
            throw;
        }
    }

    private RunResults Make(CancellationToken cancellation)
    {
        var device = TorchDevice.Parse(_request.Device);
        var folder = new RunFolder(_request.Output);
        var given = _request.Recipe == RecipeCatalog.Auto ? null : RecipeCatalog.Read(_request.Recipe, _request.Overrides);
        using var turn = RunTurn.Wait(_observer, cancellation);
        var watch = Stopwatch.StartNew();
        var time = TimeOf(folder, device, cancellation);
        var asked = given ?? MakeRecipe(time, cancellation);
        var (budget, recipe) = RunBudget.Of(folder, _request.Budget, time?.Pace, asked, watch);
        if (given is not null)
        {
            // Reading many pictures takes a while; this need not wait for it.
            folder.RequireSettings(recipe);
        }

        if (_request.Selected is not null && recipe.Students.Count == 0)
        {
            throw new NoisyStudentException($"The recipe has no student that could learn from {_request.Selected}: give one with students, or leave out --selected.");
        }

        using var alone = folder.Lock();
        using var data = ReadData(recipe, folder, cancellation);
        var sets = RunSets.Of(data, recipe, _observer, cancellation);
        RecipeChecks.RequireHeldOut(recipe, sets.Validation);
        budget?.Begin();
        LearnedPictures[] earlier = [.. ((string?[])[_request.Teacher, _request.Init]).OfType<string>().Select(LearnedPictures.OfModel).OfType<LearnedPictures>()];
        DescribeLearned(earlier, recipe, sets).ToList().ForEach(_observer.Remark);
        folder.Claim(recipe, data);
        _log.Begin(folder.EventsFile);
        LearnedPictures.Write(folder.LearnedFile, recipe.KeptInput, sets.Training, sets.Validation, earlier);
        ReportUnreadable(folder);
        var fitting = budget is null ? null : new BudgetFitting(budget, mayResize: _request.Init is null && !_request.Overrides.Any(each => new RecipeOverride(each).Sets("network")), device, _observer);
        return new NoisyStudentLoop(recipe, data, sets, folder, device, _request.CheckpointEvery, _observer, fitting).Run(cancellation);
    }

    /// <summary>The time for a recipe that is made for it; null where there is no such recipe. Who goes on with a run gets the same recipe.</summary>
    private RunTime? TimeOf(RunFolder folder, Device device, CancellationToken cancellation)
    {
        if (_request.Recipe != RecipeCatalog.Auto || _request.Budget is not { } budget)
        {
            return null;
        }

        return new RunTime(budget, RunBudget.PaceOf(folder) ?? _observer.During(
            new RunStage("measure this machine's pace"), _ => MachinePace.Measure(budget, device, cancellation)));
    }

    private Recipe MakeRecipe(RunTime? time, CancellationToken cancellation)
    {
        var (labeled, unlabeled) = _observer.During(new RunStage("look at the pictures"), tell =>
        {
            var settings = new SurveySettings { LeaveOut = _request.Output, MostPixels = _request.MostPixels };
            var surveys = (
                Labeled: DatasetSurvey.OfLabeled(_request.Labeled, settings, cancellation),
                Unlabeled: DatasetSurvey.OfUnlabeled(_request.Unlabeled, settings, cancellation));
            if (_request.Selected is not null)
            {
                surveys.Unlabeled = surveys.Unlabeled with { Pictures = SelectedRow.Read(_request.Selected).Count() };
            }

            tell(new StageProgress(surveys.Labeled.Pictures + surveys.Unlabeled.Pictures));
            return surveys;
        });

        var (recipe, reasons) = AutoRecipe.For(labeled, unlabeled, time, _request.Overrides);
        if (time is { Pace: var pace })
        {
            _observer.On(new PaceMeasured(pace));
        }

        foreach (var reason in reasons)
        {
            _observer.On(new SettingChosen(reason));
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
        // First, as they are quickly read and wrong at once where they are no such files.
        var corrections = _request.Corrections is null ? null : LabelCorrections.Read(_request.Corrections);
        var init = _request.Init is null ? null : InitialWeights.Read(_request.Init);
        if (init is not null)
        {
            files.Add(init);
        }

        var labeled = Read("labeled", settings => DatasetReader.ReadLabeled(
            _request.Labeled, settings with { HashFiles = corrections is { NeedFileHashes: true } }, cancellation));
        if (corrections is not null)
        {
            (labeled, var applied) = corrections.Apply(labeled);
            _observer.On(applied);
        }

        var test = _request.Test is null
            ? null
            : Read("test", settings => DatasetReader.ReadLabeled(_request.Test, settings with { LeastClasses = 1 }, cancellation))
                .InClasses(labeled.Classes, $"the labeled set {labeled.Path}");
        if (test?.DescribeLacking() is { } lacking)
        {
            _observer.Remark(lacking);
        }

        if (_request.Teacher is not null)
        {
            RequireTeacher(_request.Teacher, labeled);
        }

        var selected = _request.Selected is null ? null : _observer.During(new RunStage("read the selection"), _ =>
            SelectedFile.Read(_request.Selected, labeled.Classes, recipe.PseudoLabels.Kind));
        var unlabeled = Read("unlabeled", settings => DatasetReader.ReadUnlabeled(_request.Unlabeled, settings with { Only = selected?.Names }, cancellation));
        selected?.RequireAll(unlabeled.Names.Concat(_unreadable.Where(file => file.Set == "unlabeled").Select(file => file.File)), _request.Unlabeled);
        _observer.On(new SetsRead(labeled.Images.Count, labeled.Classes.Count, unlabeled.Count, test?.Images.Count ?? 0));
        return new RunData(labeled, unlabeled, test, init) { Corrections = corrections, Selected = selected, Teacher = _request.Teacher };

        TSet Read<TSet>(string set, Func<ReadingSettings, TSet> readSet)
            where TSet : IDisposable
        {
            var settings = new ReadingSettings
            {
                ImageSize = recipe.KeptSize,
                Set = set,
                PixelFolder = folder.Path,
                LeaveOut = folder.Path,
                BadImages = _request.BadImages,
                Unreadable = _unreadable.Add,
                Fit = recipe.Fit,
                SampleBits = recipe.SampleBits,
                MostPixels = _request.MostPixels,
            };
            var result = _observer.Read(settings, readSet);
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
            _observer.On(new FilesUnreadable(_unreadable.Count, folder.UnreadableFilesReport));
        }
    }
}
