namespace NoisyStudent.Noise;

/// <summary>
/// Operations that map each byte by itself, the same way wherever it stands and whatever the rest of the picture is.
/// </summary>
internal static class PointOperations
{
    /// <summary>Pixels at this level or above are left as they are by <see cref="SolarizeAdd"/>.</summary>
    private const int SolarizeAddThreshold = 128;

    /// <summary>The negative of the picture.</summary>
    /// <param name="image">What to read and where to write.</param>
    public static void Invert(PixelBuffers image) => Solarize(image, threshold: 0);

    /// <summary>Keeps the upper bits of each byte and clears the others.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="bits">How many bits are kept, 1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits is not from 1 to 8.</exception>
    public static void Posterize(PixelBuffers image, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
        Span<byte> table = stackalloc byte[LevelTable.Levels];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)(level & (0xFF << (8 - bits)));
        }

        LevelTable.Map(image, table);
    }

    /// <summary>Inverts the bytes at a threshold or above it.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="threshold">The lowest level that is inverted: 0 inverts all, 256 none.</param>
    public static void Solarize(PixelBuffers image, int threshold)
    {
        Span<byte> table = stackalloc byte[LevelTable.Levels];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)(level < threshold ? level : ~level);
        }

        LevelTable.Map(image, table);
    }

    /// <summary>Adds to the bytes under 128, up to 255, and leaves the others.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="addition">How many grey levels are added, at least 0.</param>
    public static void SolarizeAdd(PixelBuffers image, int addition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(addition);
        Span<byte> table = stackalloc byte[LevelTable.Levels];
        for (var level = 0; level < table.Length; level++)
        {
            table[level] = (byte)(level < SolarizeAddThreshold ? Math.Min(level + addition, byte.MaxValue) : level);
        }

        LevelTable.Map(image, table);
    }
}
