using System.Diagnostics;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using NoisyStudent.Training.Checkpoints;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>Trains a network on batches of the images of one or several parts, noised.</summary>
/// <param name="settings">Optimization.</param>
/// <param name="noise">Input noise.</param>
/// <param name="seed">The seed of the run: the result is a function of it, the plan and the machine.</param>
/// <param name="device">Where the network runs.</param>
/// <param name="stepsPerReport">After how many steps it is told where the training stands.</param>
internal sealed class Trainer(TrainingSettings settings, InputNoise noise, long seed, Device device, int stepsPerReport = 10)
{
    /// <summary>How often the average is measured on the validation images while it trains.</summary>
    internal const int Validations = 10;

    /// <summary>Trains one model, or goes on with its training.</summary>
    /// <param name="plan">What is trained on what.</param>
    /// <param name="progress">Told where the training stands.</param>
    /// <param name="checkpoints">Where to leave checkpoints; null for none.</param>
    /// <param name="from">A checkpoint of the same training to go on from; null begins it.</param>
    /// <param name="tell">Told which weights it starts from.</param>
    /// <param name="cancellation">Stops between steps, after a last checkpoint.</param>
    /// <returns>The average of the weights, which the caller owns.</returns>
    /// <exception cref="NoisyStudentException">The loss is no longer a finite number, or a checkpoint cannot be written.</exception>
    public TrainedModel Train(
        TrainingPlan plan, IProgress<TrainingProgress>? progress = null, CheckpointFolder? checkpoints = null, Checkpoint? from = null,
        Action<RunEvent>? tell = null, CancellationToken cancellation = default)
    {
        TorchRuntime.Load();
        var state = new TrainingState(plan, settings, noise, seed, device, from is null ? tell : null);
        try
        {
            if (from is not null)
            {
                state.Restore(from);
            }

            Run(state, plan, progress, checkpoints, cancellation);
            return state.Finish();
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    private void Run(
        TrainingState state, TrainingPlan plan, IProgress<TrainingProgress>? progress, CheckpointFolder? checkpoints,
        CancellationToken cancellation)
    {
        var schedule = settings.ScheduleOf(plan.LearningRate, plan.Steps, plan.StepsPerEpoch);
        var saving = new CheckpointSchedule(checkpoints);
        var type = settings.Precision.TypeOn(device);
        var before = state.Seconds;
        var watch = Stopwatch.StartNew();

        state.Network.NoisedImages = plan.NoisedPerBatch;
        state.Network.train();
        while (state.Step < plan.Steps)
        {
            var (step, rate) = (state.Step, schedule.RateAt(state.Step));
            var loss = Step(state, plan, rate, type, checkpoints);
            state.Seconds = before + watch.Elapsed.TotalSeconds;

            var validate = state.Step * Validations / plan.Steps > step * Validations / plan.Steps;
            if (progress is not null && (validate || step % stepsPerReport == 0))
            {
                var validation = validate && plan.Validation.Images.Count > 0 ? (double?)Validate(state.Model, plan) : null;
                progress.Report(new TrainingProgress(
                    state.Step, state.Step * state.Batches.Size, state.Step / plan.StepsPerEpoch, rate, loss, state.Seconds, validation));
            }

            saving.AfterStep(state, isLast: state.Step == plan.Steps, interrupted: cancellation.IsCancellationRequested);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One step: noised batch, loss, gradients, weights, average.</summary>
    /// <returns>The loss.</returns>
    private double Step(TrainingState state, TrainingPlan plan, double rate, ScalarType type, CheckpointFolder? checkpoints)
    {
        using var scope = NewDisposeScope();
        var batch = state.Batches.Build(state.Step);
        using var generator = TorchGenerator.Seed((long)KeyedRandom.For(seed, RandomUse.ModelNoise, plan.Iteration, state.Step).NextUInt64());
        var logits = plan.Outputs is null ? state.Network.forward(batch.Input.to(type)) : state.Network.ForwardFrom(plan.FrozenStages, batch.Input);
        var loss = state.Loss.Of(logits, batch);
        var value = RequireFinite(loss.item<float>(), state.Step, rate, checkpoints);
        loss.backward();
        Clip(state.Gradients);
        state.Optimizer.Step(rate, state.Step);
        state.Average.Update(state.Step);
        state.Step++;
        return value;
    }

    /// <summary>Shortens the gradients, all of them together, to the longest length that is allowed (Pascanu et al., arXiv 1211.5063).</summary>
    private void Clip(Tensor gradients)
    {
        if (settings.ClipNorm is { } longest)
        {
            var length = gradients.norm().item<float>();
            if (length > longest)
            {
                gradients.MultiplyInPlace(longest / length);
            }
        }
    }

    /// <summary>In libtorch, where the network is: a look in passing is not worth its export.</summary>
    private double Validate(TrainedModel model, TrainingPlan plan)
    {
        using var predictor = Predictor.InLibTorch(model, device);
        return predictor.Predict(plan.Validation.Images).Top1(plan.Validation.Labels);
    }

    private static double RequireFinite(float loss, long step, double rate, CheckpointFolder? checkpoints) => float.IsFinite(loss)
        ? loss
        : throw new NoisyStudentException(
            $"The loss is {loss} at step {step + 1} (learning rate {rate:G3}): training diverged. Give a smaller learning-rate, and another `Output`"
            + (checkpoints?.Last is { } last ? $"; the last good checkpoint is {last}." : "."));
}
