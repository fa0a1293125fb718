using System.Diagnostics;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>Training steps on random images that stay the same: forward, loss, backward, optimizer.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly FlatNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;
    private readonly int _batchSize;
    private long _step;

    /// <summary>Prepares the steps.</summary>
    /// <param name="shape">Network and images.</param>
    /// <param name="precision">The type in which convolutions compute.</param>
    /// <param name="channelsLast">Whether images and weights are laid out channels-last.</param>
    public TrainStep(StepShape shape, Precision precision, bool channelsLast = true)
    {
        manual_seed(1);
        _batchSize = shape.BatchSize;
        var created = shape.Create();
        var images = randn(_batchSize, 3, shape.ImageSize, shape.ImageSize);
        if (channelsLast)
        {
            MemoryFormat.ToChannelsLast(created);
            images = MemoryFormat.ToChannelsLast(images);
        }

        _network = new FlatNetwork(created, withGradients: true, decayAll: true);
        _optimizer = new Sgd(_network, momentum: 0.9, weightDecay: 5e-4);
        _images = images.to(precision.TypeOn(CPU));
        _labels = randint(StepShape.Classes, _batchSize);
        created.train();
    }

    /// <summary>Images a second over some steps.</summary>
    /// <param name="steps">How many.</param>
    public double Rate(int steps)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            nn.functional.cross_entropy(_network.Network.forward(_images), _labels).backward();
            _optimizer.Step(0.01, _step++);
        }

        return steps * _batchSize / watch.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
