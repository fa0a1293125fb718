using System.Buffers;

namespace NoisyStudent.Images;

/// <summary>
/// Which source pixels make each target pixel along one axis, with which weights: a triangle as wide as the step between two target
/// pixels, never narrower than a source pixel. The arrays are rented: dispose.
/// </summary>
internal readonly struct TriangleTaps : IDisposable
{
    /// <summary>Weights are whole numbers that add up to 2^22: 255 times that fits in an int, with a factor of two left.</summary>
    public const int WeightBits = 22;

    private readonly int[] _firsts;
    private readonly int[] _weights;
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
        }

        ArrayPool<double>.Shared.Return(exact);
    }

    /// <summary>How many taps each target pixel has.</summary>
    public int Count { get; }

    /// <summary>The first source pixel of each target pixel; it never falls from one to the next.</summary>
    public ReadOnlySpan<int> Firsts => _firsts.AsSpan(0, _size);

    /// <summary>The weights, <see cref="Count"/> for each target pixel.</summary>
    public ReadOnlySpan<int> Weights => _weights.AsSpan(0, _size * Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_firsts);
        ArrayPool<int>.Shared.Return(_weights);
    }
}
