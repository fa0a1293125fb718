using NoisyStudent.Noise;

namespace NoisyStudent.Tests.Noise;

/// <summary>Small pictures for tests, and operations on them.</summary>
internal static class Pictures
{
    /// <summary>Changes a picture, as a test states it.</summary>
    public delegate void Change(PixelBuffers image);

    /// <summary>A picture of the given pixels, each of one grey level.</summary>
    public static byte[] Grey(params ReadOnlySpan<byte> levels)
    {
        var picture = new byte[levels.Length * 3];
        for (var i = 0; i < picture.Length; i++)
        {
            picture[i] = levels[i / 3];
        }

        return picture;
    }

    /// <summary>A picture in which any two neighbouring bytes differ.</summary>
    public static byte[] Mixed(int width, int height)
    {
        var picture = new byte[width * height * 3];
        for (var i = 0; i < picture.Length; i++)
        {
            picture[i] = (byte)((i * 89) + (i * i / 7));
        }

        return picture;
    }

    /// <summary>The red byte of each pixel.</summary>
    public static byte[] Reds(byte[] picture) => [.. picture.Where((_, i) => i % 3 == 0)];

    /// <summary>What a change makes of a picture; the place of the result is not clean before.</summary>
    public static byte[] After(byte[] picture, int width, int height, Change change)
    {
        var result = new byte[picture.Length];
        result.AsSpan().Fill(77);
        change(new PixelBuffers(picture, result, width, height));
        return result;
    }

    /// <summary>What an operation of the table makes of a picture, filling with the grey level 128.</summary>
    public static byte[] After(byte[] picture, int width, int height, string operation, double argument)
    {
        var random = KeyedRandom.For(1, RandomUse.InputNoise);
        var result = new byte[picture.Length];
        Operation(operation).Apply(new PixelBuffers(picture, result, width, height), argument, 128, ref random);
        return result;
    }

    public static RandAugmentOperation Operation(string name) =>
        RandAugment.AllOperations.Single(operation => operation.Name == name);
}
