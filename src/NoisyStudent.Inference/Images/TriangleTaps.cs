using System.Buffers;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images;

/// <summary>
/// Which source pixels make each target pixel along one axis, with which weights: a triangle as wide as the step between two target
/// pixels, never narrower than a source pixel. The arrays are rented: dispose.
/// </summary>
internal readonly struct TriangleTaps : IDisposable
{
    /// <summary>Weights are whole numbers that add up to 2^22: 255 times that fits in an int, with a factor of two left.</summary>
    public const int WeightBits = 22;

    private const int LowBits = WeightBits / 2;

    private readonly int[] _firsts;
    private readonly int[] _weights;
    private readonly WeightPair[] _pairs;
    private readonly int _size;

    /// <summary>Works out the weights.</summary>
    /// <param name="start">Where the scaled part begins, in source pixels.</param>
    /// <param name="length">How many source pixels are scaled.</param>
    /// <param name="size">To how many target pixels.</param>
    /// <param name="low">The first source pixel that may be used.</param>
    /// <param name="high">The one after the last.</param>
    public TriangleTaps(double start, double length, int size, int low, int high)
    {
        var step = length / size;
        var radius = Math.Max(step, 1);
        _size = size;
        Count = (int)Math.Min(Math.Ceiling(2 * radius), high - low);
        _firsts = ArrayPool<int>.Shared.Rent(size);
        _weights = ArrayPool<int>.Shared.Rent(size * Count);
        _pairs = ArrayPool<WeightPair>.Shared.Rent(size * PairCount);
        Array.Clear(_weights, 0, size * Count);
        var exact = ArrayPool<double>.Shared.Rent(Count);
        for (var target = 0; target < size; target++)
        {
            var centre = start + ((target + 0.5) * step);
            var first = Math.Max((int)Math.Floor(centre - radius + 0.5), low);
            var last = Math.Min((int)Math.Floor(centre + radius + 0.5), Math.Min(high, first + Count));
            double sum = 0;
            for (var tap = 0; tap < last - first; tap++)
            {
                exact[tap] = Math.Max(1 - (Math.Abs(first + tap + 0.5 - centre) / radius), 0);
                sum += exact[tap];
            }

            // Where the pixels end, the taps that are left over lie before the first, with weight 0, instead of after the last.
            _firsts[target] = Math.Min(first, high - Count);
            var weights = _weights.AsSpan((target * Count) + first - _firsts[target]);
            for (var tap = 0; tap < last - first; tap++)
            {
                weights[tap] = (int)Math.Round(exact[tap] / sum * (1 << WeightBits));
            }

            for (var pair = 0; pair < PairCount; pair++)
            {
                var next = (2 * pair) + 1 < Count ? _weights[(target * Count) + (2 * pair) + 1] : 0;
                _pairs[(target * PairCount) + pair] = WeightPair.Of(_weights[(target * Count) + (2 * pair)], next);
            }
        }

        ArrayPool<double>.Shared.Return(exact);
    }

    /// <summary>How many taps each target pixel has.</summary>
    public int Count { get; }

    /// <summary>The first source pixel of each target pixel; it never falls from one to the next.</summary>
    public ReadOnlySpan<int> Firsts => _firsts.AsSpan(0, _size);

    /// <summary>The weights, <see cref="Count"/> for each target pixel.</summary>
    public ReadOnlySpan<int> Weights => _weights.AsSpan(0, _size * Count);

    /// <summary>How many pairs of taps each target pixel has.</summary>
    public int PairCount => (Count + 1) / 2;

    /// <summary>The weights by twos, <see cref="PairCount"/> for each target pixel; where there is no second, it is 0.</summary>
    public ReadOnlySpan<WeightPair> Pairs => _pairs.AsSpan(0, _size * PairCount);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<WeightPair>.Shared.Return(_pairs);
        ArrayPool<int>.Shared.Return(_firsts);
        ArrayPool<int>.Shared.Return(_weights);
    }

    /// <summary>Two weights, each as two numbers of 16 bits: weight = low + high * 2^11.</summary>
    /// <param name="Low">The low parts of both.</param>
    /// <param name="High">The high parts of both.</param>
    public readonly record struct WeightPair(int Low, int High)
    {
        /// <summary>Puts two weights' parts side by side.</summary>
        public static WeightPair Of(int first, int second) => new(
            (first & ((1 << LowBits) - 1)) | ((second & ((1 << LowBits) - 1)) << 16), (first >> LowBits) | (second >> LowBits << 16));

        /// <summary>The sum of the products with the weights, of the sums of the products with their parts.</summary>
        public static Vector512<int> Join(Vector512<int> low, Vector512<int> high) => low + (high << LowBits);
    }
}
