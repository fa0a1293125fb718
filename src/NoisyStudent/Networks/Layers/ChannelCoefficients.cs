namespace NoisyStudent.Networks.Layers;

/// <summary>
/// A number for each channel, repeated until it fills whole vectors: so a vector of neighbours in a channels-last image meets its own
/// coefficients, whatever the number of channels.
/// </summary>
internal static class ChannelCoefficients
{
    /// <summary>The loops take this many numbers at once.</summary>
    public const int Block = 64;

    /// <summary>After how many numbers the coefficients repeat: the least common multiple of channels and <see cref="Block"/>.</summary>
    /// <param name="channels">How many channels.</param>
    public static int Period(int channels)
    {
        var (a, b) = (channels, Block);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return channels / a * Block;
    }

    /// <summary>Adds up the places of a period that belong to the same channel.</summary>
    /// <param name="repeated">A period of numbers.</param>
    /// <param name="perChannel">Gets the sums, added to what is there.</param>
    public static void Gather(ReadOnlySpan<float> repeated, Span<double> perChannel)
    {
        for (var at = 0; at < repeated.Length; at++)
        {
            perChannel[at % perChannel.Length] += repeated[at];
        }
    }
}
