using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Onnx;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Runs.Models;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>Noisy Student Training: Algorithm 1 of Xie et al. (arXiv 1911.04252).</summary>
internal sealed class NoisyStudentLoop
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
    private readonly ModelPlans _plans;
    private readonly BudgetFitting? _budget;
    private readonly KeptModels _models;

    /// <summary>The keys of the models so far, the teacher's first.</summary>
    private readonly List<string> _keys = [];
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
    /// <param name="models">The models that stand already.</param>
    /// <param name="features">Where features of pictures are kept from model to model.</param>
    /// <param name="store">Where outputs of frozen stages are kept from model to model.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="budget">Fits the recipe to the time that there is; null where that is no matter.</param>
    /// <exception cref="NoisyStudentException">The folder's results are damaged, or of another teacher.</exception>
    internal NoisyStudentLoop(
        Recipe recipe, RunData data, RunSets sets, RunFolder folder, Device device, TimeSpan checkpointEvery, KeptModels models, FeatureStore features, StageOutputStore store, IRunObserver observer,
        BudgetFitting? budget)
    {
        (_recipe, _data, _sets, _folder, _device, _models, _observer, _budget) = (recipe, data, sets, folder, device, models, observer, budget);
        _training = new ModelTraining(folder, device, checkpointEvery, observer, features, store, saved: budget is null ? null : budget.Keep);
        _gallery = new RunGallery(recipe, folder);
        _pseudoLabeling = new PseudoLabeling(recipe, folder, _gallery, sets.Labeled, sets.Validation, device, features, observer);
        _evaluation = new RunEvaluation(recipe, sets.Test, sets.Validation, folder, _gallery, device, observer);
        _plans = new ModelPlans(sets, Normalization.Of(sets.Training.Images, recipe.Channels));
        _results = models.Keep(RunResults.Read(folder.ResultsFile), iteration =>
        {
            var origin = iteration > recipe.Students.Count ? null : OriginOf(iteration);
            _keys.AddRange(origin is null ? [] : [origin.Key]);
            return origin;
        });
        _keys.RemoveRange(_results.Models.Count, Math.Max(0, _keys.Count - _results.Models.Count));
        folder.Write(recipe);
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
        TellMachine();
        _gallery.KeepNoised(_sets.Labeled);

        // 1. Train the teacher on the labeled images, with noise.
        var teacher = Finished(0) ?? TakeGivenTeacher() ?? Taken(0, cancellation) ?? TrainTeacher(cancellation);
        for (var iteration = 1; iteration <= _recipe.Students.Count; iteration++)
        {
            var student = Finished(iteration) ?? Taken(iteration, cancellation);
            if (student is null)
            {
                // 2. Infer pseudo-labels for clean unlabeled images with the teacher not noised; filter and balance them.
                using var pseudoLabels = Label(iteration, teacher, cancellation);

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
        var precisions = Enumerable.Range(0, _recipe.Students.Count + 1).Select(model => _recipe.SectionsOf(model).Training.Precision.NameOn(_device)).Distinct();
        var machine = RunMachine.This(TorchThreads.Count, _device.type.ToString().ToLowerInvariant(), string.Join(" and ", precisions));
        _observer.On(new MachineTold(machine));
        if (!IsFinished)
        {
            machine.Write(_folder.MachineFile);
        }
    }

    private TrainedModel? Finished(int iteration)
    {
        if (iteration >= _results.Models.Count)
        {
            return null;
        }

        _training.Clear(iteration);
        _observer.On(new ModelKept(ModelResult.NameOf(iteration), _folder.ModelFile(iteration)));
        return TrainedModel.Load(_folder.ModelFile(iteration), _device);
    }

    /// <summary>What decides a model, once those before it stand.</summary>
    private ModelOrigin OriginOf(int iteration) => iteration == 0 && _data.Teacher is { } given
        ? ModelOrigin.OfFile(given, ModelFolders.Read(_folder.ModelFolder(0)))
        : ModelOrigin.Of(_recipe, iteration, _data, _sets, _keys);

    /// <summary>A model of the same key, where one stands elsewhere; else the model begins.</summary>
    private TrainedModel? Taken(int iteration, CancellationToken cancellation)
    {
        FitIntoBudget(iteration, cancellation);
        var origin = OriginOf(iteration);
        if (_models.Take(iteration, origin) is not { Result: { } result } record)
        {
            _models.Begin(iteration, origin);
            return null;
        }

        var model = TrainedModel.Load(_folder.ModelFile(iteration), _device);
        Finish(iteration, new ModelTraining.Trained(model, result.TrainingImages, result.SecondsTraining), record);
        return model;
    }

    /// <summary>Fits the models that are not begun yet into the time that is left, and writes that down before the first of them begins.</summary>
    private void FitIntoBudget(int from, CancellationToken cancellation)
    {
        if (_budget is null || _folder.HasBegun(from) || (from > 0 && _recipe.IsLastLayerAlone(from)))
        {
            return;
        }

        _budget.Keep();
        var sets = new RunCost.Sets(_sets.Training.Images.Count, _sets.Unlabeled.Count, _sets.Validation.Images.Count, _sets.Test?.Images.Count ?? 0);
        _recipe = _budget.Fit(_recipe, from, sets, _plans.ToMeasure, _results.Models, cancellation);
        _folder.Write(_recipe);
    }

    /// <summary>A student's pseudo-labels, which may have been made and selected beforehand.</summary>
    private PseudoLabeling.Outcome Label(int iteration, TrainedModel teacher, CancellationToken cancellation) =>
        iteration == 1 && _data.Selected is { Path: var selected }
            ? _pseudoLabeling.Take(ModelResult.NameOf(iteration), selected, _sets.Unlabeled, _data.Labeled.Classes, iteration)
            : _pseudoLabeling.Run(ModelResult.NameOf(iteration), teacher, _sets.Unlabeled, iteration, cancellation);

    /// <summary>A teacher that was trained beforehand; null where none is given.</summary>
    private TrainedModel? TakeGivenTeacher()
    {
        if (_data.Teacher is not { } path)
        {
            return null;
        }

        var model = TrainedModel.Load(path, _device);
        var mayKnowHeldOut = _sets.Validation.Images.Count > 0 && LearnedPictures.OfModel(path)?.Knows(_recipe.KeptInput) != true;
        _observer.On(new TeacherGiven(path, model.Network.Name, mayKnowHeldOut, _data.TeacherReason));
        Finish(0, new ModelTraining.Trained(model, Images: 0, Seconds: 0), ModelRecord.Of(OriginOf(0)));
        return model;
    }

    private TrainedModel TrainTeacher(CancellationToken cancellation) => Train(0, _data.Starts.GetValueOrDefault(0), pseudoLabels: null, cancellation);

    private TrainedModel Train(int iteration, InitialWeights? start, PseudoLabeling.Outcome? pseudoLabels, CancellationToken cancellation)
    {
        var plan = _plans.Of(_recipe, iteration, pseudoLabels?.Targets, pseudoLabels?.Selection).From(start);
        var trained = _training.Run(_recipe, plan, cancellation);
        Finish(iteration, trained, ModelRecord.Of(OriginOf(iteration)) with
        {
            PseudoLabels = pseudoLabels?.Selection.Classes.Zip(_sets.Labeled.Classes).ToDictionary(pair => pair.Second, pair => pair.First),
            Calibration = pseudoLabels?.HeldOut?.Calibration,
        });
        return trained.Model;
    }

    /// <summary>A student's start: its teacher's weights where the recipe says so, or those that it names.</summary>
    private TrainedModel TrainStudent(
        int iteration, TrainedModel teacher, PseudoLabeling.Outcome pseudoLabels, CancellationToken cancellation)
    {
        using var teachers = _recipe.Students[iteration - 1].StartFromTeacher ? InitialWeights.Of(teacher) : null;
        return Train(iteration, teachers ?? _data.Starts.GetValueOrDefault(iteration), pseudoLabels, cancellation);
    }

    /// <summary>
    /// Evaluates and saves a model. It counts as finished from the moment when it stands in the results; an interruption waits for that,
    /// as it would cost the whole training.
    /// </summary>
    /// <param name="iteration">0 is the teacher.</param>
    /// <param name="trained">The model.</param>
    /// <param name="record">What decided it, and what it was taught.</param>
    private void Finish(int iteration, ModelTraining.Trained trained, ModelRecord record)
    {
        var model = trained.Model;
        using var predictor = Predictor.Of(model, _device);
        var name = ModelResult.NameOf(iteration);
        var validation = _evaluation.OnValidation(name, predictor);
        var result = new ModelResult(
            iteration, iteration == 0 ? "teacher" : "student", model.Network.Name, model.Network.ParameterCount, trained.Images,
            trained.Seconds, validation, _evaluation.OnTest(name, predictor))
        { Key = record.Key };

        Save(iteration, model);
        RunLog.KeepBeside(_folder, iteration);
        (record with { Result = result, Sha256 = WholeFile.HashOf(_folder.ModelFile(iteration)) }).Write(_folder.RecordFile(iteration));
        _keys.Add(record.Key);
        _results = new RunResults([.. _results.Models, result]);
        _results.Write(_folder.ResultsFile);
        _training.Clear(iteration);
        CurveFiles.WriteTraining(_folder);
        _observer.On(new ModelFinished(result));
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
            _observer.Remark(refusal.Message);
            return;
        }

        OnnxExport.Write(onnx, _folder.OnnxFile(iteration));
    }
}
