using System.Diagnostics;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Models;
using NoisyStudent.Training;
using NoisyStudent.Training.Checkpoints;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>
/// Trains one model of a run and fine-tunes it where its settings say so, with checkpoints, log and progress; goes on where it was interrupted.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="device">Where networks run.</param>
/// <param name="checkpointEvery">How often a training leaves a checkpoint.</param>
/// <param name="observer">Who is told.</param>
/// <param name="features">Where features of pictures are kept from model to model.</param>
/// <param name="store">Where outputs of frozen stages are kept from model to model.</param>
/// <param name="saved">Called after each checkpoint.</param>
internal sealed class ModelTraining(
    RunFolder folder, Device device, TimeSpan checkpointEvery, IRunObserver observer, FeatureStore features, StageOutputStore store, Action? saved)
{
    /// <summary>What came out of it.</summary>
    /// <param name="Model">The model, which the caller owns.</param>
    /// <param name="Images">How many images went through the network.</param>
    /// <param name="Seconds">How long it took.</param>
    public readonly record struct Trained(TrainedModel Model, long Images, double Seconds);

    /// <summary>Trains a model.</summary>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="plan">The training.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public Trained Run(Recipe recipe, TrainingPlan plan, CancellationToken cancellation)
    {
        var title = ModelResult.NameOf(plan.Iteration);
        var (settings, sections) = (recipe.ModelSettingsOf(plan.Iteration), recipe.SectionsOf(plan.Iteration));
        var fineTuning = sections.FineTuning;
        if (fineTuning.Epochs == 0)
        {
            return Train();
        }

        var trained = Resume(title, plan) ?? Keep(plan.Iteration, Train());
        using var model = trained.Model;
        using var start = InitialWeights.Of(model);
        var noise = fineTuning.Noise ? sections.Noise : InputNoise.None;
        var tuned = Fit(
            new RunStage("fine-tune", title), fineTuning.Over(sections.Training), noise, FineTuning(plan, fineTuning, settings.BatchSize, start),
            folder.FineTuningFolder(plan.Iteration), plan.Steps);
        return tuned with { Images = trained.Images + tuned.Images, Seconds = trained.Seconds + tuned.Seconds };

        Trained Train() => Fit(
            new RunStage($"train {plan.Description.Network}", title), sections.Training, sections.Noise, plan, folder.CheckpointFolder(plan.Iteration), 0);

        Trained Fit(RunStage work, TrainingSettings training, InputNoise noise, TrainingPlan whole, string checkpointFolder, long stepsBefore)
        {
            var checkpoints = Checkpoints(checkpointFolder);
            using var checkpoint = checkpoints.Load(observer.Remark);
            var (prepared, seconds) = Prepare(title, new TrainingPreparation(training, noise, recipe.Seed, device, features, store), whole, begins: checkpoint is null, cancellation);
            using var lastLayer = prepared.LastLayer;
            var trained = this.Fit(work, new Trainer(training, noise, recipe.Seed, device), prepared, checkpoints, checkpoint, stepsBefore, cancellation);
            return trained with { Images = trained.Images + TrainingPreparation.PicturesFitted(whole), Seconds = trained.Seconds + seconds };
        }
    }

    /// <summary>Removes what only an interrupted training needs.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public void Clear(int iteration)
    {
        Checkpoints(folder.CheckpointFolder(iteration)).Clear();
        Checkpoints(folder.FineTuningFolder(iteration)).Clear();
        File.Delete(folder.TrainedFile(iteration));
    }

    /// <summary>The labeled images, the first part of every plan, are what is left of it.</summary>
    private static TrainingPlan FineTuning(TrainingPlan plan, FineTuningSettings tuning, int batchSizeOfTraining, InitialWeights start)
    {
        var (labeled, batchSize) = (plan.Parts[0], tuning.BatchSize ?? batchSizeOfTraining);
        return plan with
        {
            Description = tuning.ImageSize is { } size ? plan.Description with { ImageSize = size, DesignSize = plan.Description.ImageSize } : plan.Description,
            Start = start,
            FrozenStages = tuning.FrozenStages,
            FitLastLayerTo = null,
            Parts = [labeled with { Images = batchSize }],
            LearningRate = tuning.LearningRate,
            Steps = TrainingPlan.StepsOf(tuning.Epochs, labeled.Set.Images.Count, batchSize),
            StepsPerEpoch = (double)labeled.Set.Images.Count / batchSize,
        };
    }

    /// <summary>What is computed before the steps of a training, and how long it took.</summary>
    private (TrainingPlan Plan, double Seconds) Prepare(string title, TrainingPreparation preparation, TrainingPlan plan, bool begins, CancellationToken cancellation)
    {
        if (!preparation.IsNeededFor(plan))
        {
            return (plan, 0);
        }

        var watch = Stopwatch.StartNew();
        var prepared = observer.During(new RunStage("features", title), tell =>
            preparation.Prepare(plan, begins, new Relay<int>(done => tell(new StageProgress(done))), cancellation));
        if (prepared.LastLayer is { } fitted)
        {
            observer.On(new LastLayerFitted(title, fitted.Accuracy, fitted.Measured, fitted.Labeled, fitted.Beside, plan.FitLastLayerTo!.Images.Count));
        }

        return (prepared, watch.Elapsed.TotalSeconds);
    }

    private Trained Fit(
        RunStage work, Trainer trainer, TrainingPlan plan, CheckpointFolder checkpoints, Checkpoint? checkpoint, long stepsBefore, CancellationToken cancellation)
    {
        if (checkpoint is not null)
        {
            observer.On(new TrainingResumed(work.Title, checkpoint.Step, plan.Steps));
        }

        var stage = work with { Total = plan.TotalImages, Before = (checkpoint?.Step ?? 0) * plan.ImagesPerStep };
        var log = RunLog.Begin(folder, plan.Iteration, stepsBefore, checkpoint?.Step ?? 0);
        var seconds = checkpoint?.Seconds ?? 0;
        var model = observer.During(stage, tell =>
        {
            var progress = new Relay<TrainingProgress>(report =>
            {
                log.Add(report);
                seconds = report.Seconds;
                tell(new StageProgress(report.Images, report.Loss, report.ValidationTop1));
            });
            return trainer.Train(plan, progress, checkpoints, checkpoint, observer.On, cancellation);
        });
        return new Trained(model, plan.TotalImages, seconds);
    }

    /// <summary>A model whose fine-tuning was interrupted.</summary>
    private Trained? Resume(string title, TrainingPlan plan)
    {
        if (!File.Exists(folder.TrainedFile(plan.Iteration)))
        {
            return null;
        }

        observer.On(new FineTuningResumed(title));
        var seconds = ModelRecord.Read(folder.RecordFile(plan.Iteration))?.SecondsBeforeFineTuning ?? ModelRecord.SecondsOfEarlierVersion(folder.ModelFolder(plan.Iteration));
        return new Trained(TrainedModel.Load(folder.TrainedFile(plan.Iteration), device), plan.TotalImages, seconds);
    }

    private Trained Keep(int iteration, Trained trained)
    {
        var record = folder.RecordFile(iteration);
        (ModelRecord.Read(record)! with { SecondsBeforeFineTuning = trained.Seconds }).Write(record);
        trained.Model.Save(folder.TrainedFile(iteration));
        Checkpoints(folder.CheckpointFolder(iteration)).Clear();
        return trained;
    }

    private CheckpointFolder Checkpoints(string path) => new(path, checkpointEvery) { Saved = saved };
}
