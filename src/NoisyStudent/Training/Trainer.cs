using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>Trains a network on joint batches of labeled and pseudo-labeled images, all of them noised.</summary>
/// <param name="settings">Optimization.</param>
/// <param name="noise">Input noise.</param>
/// <param name="seed">The seed of the run: the result is a function of it, the plan and the machine.</param>
/// <param name="device">Where the network runs.</param>
public sealed class Trainer(TrainingSettings settings, InputNoise noise, long seed, Device device)
{
    private const int StepsPerReport = 10;
    private const int Validations = 10;

    /// <summary>Trains one model.</summary>
    /// <param name="plan">What is trained on what.</param>
    /// <param name="progress">Told where the training stands.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>The average of the weights, which the caller owns.</returns>
    /// <exception cref="NoisyStudentException">The loss is no longer a finite number.</exception>
    public TrainedModel Train(TrainingPlan plan, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        TorchRuntime.Load();
        using var network = Create(plan);
        var model = new TrainedModel(Create(plan), plan.Description);
        var average = new WeightAverage(network, model.Network, settings.AverageDecay);
        using var optimizer = CreateOptimizer(network, plan.LearningRate);
        using var batches = new JointBatches(plan, noise, seed, device);
        var jointLoss = new JointLoss(settings.Loss, plan.UnlabeledWeight, settings.LossAverageDecay);
        var steps = plan.Steps;
        var schedule = new CosineSchedule(plan.LearningRate, settings.WarmUp, steps);

        network.train();
        for (long step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            manual_seed((long)KeyedRandom.For(seed, RandomUse.ModelNoise, plan.Iteration, step).NextUInt64());
            var batch = batches.Build(step);
            var loss = jointLoss.Of(network.forward(batch.Input), batch.Targets, batch.Labeled);
            optimizer.zero_grad();
            loss.backward();
            var rate = SetRate(optimizer, schedule.RateAt(step));
            optimizer.step();
            average.Update();

            var validate = (step + 1) * Validations / steps > step * Validations / steps;
            if (validate || step % StepsPerReport == 0)
            {
                var value = RequireFinite(loss, step, rate);
                var validation = validate && plan.Validation.Images.Count > 0 ? (double?)Validate(model, plan) : null;
                progress?.Report(new TrainingProgress(
                    step + 1, (step + 1) * batches.Size, (double)(step + 1) * plan.BatchSize / plan.Labeled.Images.Count, rate,
                    value, validation));
            }
        }

        return model;
    }

    private ClassifierNetwork Create(TrainingPlan plan)
    {
        manual_seed((long)KeyedRandom.For(seed, RandomUse.Weights, plan.Iteration).NextUInt64());
        var network = NetworkCatalog.Create(plan.Description.Network, plan.Description.Classes.Count, plan.ModelNoise);
        MemoryFormat.ToChannelsLast(network);
        network.to(device);
        return network;
    }

    /// <summary>Weights of convolutions and linear layers decay; biases and batch-norm, which have one dimension, do not.</summary>
    private SGD CreateOptimizer(ClassifierNetwork network, double learningRate)
    {
        var decaying = network.parameters().Where(parameter => parameter.dim() > 1).ToList();
        var others = network.parameters().Where(parameter => parameter.dim() <= 1).ToList();
        return optim.SGD(
            [
                new SGD.ParamGroup(decaying, new SGD.Options { weight_decay = settings.WeightDecay, momentum = settings.Momentum, nesterov = true }),
                new SGD.ParamGroup(others, new SGD.Options { weight_decay = 0, momentum = settings.Momentum, nesterov = true }),
            ],
            learningRate);
    }

    private static double SetRate(SGD optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        return rate;
    }

    private double Validate(TrainedModel model, TrainingPlan plan) =>
        Scores.Of(Predictor.Predict(model, plan.Validation.Images, device), plan.Validation.Labels).Top1;

    private static double RequireFinite(Tensor loss, long step, double rate)
    {
        var value = loss.item<float>();
        return float.IsFinite(value)
            ? value
            : throw new NoisyStudentException(
                $"The loss is {value} at step {step + 1} (learning rate {rate:G3}): training diverged. Give a smaller learning-rate.");
    }
}
