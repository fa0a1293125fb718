using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>
/// The coarsest traits of a picture in sixteen bytes: how much of each of the lowest frequencies of its brightness (of the discrete cosine
/// transform, but for its mean) is in it, as fractions of all that is in it. The frequencies are orthonormal, so sketches are no
/// further apart than the pictures themselves: who compares sketches overlooks nothing.
/// </summary>
[InlineArray(Length)]
internal struct Sketch
{
    /// <summary>How many traits there are.</summary>
    public const int Length = 16;

    /// <summary>What a trait of all that is in a picture would be; differences of two such then fit in a byte.</summary>
    private const double Scale = 63;

    private const int Side = PictureFingerprint.Side;

    private static readonly double[] _waves =
    [
        .. (from sum in Enumerable.Range(1, 5)
            from down in Enumerable.Range(0, sum + 1)
            select (Across: sum - down, Down: down)).Take(Length).SelectMany(wave => Wave(wave.Across, wave.Down)),
    ];

    private sbyte _first;

    /// <summary>How far apart two sketches may be, where the difference of the pictures is this fraction of what is in either.</summary>
    public static double MostDistance(double fraction)
    {
        // Pictures are compared as they are, sketches as if both held as much: that can put them a little further apart, up to a chord
        // instead of a sine. And traits are rounded, each by half at most, with a little more for the last bits of the cosines.
        const double Rounding = 1.01;
        var chord = 2 * Math.Sin(Math.Asin(fraction) / 2);
        return (Scale * chord) + (Rounding * Math.Sqrt(Length));
    }

    /// <summary>The sketch of a picture.</summary>
    /// <param name="small">[side, side, 3], row by row, R, G, B.</param>
    /// <param name="deviation">The standard deviation within its channels; above 0.</param>
    public static Sketch Of(ReadOnlySpan<byte> small, double deviation)
    {
        Span<int> brightness = stackalloc int[Side * Side];
        for (var pixel = 0; pixel < brightness.Length; pixel++)
        {
            brightness[pixel] = small[3 * pixel] + small[(3 * pixel) + 1] + small[(3 * pixel) + 2];
        }

        // The length of the whole picture as a vector, its means taken off.
        var length = deviation * Math.Sqrt(small.Length);
        var sketch = default(Sketch);
        for (var trait = 0; trait < Length; trait++)
        {
            var sum = 0.0;
            for (var pixel = 0; pixel < brightness.Length; pixel++)
            {
                sum += brightness[pixel] * _waves[(trait * brightness.Length) + pixel];
            }

            // Spread evenly over three channels, a wave of length 1 has this fraction of it in each.
            sketch[trait] = (sbyte)Math.Round(Scale * sum / Math.Sqrt(3) / length);
        }

        return sketch;
    }

    /// <summary>The traits.</summary>
    public readonly ReadOnlySpan<sbyte> AsSpan() => MemoryMarshal.CreateReadOnlySpan(in _first, Length);

    /// <summary>A cosine wave over the picture, as a vector of length 1.</summary>
    private static IEnumerable<double> Wave(int across, int down) =>
        from y in Enumerable.Range(0, Side)
        from x in Enumerable.Range(0, Side)
        select Cosine(across, x) * Cosine(down, y);

    private static double Cosine(int frequency, int at) =>
        Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / Side) * Math.Cos(Math.PI * frequency * (at + 0.5) / Side);
}
