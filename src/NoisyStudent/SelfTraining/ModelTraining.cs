using System.Text.Json;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
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
/// <param name="saved">Called after each checkpoint.</param>
internal sealed class ModelTraining(
    RunFolder folder, Device device, TimeSpan checkpointEvery, IRunObserver observer, Action? saved)
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
        var settings = recipe.ModelSettingsOf(plan.Iteration);
        if (settings.FineTuning.Epochs == 0)
        {
            return Fit($"{title}: train {plan.Description.Network}", recipe, plan, recipe.Noise, folder.CheckpointFolder(plan.Iteration), 0, cancellation);
        }

        var trained = Resume(title, plan) ?? Keep(
            plan.Iteration,
            Fit($"{title}: train {plan.Description.Network}", recipe, plan, recipe.Noise, folder.CheckpointFolder(plan.Iteration), 0, cancellation));
        using var model = trained.Model;
        using var start = InitialWeights.Of(model);
        var noise = settings.FineTuning.Noise ? recipe.Noise : InputNoise.None;
        var tuned = Fit(
            $"{title}: fine-tune", recipe, FineTuning(plan, settings, start), noise, folder.FineTuningFolder(plan.Iteration), plan.Steps, cancellation);
        return tuned with { Images = trained.Images + tuned.Images, Seconds = trained.Seconds + tuned.Seconds };
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
    private static TrainingPlan FineTuning(TrainingPlan plan, ModelSettings settings, InitialWeights start)
    {
        var (tuning, labeled) = (settings.FineTuning, plan.Parts[0]);
        return plan with
        {
            Description = tuning.ImageSize is { } size ? plan.Description with { ImageSize = size, DesignSize = plan.Description.ImageSize } : plan.Description,
            Start = start,
            FrozenStages = tuning.FrozenStages,
            Parts = [labeled with { Images = settings.BatchSize }],
            LearningRate = tuning.LearningRate,
            Steps = TrainingPlan.StepsOf(tuning.Epochs, labeled.Set.Images.Count, settings.BatchSize),
        };
    }

    private Trained Fit(
        string title, Recipe recipe, TrainingPlan plan, InputNoise noise, string checkpointFolder, long stepsBefore, CancellationToken cancellation)
    {
        var checkpoints = Checkpoints(checkpointFolder);
        using var checkpoint = checkpoints.Load(observer.Note);
        if (checkpoint is not null)
        {
            observer.Note($"{title}: going on from step {checkpoint.Step:N0} of {plan.Steps:N0}");
        }

        var stage = new RunStage(title, plan.TotalImages, (checkpoint?.Step ?? 0) * plan.ImagesPerStep);
        var log = RunLog.Begin(folder, plan.Iteration, stepsBefore, checkpoint?.Step ?? 0);
        var trainer = new Trainer(recipe.Training, noise, recipe.Seed, device);
        var seconds = checkpoint?.Seconds ?? 0;
        var progress = new Relay<TrainingProgress>(report =>
        {
            log.Add(report);
            seconds = report.Seconds;
            observer.StageAdvanced(stage, new StageProgress(report.Images, report.Loss, report.ValidationTop1));
        });

        observer.StageStarted(stage);
        var model = trainer.Train(plan, progress, checkpoints, checkpoint, observer.Note, cancellation);
        observer.StageFinished(stage);
        return new Trained(model, plan.TotalImages, seconds);
    }

    /// <summary>A model whose fine-tuning was interrupted.</summary>
    private Trained? Resume(string title, TrainingPlan plan)
    {
        if (!File.Exists(folder.TrainedFile(plan.Iteration)))
        {
            return null;
        }

        observer.Note($"{title}: trained already, its fine-tuning goes on");
        using var metrics = JsonDocument.Parse(File.ReadAllBytes(folder.MetricsFile(plan.Iteration)));
        var seconds = metrics.RootElement.GetProperty("secondsTraining").GetDouble();
        return new Trained(TrainedModel.Load(folder.TrainedFile(plan.Iteration), device), plan.TotalImages, seconds);
    }

    private Trained Keep(int iteration, Trained trained)
    {
        WholeFile.WriteText(folder.MetricsFile(iteration), JsonSerializer.Serialize(new { secondsTraining = trained.Seconds }) + "\n");
        trained.Model.Save(folder.TrainedFile(iteration));
        Checkpoints(folder.CheckpointFolder(iteration)).Clear();
        return trained;
    }

    private CheckpointFolder Checkpoints(string path) => new(path, checkpointEvery) { Saved = saved };
}
