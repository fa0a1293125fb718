namespace NoisyStudent;

/// <summary>What a stream of random numbers is for. Two uses never share a stream.</summary>
internal enum RandomUse
{
    /// <summary>Which labeled images are held out for validation.</summary>
    Split = 1,

    /// <summary>The initial weights of a network.</summary>
    Weights = 2,

    /// <summary>The order in which images are drawn into batches.</summary>
    Order = 3,

    /// <summary>Input noise: which operations, with which signs and places.</summary>
    InputNoise = 4,

    /// <summary>Model noise: which units and which blocks are dropped.</summary>
    ModelNoise = 5,

    /// <summary>Which pseudo-labeled images get one more copy.</summary>
    Duplication = 6,

    /// <summary>The pictures that the demo draws.</summary>
    Drawing = 7,

    /// <summary>Noise on a teacher while it labels.</summary>
    TeacherNoise = 8,

    /// <summary>Corruptions of test pictures.</summary>
    Corruption = 9,

    /// <summary>Perturbation sequences of test pictures.</summary>
    Perturbation = 10,

    /// <summary>Which test pictures stand for all where not all are measured.</summary>
    TestSample = 11,

    /// <summary>Input noise of the versions of a picture, which are the same for every model.</summary>
    NoiseVersion = 12,

    /// <summary>Which pictures measure a last layer that the others are fitted to.</summary>
    Folds = 13,

    /// <summary>Which pictures try what learned from the others while it is found out what models start from.</summary>
    StartFolds = 14,
}

/// <summary>
/// A stream of random numbers that is a function of a seed, a use and a place (iteration, epoch, sample, step), never of thread
/// order or of time. Streams with different keys are independent. The generator is SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
internal struct KeyedRandom
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _state;

    private KeyedRandom(ulong state) => _state = state;

    /// <summary>The stream for a place.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="use">What the numbers are for.</param>
    /// <param name="place">Where in the run they are drawn: iteration, epoch, sample or step.</param>
    public static KeyedRandom For(long seed, RandomUse use, params ReadOnlySpan<long> place)
    {
        var key = Mix((ulong)seed + Increment);
        key = Mix(key ^ (((ulong)use + 1) * Increment));
        foreach (var coordinate in place)
        {
            key = Mix((key + Increment) ^ Mix((ulong)coordinate + Increment));
        }

        return new KeyedRandom(key);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => Mix(_state += Increment);

    /// <summary>A number in [0, 1), uniform in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The bound, never reached.</param>
    public double NextDouble(double minimum, double maximum) => minimum + ((maximum - minimum) * NextDouble());

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    /// <param name="bound">How many values there are; at least 1.</param>
    public int NextInt(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>True with the given probability.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    public bool NextBool(double probability = 0.5) => NextDouble() < probability;

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    /// <param name="items">The items, reordered in place.</param>
    /// <typeparam name="T">The type of an item.</typeparam>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
