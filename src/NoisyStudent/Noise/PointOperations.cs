namespace NoisyStudent.Noise;

/// <summary>
/// Operations that map each byte by itself, the same way wherever it stands and whatever the rest of the picture is.
/// </summary>
public static class PointOperations
{
    /// <summary>Pixels at this level or above are left as they are by <see cref="SolarizeAdd"/>.</summary>
    private const int SolarizeAddThreshold = 128;

    /// <summary>The negative of the picture.</summary>
    /// <param name="image">What to read and where to write.</param>
    public static void Invert(PixelBuffers image)
    {
        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (byte)~source[i];
        }
    }

    /// <summary>Keeps the upper bits of each byte and clears the others.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="bits">How many bits are kept, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits is not from 1 to 8.</exception>
    public static void Posterize(PixelBuffers image, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        var mask = 0xFF << (8 - bits);
        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (byte)(source[i] & mask);
        }
    }

    /// <summary>Inverts the bytes at a threshold or above it.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="threshold">The lowest level that is inverted: 0 inverts all, 256 none.</param>
    public static void Solarize(PixelBuffers image, int threshold)
    {
        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i++)
        {
            var level = source[i];
            destination[i] = level < threshold ? level : (byte)~level;
        }
    }

    /// <summary>Adds to the bytes under 128, up to 255, and leaves the others.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="addition">How many grey levels are added, at least 0.</param>
    public static void SolarizeAdd(PixelBuffers image, int addition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(addition);
        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i++)
        {
            int level = source[i];
            destination[i] = (byte)(level < SolarizeAddThreshold ? Math.Min(level + addition, byte.MaxValue) : level);
        }
    }
}
