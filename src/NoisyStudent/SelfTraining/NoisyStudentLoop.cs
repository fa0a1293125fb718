using System.Text.Json;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Onnx;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>Noisy Student Training: Algorithm 1 of Xie et al. (arXiv 1911.04252).</summary>
public sealed class NoisyStudentLoop
{
    private readonly RunSets _sets;
    private readonly RunData _data;
    private readonly RunFolder _folder;
    private readonly Device _device;
    private readonly IRunObserver _observer;
    private readonly ModelTraining _training;
    private readonly PseudoLabeling _pseudoLabeling;
    private readonly RunGallery _gallery;
    private readonly RunEvaluation _evaluation;
    private readonly TrainingSet _labeled;
    private readonly IReadOnlyList<float>? _labeledWeights;
    private readonly Normalization _normalization;
    private readonly BudgetFitting? _budget;
    private Recipe _recipe;
    private RunResults _results;

    private bool IsFinished => _results.Models.Count > _recipe.Students.Count;

    /// <summary>Prepares a run, or goes on with one that was interrupted.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="data">What was given, of the recipe's image size.</param>
    /// <param name="sets">Which pictures of it are learned from, and which measure.</param>
    /// <param name="folder">Where to leave it, claimed for this recipe and data.</param>
    /// <param name="device">Where networks run.</param>
    /// <param name="checkpointEvery">How often a training leaves a checkpoint.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="budget">Fits the recipe to the time that there is; null where that is no matter.</param>
    /// <exception cref="NoisyStudentException">The folder's results are damaged.</exception>
    internal NoisyStudentLoop(
        Recipe recipe, RunData data, RunSets sets, RunFolder folder, Device device, TimeSpan checkpointEvery, IRunObserver observer, BudgetFitting? budget)
    {
        (_recipe, _data, _sets, _folder, _device, _observer, _budget) = (recipe, data, sets, folder, device, observer, budget);
        _training = new ModelTraining(folder, device, checkpointEvery, observer, saved: budget is null ? null : budget.Keep);
        _gallery = new RunGallery(recipe, folder);
        _pseudoLabeling = new PseudoLabeling(recipe, folder, _gallery, sets.Labeled, sets.Validation, device, observer);
        _evaluation = new RunEvaluation(recipe, sets.Test, sets.Validation, folder, _gallery, device, observer);
        _labeled = TrainingSet.Of(sets.Training, recipe.Training.LabelSmoothing);
        _labeledWeights = recipe.Training.WeightsOf(sets.Training.CountByClass());
        _normalization = data.Init?.Normalization is { } known && known.Channels == recipe.Channels
            ? known : Normalization.Of(sets.Training.Images, recipe.Channels);
        _results = RunResults.Read(folder.ResultsFile);
    }

    /// <summary>Goes through the loop; models that are finished already are taken from the folder.</summary>
    /// <param name="cancellation">Stops between steps; finished models stay.</param>
    /// <returns>The results of every model.</returns>
    /// <exception cref="NoisyStudentException">Training cannot go on; the message says why.</exception>
    public RunResults Run(CancellationToken cancellation)
    {
        if (IsFinished)
        {
            return Iterate(cancellation);
        }

        try
        {
            var results = Iterate(cancellation);
            _budget?.Tell();
            return results;
        }
        finally
        {
            _budget?.Keep();
        }
    }

    private RunResults Iterate(CancellationToken cancellation)
    {
        var unlabeled = _sets.Unlabeled;
        TellMachine();

        _gallery.KeepNoised(_sets.Labeled);

        // 1. Train the teacher on the labeled images, with noise.
        var teacher = FinishedModel(0) ?? TakeTeacher() ?? TrainTeacher(unlabeled.Count, cancellation);
        for (var iteration = 1; iteration <= _recipe.Students.Count; iteration++)
        {
            var student = FinishedModel(iteration);
            if (student is null)
            {
                FitIntoBudget(iteration, unlabeled.Count, cancellation);

                // 2. Infer pseudo-labels for clean unlabeled images with the teacher not noised; filter and balance them.
                using var pseudoLabels = Label(iteration, teacher, unlabeled, cancellation);

                // 3. Train an equal-or-larger student, with noise, on labeled and pseudo-labeled images together.
                student = TrainStudent(iteration, teacher, pseudoLabels, cancellation);
            }

            // 4. The student is the next teacher.
            teacher.Dispose();
            teacher = student;
        }

        teacher.Dispose();
        _evaluation.Compare(_results, compared: () => _budget?.Stop(), cancellation);
        return _results;
    }

    /// <summary>A run that is finished trains nowhere any more.</summary>
    private void TellMachine()
    {
        var machine = RunMachine.This(TorchThreads.Count, _device.type.ToString().ToLowerInvariant(), _recipe.Training.Precision.NameOn(_device));
        _observer.Note($"networks run on {machine.Device} in {machine.Precision}, {(machine.Threads == 1 ? "1 thread" : $"{machine.Threads} threads")}");
        if (!IsFinished)
        {
            machine.Write(_folder.MachineFile);
        }
    }

    private TrainedModel? FinishedModel(int iteration)
    {
        if (iteration >= _results.Models.Count)
        {
            return null;
        }

        _training.Clear(iteration);
        _observer.Note($"{ModelResult.NameOf(iteration)} is finished already: {_folder.ModelFile(iteration)}");
        return TrainedModel.Load(_folder.ModelFile(iteration), _device);
    }

    /// <summary>Fits the models that are not begun yet into the time that is left, and writes that down before the first of them begins.</summary>
    private void FitIntoBudget(int from, int unlabeled, CancellationToken cancellation)
    {
        if (_budget is null || _folder.HasBegun(from))
        {
            return;
        }

        _budget.Keep();

        // What images show and what is said of them does not change what a step takes: the labeled ones stand for those without labels.
        var sets = new RunCost.Sets(_labeled.Images.Count, unlabeled, _sets.Validation.Images.Count, _sets.Test?.Images.Count ?? 0);
        _recipe = _budget.Fit(_recipe, from, sets, (recipe, model) => PlanOf(recipe, model, _labeled, null), cancellation);
        _folder.Write(_recipe);
    }

    /// <summary>A student's pseudo-labels, which may have been made and selected beforehand.</summary>
    private PseudoLabeling.Outcome Label(int iteration, TrainedModel teacher, ImageSet unlabeled, CancellationToken cancellation) =>
        iteration == 1 && _data.Selected is { Path: var selected }
            ? _pseudoLabeling.Take(ModelResult.NameOf(iteration), selected, unlabeled, _data.Labeled.Classes, iteration)
            : _pseudoLabeling.Run(ModelResult.NameOf(iteration), teacher, unlabeled, iteration, cancellation);

    /// <summary>A teacher that was trained beforehand; null where none is given.</summary>
    private TrainedModel? TakeTeacher()
    {
        if (_data.Teacher is not { } path)
        {
            return null;
        }

        var model = TrainedModel.Load(path, _device);
        _observer.Note($"teacher: {path} as it is, a {model.Network.Name}");
        if (_sets.Validation.Images.Count > 0 && LearnedPictures.OfModel(path)?.Knows(_recipe.KeptInput) != true)
        {
            _observer.Note("teacher: where it has learned from pictures that are held out here, as with another seed or validation-fraction, its validation top-1 is too high");
        }

        Finish(0, new ModelTraining.Trained(model, Images: 0, Seconds: 0), pseudoLabels: null);
        return model;
    }

    private TrainedModel TrainTeacher(int unlabeled, CancellationToken cancellation)
    {
        FitIntoBudget(0, unlabeled, cancellation);
        return Train(0, _data.Init, pseudoLabels: null, cancellation);
    }

    private TrainedModel Train(int iteration, InitialWeights? start, PseudoLabeling.Outcome? pseudoLabels, CancellationToken cancellation)
    {
        var weights = pseudoLabels is null ? null : _recipe.Training.WeightsOf([.. pseudoLabels.Selection.Classes.Select(each => each.Copies)]);
        var trained = _training.Run(_recipe, PlanOf(_recipe, iteration, pseudoLabels?.Targets, weights) with { Start = start }, cancellation);
        Finish(iteration, trained, pseudoLabels);
        return trained.Model;
    }

    /// <summary>A model's training, but for what it starts from.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="iteration">0 is the teacher.</param>
    /// <param name="pseudoLabeled">What a student learns from beside the labels; null for nothing.</param>
    /// <param name="weights">The weights of its classes; null for 1.</param>
    private TrainingPlan PlanOf(Recipe recipe, int iteration, TrainingSet? pseudoLabeled, IReadOnlyList<float>? weights)
    {
        var settings = recipe.ModelSettingsOf(iteration);
        return new TrainingPlan
        {
            Iteration = iteration,
            Description = new ModelDescription(settings.Network, _sets.Labeled.Classes, recipe.ImageSize, _normalization)
            {
                Fit = recipe.Fit,
                SampleBits = recipe.SampleBits == ImageReading.WholeSampleBits ? null : recipe.SampleBits,
            },
            ModelNoise = settings.ModelNoise,
            Parts = PartsOf(settings, pseudoLabeled, weights),
            LearningRate = settings.LearningRate,
            Steps = TrainingPlan.StepsOf(settings.Epochs, _labeled.Images.Count, settings.BatchSize),
            StepsPerEpoch = (double)_labeled.Images.Count / settings.BatchSize,
            Validation = _sets.Validation,
        };
    }

    /// <summary>What a model's batches are made of: B labeled images and, for a student, r B pseudo-labeled ones, or where it is not joint as many of these alone.</summary>
    private TrainingPart[] PartsOf(ModelSettings settings, TrainingSet? pseudoLabeled, IReadOnlyList<float>? weights)
    {
        var labeled = new TrainingPart { Name = "labeled", Set = _labeled, Images = settings.BatchSize, ClassWeights = _labeledWeights };
        if (settings is not StudentSettings student || pseudoLabeled is null)
        {
            return [labeled];
        }

        var unlabeled = (int)Math.Round(student.Ratio * student.BatchSize);
        return
        [
            labeled with { Images = student.Joint ? student.BatchSize : 0 },
            new TrainingPart
            {
                Name = "pseudo-labeled",
                Set = pseudoLabeled,
                Images = student.Joint ? unlabeled : student.BatchSize + unlabeled,
                Weight = student.UnlabeledWeight ?? student.Ratio,
                ClassWeights = weights,
                HasFullInputNoise = student.UnlabeledNoise == UnlabeledNoise.Full,
                HasModelNoise = student.UnlabeledNoise != UnlabeledNoise.None,
            },
        ];
    }

    /// <summary>A student's start: its teacher's weights where the recipe says so.</summary>
    private TrainedModel TrainStudent(
        int iteration, TrainedModel teacher, PseudoLabeling.Outcome pseudoLabels, CancellationToken cancellation)
    {
        using var start = _recipe.Students[iteration - 1].StartFromTeacher ? InitialWeights.Of(teacher) : null;
        return Train(iteration, start, pseudoLabels, cancellation);
    }

    /// <summary>
    /// Evaluates and saves a model. It counts as finished from the moment when it stands in the results; an interruption waits for that,
    /// as it would cost the whole training.
    /// </summary>
    private void Finish(int iteration, ModelTraining.Trained trained, PseudoLabeling.Outcome? pseudoLabels)
    {
        var model = trained.Model;
        using var predictor = Predictor.Of(model, _device);
        var name = ModelResult.NameOf(iteration);
        var validation = _evaluation.OnValidation(name, predictor);
        var result = new ModelResult(
            iteration, iteration == 0 ? "teacher" : "student", model.Network.Name, model.Network.ParameterCount, trained.Images,
            trained.Seconds, validation, _evaluation.OnTest(name, predictor));

        Save(iteration, model);
        var classes = pseudoLabels?.Selection.Classes.Zip(model.Description.Classes).ToDictionary(pair => pair.Second, pair => pair.First);
        var metrics = new { model = result, pseudoLabels = classes, calibration = pseudoLabels?.HeldOut?.Calibration };
        WholeFile.WriteText(_folder.MetricsFile(iteration), JsonSerializer.Serialize(metrics, RunResults.Json) + "\n");
        _results = new RunResults([.. _results.Models, result]);
        _results.Write(_folder.ResultsFile);
        _training.Clear(iteration);
        CurveFiles.WriteTraining(_folder);
        _observer.ModelFinished(result);
    }

    private void Save(int iteration, TrainedModel model)
    {
        model.Save(_folder.ModelFile(iteration));
        OnnxFile onnx;
        try
        {
            onnx = model.ToOnnx();
        }
        catch (NoisyStudentException refusal)
        {
            // The training is worth more than a second file of its model.
            _observer.Note(refusal.Message);
            return;
        }

        OnnxExport.Write(onnx, _folder.OnnxFile(iteration));
    }
}
