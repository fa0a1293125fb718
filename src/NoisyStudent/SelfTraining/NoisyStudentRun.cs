using System.Diagnostics;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Pretrained;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Runs.Models;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>A whole run: recipe, pictures, then the loop.</summary>
public sealed class NoisyStudentRun
{
    private readonly RunRequest _request;
    private readonly EventLog _log = new();
    private readonly IRunObserver _observer;
    private readonly List<UnreadableFile> _unreadable = [];
    private readonly List<IDisposable> _owned = [];

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
        _observer.On(new RunStarted(_request.Recipe.Name, LibraryVersion.Text, _request.Output));
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
        finally
        {
            _owned.ForEach(each => each.Dispose());
            _owned.Clear();
        }
    }

    private RunResults Make(CancellationToken cancellation)
    {
        var device = TorchDevice.Parse(_request.Device);
        var folder = new RunFolder(_request.Output);
        var given = _request.Recipe.IsAuto ? null : _request.Recipe.Read(_request.Overrides);
        var other = TeacherRun();

        // First, as they are quickly read and wrong at once where they are no such files.
        var corrections = _request.Corrections?.Value ?? (_request.Corrections is { Path: { } file } ? LabelCorrections.Read(file) : null);
        using var turn = RunTurn.Wait(_observer, cancellation);
        using var alone = folder.Lock();
        var watch = Stopwatch.StartNew();
        var made = given is null ? new RecipeMaking(_request, folder, device, _observer).Make(cancellation) : new(given, null, null);
        var (budget, recipe) = RunBudget.Of(folder, _request.Budget, made.Pace, WithInit(made.Recipe), watch);
        if (given is not null)
        {
            // Reading many pictures takes a while; this need not wait for it.
            folder.RequireSettings(recipe);
        }

        if (_request.Selected is not null && recipe.Students.Count == 0)
        {
            throw new NoisyStudentException($"The recipe has no student that could learn from {_request.Selected}: give one with students, or leave out `Selected`.");
        }

        var read = Read(recipe, folder, corrections, cancellation);
        var sets = RunSets.Of(read, recipe, _observer, cancellation);
        RecipeChecks.RequireHeldOut(recipe, sets.Validation);
        var models = new KeptModels(folder, other is null ? [] : [other], _observer);
        var data = WithTeacher(read, recipe, other, isHere: () => folder.HasGivenTeacher() is { } given
            ? !given : budget is null && _request.Selected is null && models.Has(0, ModelOrigin.Of(recipe, 0, read, sets, [])));
        if (!File.Exists(folder.RecipeFile))
        {
            AutoStartFile.Keep(folder.StartFile, made.Start);
        }

        budget?.Begin();
        LearnedPictures[] earlier = [.. ((string?[])[data.Teacher, recipe.Teacher.Init]).OfType<string>().Where(File.Exists).Select(LearnedPictures.OfModel).OfType<LearnedPictures>()];
        DescribeLearned(earlier, recipe, sets).ToList().ForEach(_observer.Remark);
        folder.Claim(recipe, data);
        BeginLog(folder);
        LearnedPictures.Write(folder.LearnedFile, recipe.KeptInput, sets.Training, sets.Validation, earlier);
        ReportUnreadable(folder);
        var mayResize = data.Starts.Count == 0 && !_request.Overrides.Any(each => new RecipeOverride(each).Sets("network"));
        var fitting = budget is null ? null : new BudgetFitting(budget, mayResize, LeastTraining.Of(made.Start, _request.Overrides), device, _observer);
        var store = Own(new StageOutputStore(folder.Path, recipe.Seed, device));
        var features = Own(new FeatureStore(folder.Path, device));
        return new NoisyStudentLoop(recipe, data, sets, folder, device, _request.CheckpointEvery, models, features, store, _observer, fitting).Run(cancellation);
    }

    /// <summary>The run of which the teacher is; null where it is a file, or none is given.</summary>
    private RunFolder? TeacherRun()
    {
        var other = Directory.Exists(_request.Teacher) ? new RunFolder(_request.Teacher) : null;
        if (other is null && _request.Teacher is not null && !File.Exists(_request.Teacher))
        {
            throw new NoisyStudentException($"There is no model or run at {_request.Teacher}: give `Teacher` a model's file, or a run folder.");
        }

        _ = other?.FinishedModels();
        return other;
    }

    /// <summary>No model depends on the log.</summary>
    private void BeginLog(RunFolder folder)
    {
        try
        {
            _log.Begin(folder.EventsFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _observer.Remark($"{folder.EventsFile} cannot be written: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>
    /// The data with the teacher that was trained beforehand: a file; or of a run its best model, unless the teacher that this run would train stands there, which
    /// is then taken as if it had been trained here. Where pseudo-labels are given, it is the model that made them.
    /// </summary>
    private RunData WithTeacher(RunData data, Recipe recipe, RunFolder? other, Func<bool> isHere)
    {
        if (other is null)
        {
            return data with { Teacher = _request.Teacher };
        }

        var best = BestModel.Of(other);
        if (!isHere())
        {
            RequireTeacher(other.ModelFile(best.Model.Iteration), data.Labeled, recipe);
            return data with { Teacher = other.ModelFile(best.Model.Iteration), TeacherReason = $"of {other.Path} {best.Model.Name}, {best.Reason}" };
        }

        if (best.Model.Iteration > 0)
        {
            _observer.Remark($"the teacher of {other.Path} is the one that this run would train, and is taken; for its best model, {best.Model.Name}, give {other.ModelFile(best.Model.Iteration)}");
        }

        return data;
    }

    private RunData Read(Recipe recipe, RunFolder folder, LabelCorrections? corrections, CancellationToken cancellation)
    {
        var starts = ReadStarts(recipe, cancellation);
        var labeled = Corrected(ReadLabeled("labeled", _request.Labeled, leastClasses: 2), corrections);
        var test = _request.Test is null ? null : ReadLabeled("test", _request.Test, leastClasses: 1).InClasses(labeled.Classes, $"the labeled set {labeled.Path}");
        _observer.Remark(test?.DescribeLacking());
        if (File.Exists(_request.Teacher))
        {
            RequireTeacher(_request.Teacher, labeled, recipe);
        }

        var selected = _request.Selected is null ? null : _observer.During(new RunStage("read the selection"), _ =>
            SelectedFile.Read(_request.Selected, labeled.Classes, recipe.PseudoLabels.Kind));
        var unlabeled = _request.Unlabeled.Value is { } inMemory
            ? Scaled(selected is null ? inMemory : inMemory.Subset([.. Enumerable.Range(0, inMemory.Count).Where(each => selected.Names.Contains(inMemory.Names[each]))]))
            : Read("unlabeled", settings => DatasetReader.ReadUnlabeled(_request.Unlabeled.Path!, settings with { Only = selected?.Names }, cancellation));
        selected?.RequireAll(unlabeled.Names.Concat(_unreadable.Where(file => file.Set == "unlabeled").Select(file => file.File)), $"{_request.Unlabeled}");
        _observer.On(new SetsRead(labeled.Images.Count, labeled.Classes.Count, unlabeled.Count, test?.Images.Count ?? 0));
        return new RunData(labeled, unlabeled, test) { Starts = starts, Corrections = corrections, Selected = selected };

        LabeledSet ReadLabeled(string name, Given<LabeledSet> given, int leastClasses)
        {
            if (given.Value is not { } set)
            {
                return Read(name, settings => DatasetReader.ReadLabeled(
                    given.Path!, settings with { LeastClasses = leastClasses, HashFiles = name == "labeled" && corrections is { NeedFileHashes: true } }, cancellation));
            }

            ClassFolders.RequireClasses(set.Path, set.Labels.Select(label => set.Classes[label]), leastClasses);
            return new LabeledSet(set.Path, Scaled(set.Images), set.Classes, set.Labels);
        }

        ImageSet Scaled(ImageSet images) => images.At(recipe.KeptSize) is var scaled && scaled.ImageSize == images.ImageSize ? scaled : Own(scaled);

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
            return Own(_observer.Read(settings, readSet));
        }
    }

    /// <summary>The weights that the recipe names for models, each read once.</summary>
    private Dictionary<int, InitialWeights> ReadStarts(Recipe recipe, CancellationToken cancellation)
    {
        var named = Enumerable.Range(0, recipe.Students.Count + 1).Select(model => (Model: model, recipe.ModelSettingsOf(model).Init)).Where(each => each.Init is not null).ToArray();
        var read = named.Select(each => each.Init!).Distinct().ToDictionary(name => name, name => Own(NamedWeights.Read(name, _observer, cancellation)));
        foreach (var (model, init) in named)
        {
            NamedWeights.RequireFor(recipe.ModelSettingsOf(model).Network, read[init!].Network, init!, model == 0 ? "teacher" : $"students.{model - 1}");
        }

        return named.ToDictionary(each => each.Model, each => read[each.Init!]);
    }

    /// <summary>The weights that were asked for beside the recipe are a setting of it from here on.</summary>
    private Recipe WithInit(Recipe recipe) => _request.Init is { } init
        ? recipe with { Teacher = recipe.Teacher with { Init = init == AutoStart.Random ? null : init } } : recipe;

    private LabeledSet Corrected(LabeledSet labeled, LabelCorrections? corrections)
    {
        if (corrections is null)
        {
            return labeled;
        }

        var (corrected, applied) = corrections.Apply(labeled);
        _observer.On(applied);
        return corrected;
    }

    /// <summary>What the run itself read is gone with it; what it was given is not.</summary>
    private T Own<T>(T read)
        where T : IDisposable
    {
        _owned.Add(read);
        return read;
    }

    private void RequireTeacher(string path, LabeledSet labeled, Recipe recipe)
    {
        using var teacher = TrainedModel.Load(path, CPU);
        var (network, size) = (teacher.Description.Network, teacher.Description.ImageSize);
        if (!teacher.Description.Classes.SequenceEqual(labeled.Classes))
        {
            throw new NoisyStudentException($"{path} has other classes than {labeled.Path}: give a teacher of the same classes.");
        }

        if (recipe.Students.Count > 0)
        {
            RecipeChecks.RequireNoSmaller(recipe, 0, network, $"{network}, the network of the teacher {path}");
        }

        if (size > recipe.KeptSize)
        {
            _observer.Remark($"the teacher {path} has learned from pictures of {size}x{size} pixels, and gets those of {recipe.KeptSize}x{recipe.KeptSize} that are kept here, enlarged: give `stored-size={size}` for its own");
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
