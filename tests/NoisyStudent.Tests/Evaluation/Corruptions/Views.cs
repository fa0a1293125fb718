using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>Square pictures for tests, and what corruptions make of them.</summary>
internal static class Views
{
    private const int Waves = 24;
    private const int Discs = 4;

    /// <summary>A picture, pixel by pixel.</summary>
    public static RgbImage Of(int size, Func<int, int, (double Red, double Green, double Blue)> pixel)
    {
        var pixels = new byte[size * size * RgbImage.Channels];
        for (var i = 0; i < size * size; i++)
        {
            var (red, green, blue) = pixel(i % size, i / size);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (Byte(red), Byte(green), Byte(blue));
        }

        return new RgbImage(size, size, pixels);

        static byte Byte(double level) => (byte)Math.Clamp(Math.Round(level), 0, 255);
    }

    /// <summary>One grey everywhere.</summary>
    public static RgbImage Grey(int size, int level) => Of(size, (_, _) => (level, level, level));

    /// <summary>Red grows with each column and green with each row by the same step, so that a pixel says where it came from.</summary>
    public static RgbImage Places(int size) => Of(size, (x, y) => (x * StepOfPlaces(size), y * StepOfPlaces(size), 0));

    /// <summary>The step of <see cref="Places"/> in levels.</summary>
    public static int StepOfPlaces(int size) => 255 / (size - 1);

    /// <summary>Levels that have nothing to do with each other.</summary>
    public static RgbImage Static(int size, int least = 0, int range = 256)
    {
        var random = KeyedRandom.For(3, RandomUse.Drawing, size);
        return Of(size, (_, _) => (least + random.NextInt(range), least + random.NextInt(range), least + random.NextInt(range)));
    }

    /// <summary>What a photograph has: light and shade of all sizes, the finer the fainter, and things with sharp edges and colours of their own.</summary>
    public static RgbImage Scene(int size, int number, bool grey = false)
    {
        var random = KeyedRandom.For(4, RandomUse.Drawing, number);
        var waves = new (double X, double Y, double Phase, double Amplitude, double Hue)[Waves];
        foreach (ref var wave in waves.AsSpan())
        {
            var (angle, frequency) = (random.NextDouble(0, Math.Tau), Math.Pow(2, random.NextDouble(0, 4)));
            wave = (frequency * Math.Cos(angle), frequency * Math.Sin(angle), random.NextDouble(0, Math.Tau), 25 / frequency, random.NextDouble(-0.5, 0.5));
        }

        var discs = new (double X, double Y, double Radius, double Red, double Green, double Blue)[Discs];
        foreach (ref var disc in discs.AsSpan())
        {
            disc = (random.NextDouble(), random.NextDouble(), random.NextDouble(0.05, 0.25), Shade(ref random), Shade(ref random), Shade(ref random));
        }

        return Of(size, (x, y) =>
        {
            var (u, v) = ((x + 0.5) / size, (y + 0.5) / size);
            var (red, green, blue) = (120.0, 120.0, 120.0);
            foreach (var disc in discs)
            {
                if (((u - disc.X) * (u - disc.X)) + ((v - disc.Y) * (v - disc.Y)) < disc.Radius * disc.Radius)
                {
                    (red, green, blue) = (disc.Red, disc.Green, disc.Blue);
                }
            }

            foreach (var wave in waves)
            {
                var level = wave.Amplitude * Math.Sin((Math.Tau * ((wave.X * u) + (wave.Y * v))) + wave.Phase);
                (red, green, blue) = (red + (level * (1 + wave.Hue)), green + level, blue + (level * (1 - wave.Hue)));
            }

            return grey ? (green, green, green) : (red, green, blue);
        });

        static double Shade(ref KeyedRandom random) => random.NextDouble(50, 200);
    }

    /// <summary>A corruption by its name.</summary>
    public static Corruption Corruption(string name) => NoisyStudent.Evaluation.Corruptions.Corruption.All.Single(corruption => corruption.Name == name);

    /// <summary>A corrupted picture.</summary>
    public static RgbImage Corrupted(this RgbImage clean, string name, int severity, string file = "a.png", long seed = 1) =>
        Corruption(name).Apply(clean, severity, seed, file);

    /// <summary>The picture corrupted under several names.</summary>
    public static RgbImage[] Draws(this RgbImage clean, string name, int severity, int count) =>
        [.. Enumerable.Range(0, count).Select(number => clean.Corrupted(name, severity, $"{number}.png"))];

    /// <summary>The same for so many names that there are at least 100,000 pixels.</summary>
    public static RgbImage[] Draws(this RgbImage clean, string name, int severity) =>
        clean.Draws(name, severity, (100_000 / (clean.Width * clean.Width)) + 1);
}
