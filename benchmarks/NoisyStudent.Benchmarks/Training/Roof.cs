using System.Diagnostics;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>What this machine can do at the most: products of matrices, and reading and writing memory.</summary>
internal static class Roof
{
    public const string Name = "roof";

    private const double WorkOfTurn = 4e9;
    private const int CopiedNumbers = 1 << 25;

    private static readonly long[] _sizes = [256, 512, 1024, 2048];

    /// <summary>All threads against one, for each size of matrices and each type that is fast here, and for a copy of 128 MiB.</summary>
    public static IEnumerable<BenchmarkResult> Run()
    {
        foreach (var type in Types())
        {
            foreach (var size in _sizes)
            {
                using var product = new Product(type, size);
                yield return Compare($"{type.ToString().ToLowerInvariant()}, {size}x{size}", "GFLOP/s", product.Rate);
            }
        }

        using var memory = new Copy();
        yield return Compare("memory read and written", "GB/s", memory.Rate);
    }

    /// <summary>GFLOP/s of the best size of matrices, on all threads.</summary>
    /// <param name="type">The type of their numbers.</param>
    public static Func<double> Of(ScalarType type)
    {
        var products = _sizes.Select(size => new Product(type, size)).ToArray();
        var best = products.MaxBy(product => Math.Max(product.Rate(), product.Rate()))!;
        return best.Rate;
    }

    private static IEnumerable<ScalarType> Types() => Precision.Auto.TypeOn(CPU) == ScalarType.Float32 ? [ScalarType.Float32] : [ScalarType.Float32, ScalarType.BFloat16];

    private static BenchmarkResult Compare(string what, string unit, Func<double> rate)
    {
        var threads = TorchThreads.Count;
        return BenchmarkResult.Compare($"{Name} {what}", unit, rate, "one thread", () =>
        {
            TorchThreads.Count = 1;
            var one = rate();
            TorchThreads.Count = threads;
            return one;
        });
    }

    /// <summary>A product of square matrices, again and again.</summary>
    private sealed class Product(ScalarType type, long size) : IDisposable
    {
        private readonly Tensor _left = randn(size, size).to(type), _right = randn(size, size).to(type), _into = zeros(size, size, type);

        public double Rate()
        {
            using var noGradient = no_grad();
            var operations = 2.0 * size * size * size;
            var times = Math.Max(1, (int)(WorkOfTurn / operations));
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < times; i++)
            {
                _into.addmm_(_left, _right, 0, 1);
            }

            return times * operations / watch.Elapsed.TotalSeconds / 1e9;
        }

        public void Dispose()
        {
            _left.Dispose();
            _right.Dispose();
            _into.Dispose();
        }
    }

    /// <summary>A copy that no cache holds.</summary>
    private sealed class Copy : IDisposable
    {
        private readonly Tensor _from = ones(CopiedNumbers), _to = zeros(CopiedNumbers);

        public double Rate()
        {
            const int Times = 4;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Times; i++)
            {
                _to.copy_(_from);
            }

            return Times * 2.0 * sizeof(float) * CopiedNumbers / watch.Elapsed.TotalSeconds / 1e9;
        }

        public void Dispose()
        {
            _from.Dispose();
            _to.Dispose();
        }
    }
}
