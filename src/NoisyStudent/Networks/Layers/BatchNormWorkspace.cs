using System.Runtime.CompilerServices;

namespace NoisyStudent.Networks.Layers;

/// <summary>The memory in which a <see cref="NormActivation"/> works, kept from step to step: periods of <see cref="ChannelCoefficients"/>.</summary>
internal sealed unsafe class BatchNormWorkspace
{
    private const int Periods = 5;

    private readonly float[] _coefficients;
    private float[] _sums = [];

    public BatchNormWorkspace(int channels)
    {
        Period = ChannelCoefficients.Period(channels);
        _coefficients = GC.AllocateArray<float>(Periods * Period, pinned: true);
    }

    /// <summary>How many numbers a period has.</summary>
    public int Period { get; }

    /// <summary>Sets a period of coefficients.</summary>
    /// <param name="number">From 0 to 4.</param>
    /// <param name="ofChannel">The coefficient of a channel.</param>
    /// <param name="channels">How many channels.</param>
    /// <returns>Its address.</returns>
    public float* Set(int number, Func<int, double> ofChannel, int channels)
    {
        var period = _coefficients.AsSpan(number * Period, Period);
        for (var at = 0; at < period.Length; at++)
        {
            period[at] = at < channels ? (float)ofChannel(at) : period[at - channels];
        }

        return Address(_coefficients) + (number * Period);
    }

    /// <summary>Zeros for two periods of sums for each piece of work.</summary>
    /// <param name="pieces">How many pieces.</param>
    public float* Sums(int pieces)
    {
        var length = pieces * 2 * Period;
        if (_sums.Length < length)
        {
            _sums = GC.AllocateArray<float>(length, pinned: true);
        }

        _sums.AsSpan(0, length).Clear();
        return Address(_sums);
    }

    private static float* Address(float[] pinned) => (float*)Unsafe.AsPointer(ref pinned[0]);
}
