namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>How a row <c>a b c d</c> goes on beyond its ends.</summary>
internal enum Border
{
    /// <summary><c>a a a | a b c d | d d d</c></summary>
    Nearest,

    /// <summary><c>c b a | a b c d | d c b</c></summary>
    Reflect,

    /// <summary><c>d c b | a b c d | c b a</c></summary>
    Mirror,
}

/// <summary>Places beyond the ends.</summary>
internal static class BorderPlaces
{
    /// <summary>The place in a row whose number stands at a place perhaps outside.</summary>
    /// <param name="border">How the row goes on.</param>
    /// <param name="place">Any place.</param>
    /// <param name="length">The length of the row.</param>
    public static int Inside(this Border border, int place, int length)
    {
        if ((uint)place < (uint)length)
        {
            return place;
        }

        if (border == Border.Nearest || length == 1)
        {
            return Math.Clamp(place, 0, length - 1);
        }

        var (period, last) = border == Border.Reflect ? (2 * length, (2 * length) - 1) : ((2 * length) - 2, (2 * length) - 2);
        var within = ((place % period) + period) % period;
        return within < length ? within : last - within;
    }
}
