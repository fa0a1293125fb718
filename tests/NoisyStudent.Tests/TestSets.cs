using NoisyStudent.Datasets;
using NoisyStudent.Networks;

namespace NoisyStudent.Tests;

/// <summary>Small picture sets in memory, a function of their numbers alone.</summary>
internal static class TestSets
{
    public const int Size = 8;

    public static readonly Normalization Normalization = NormalizationOf(3);

    public static Normalization NormalizationOf(int channels) => new([.. Enumerable.Repeat(128f, channels)], [.. Enumerable.Repeat(64f, channels)]);

    /// <summary>Noise pictures.</summary>
    public static ImageSet Images(int count, long seed = 1) => new(
        Size, [.. Enumerable.Range(0, count).Select(i => $"{i}.png")], Enumerable.Range(0, count).Select(i => Pixels(seed, i, 0, 256)));

    /// <summary>Pictures of two classes that brightness tells apart, in turn dark and bright.</summary>
    public static LabeledSet DarkAndBright(int count, long seed = 1) => new(
        "memory",
        new ImageSet(
            Size, [.. Enumerable.Range(0, count).Select(i => $"{i}.png")],
            Enumerable.Range(0, count).Select(i => Pixels(seed, i, i % 2 == 0 ? 0 : 136, 120))),
        ["dark", "bright"],
        [.. Enumerable.Range(0, count).Select(i => i % 2)]);

    private static byte[] Pixels(long seed, int picture, int least, int range)
    {
        var random = KeyedRandom.For(seed, RandomUse.Drawing, picture);
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(least + random.NextInt(range));
        }

        return pixels;
    }
}
