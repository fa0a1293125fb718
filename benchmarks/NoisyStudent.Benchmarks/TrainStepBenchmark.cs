using System.Diagnostics;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks;

/// <summary>
/// Training steps of ResNet-20 on 128 images of 32x32: laid out channels-last, as the trainer does it, against TorchSharp's own layout.
/// </summary>
internal static class TrainStepBenchmark
{
    public const string Name = "train-step";

    private const int BatchSize = 128;
    private const int Steps = 8;

    public static BenchmarkResult Run()
    {
        TorchRuntime.Load();
        var (channelsLast, asItComes) = (new Subject(channelsLast: true), new Subject(channelsLast: false));
        return BenchmarkResult.Compare(Name, "images/s", channelsLast.Rate, "TorchSharp's own memory layout", asItComes.Rate);
    }

    private sealed class Subject
    {
        private readonly ClassifierNetwork _network;
        private readonly SGD _optimizer;
        private readonly Tensor _images;
        private readonly Tensor _labels;

        public Subject(bool channelsLast)
        {
            manual_seed(1);
            _network = NetworkCatalog.Create("resnet-20", 10, ModelNoise.None);
            var images = randn(BatchSize, 3, 32, 32);
            if (channelsLast)
            {
                MemoryFormat.ToChannelsLast(_network);
                images = MemoryFormat.ToChannelsLast(images);
            }

            _images = images;
            _labels = randint(10, BatchSize);
            _optimizer = optim.SGD(_network.parameters(), 0.1, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        }

        /// <summary>Images a second over some steps.</summary>
        public double Rate()
        {
            var watch = Stopwatch.StartNew();
            for (var step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                _optimizer.zero_grad();
                nn.functional.cross_entropy(_network.forward(_images), _labels).backward();
                _optimizer.step();
            }

            return Steps * BatchSize / watch.Elapsed.TotalSeconds;
        }
    }
}
