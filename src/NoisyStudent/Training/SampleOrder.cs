namespace NoisyStudent.Training;

/// <summary>
/// An endless order of samples: one random permutation of the set after another, so that no sample is drawn again before all others were.
/// A function of the seed and the place alone.
/// </summary>
internal sealed class SampleOrder
{
    private readonly long _seed;
    private readonly long[] _place;
    private readonly int[] _permutation;
    private long _pass = -1;

    /// <summary>Creates an order.</summary>
    /// <param name="count">How many samples there are; at least 1.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="place">Where it is used: the iteration and which set.</param>
    public SampleOrder(int count, long seed, params ReadOnlySpan<long> place)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _permutation = new int[count];
        _seed = seed;
        _place = place.ToArray();
    }

    /// <summary>The sample at a position of the order.</summary>
    /// <param name="position">From 0, without an end.</param>
    public int this[long position]
    {
        get
        {
            var pass = position / _permutation.Length;
            if (pass != _pass)
            {
                Permute(pass);
            }

            return _permutation[position % _permutation.Length];
        }
    }

    private void Permute(long pass)
    {
        for (var i = 0; i < _permutation.Length; i++)
        {
            _permutation[i] = i;
        }

        KeyedRandom.For(_seed, RandomUse.Order, [.. _place, pass]).Shuffle(_permutation.AsSpan());
        _pass = pass;
    }
}
