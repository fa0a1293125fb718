using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Tests.Images;
using SkiaSharp;

namespace NoisyStudent.Tests.Datasets.Duplicates;

/// <summary>Pictures with light and shade, as photographs have them: a function of their numbers, drawable at any size.</summary>
internal static class Scenes
{
    public const int Size = 32;

    private const int Waves = 6;

    /// <summary>A scene as an encoded picture.</summary>
    public static byte[] Encoded(int number, int size, SKEncodedImageFormat format = SKEncodedImageFormat.Png, int quality = 100, int brighter = 0)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing, number);
        var waves = new double[Waves * 5];
        for (var i = 0; i < waves.Length; i++)
        {
            waves[i] = random.NextDouble(-1, 1);
        }

        return EncodedPictures.Draw(
            size, size, (x, y) => new SKColor(Level(x, y, 0), Level(x, y, 1), Level(x, y, 2)), format, quality);

        byte Level(int x, int y, int channel)
        {
            var level = 128.0 + brighter;
            for (var wave = 0; wave < Waves; wave++)
            {
                var numbers = waves.AsSpan(wave * 5, 5);
                var phase = (numbers[0] * (x + 0.5)) + (numbers[1] * (y + 0.5));
                level += 30 * (1 + (0.3 * numbers[4] * channel)) * numbers[2] * Math.Sin((10 * phase / size) + (3 * numbers[3]));
            }

            return (byte)Math.Clamp(level, 0, 255);
        }
    }

    /// <summary>The pixels of a scene, fitted to <see cref="Size"/>.</summary>
    public static byte[] Pixels(int number, int size = Size, SKEncodedImageFormat format = SKEncodedImageFormat.Png, int quality = 100, int brighter = 0) =>
        ImageReader.Read(Encoded(number, size, format, quality, brighter)).FitSquare(Size).Pixels;

    /// <summary>Pictures of one plain grey.</summary>
    public static byte[] Plain(byte level)
    {
        var pixels = new byte[Size * Size * 3];
        pixels.AsSpan().Fill(level);
        return pixels;
    }

    /// <summary>A set of pictures in memory.</summary>
    public static ImageSet Set(params IReadOnlyList<byte[]> pixels) =>
        new(Size, [.. Enumerable.Range(0, pixels.Count).Select(i => $"{i}.png")], pixels);
}
