using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>Whole steps of Muon against the iterations alone as they are published, which work on the whole of each matrix of filters (https://kellerjordan.github.io/posts/muon).</summary>
internal static class MuonBenchmark
{
    public const string Name = "muon";

    private const int Iterations = 5;

    public static IEnumerable<BenchmarkResult> Run() => [Compare("fast-16", 200), Compare("fast-32", 60), Compare("fast-64", 20)];

    private static BenchmarkResult Compare(string name, int steps)
    {
        TorchRuntime.Load();
        using var network = new FlatNetwork(NetworkCatalog.Create(name, new ClassificationTask(10, 32), new ModelNoise()), withGradients: true, decayAll: false);
        using var optimizer = Optimizer.Create(network, new TrainingSettings { Optimizer = OptimizerKind.Muon });
        using var gradients = randn(network.Gradients.shape);
        return BenchmarkResult.Compare($"{Name} {name}", "steps/s", () => Rate(steps, Ours), "the published iteration", () => Rate(steps, AsPublished));

        void Ours()
        {
            network.Gradients.copy_(gradients);
            optimizer.Step(0.01, 0);
        }

        void AsPublished()
        {
            using var scope = NewDisposeScope();
            foreach (var filters in network.Filters)
            {
                var x = gradients.narrow(0, filters.Offset, filters.Rows * filters.Columns).view(filters.Rows, filters.Columns);
                x = filters.Rows > filters.Columns ? x.t() : x;
                x /= x.norm() + 1e-7;
                for (var i = 0; i < Iterations; i++)
                {
                    var square = x.mm(x.t());
                    x = (3.4445 * x) + ((-4.7750 * square) + (2.0315 * square.mm(square))).mm(x);
                }
            }
        }
    }

    private static double Rate(int steps, Action step)
    {
        using var noGradient = no_grad();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < steps; i++)
        {
            step();
        }

        return steps / watch.Elapsed.TotalSeconds;
    }
}
