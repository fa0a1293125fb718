using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>A square picture as three planes of levels from 0 to 1, so that steps in between do not round.</summary>
/// <param name="size">Width and height in pixels.</param>
internal sealed class FloatImage(int size)
{
    /// <summary>Width and height in pixels.</summary>
    public int Size { get; } = size;

    /// <summary>Red, green, blue.</summary>
    public Plane[] Planes { get; } = [new(size), new(size), new(size)];

    /// <summary>The levels of red.</summary>
    public float[] Red => Planes[0].Values;

    /// <summary>The levels of green.</summary>
    public float[] Green => Planes[1].Values;

    /// <summary>The levels of blue.</summary>
    public float[] Blue => Planes[2].Values;

    /// <summary>The picture's levels over 255.</summary>
    /// <param name="image">A square picture.</param>
    public static FloatImage Of(RgbImage image)
    {
        var result = new FloatImage(image.Width);
        foreach (var (channel, plane) in result.Planes.Index())
        {
            var (values, pixels) = (plane.Values, image.Pixels);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = pixels[(RgbImage.Channels * i) + channel] / 255f;
            }
        }

        return result;
    }

    /// <summary>The picture in bytes: levels cut to 0 and 1, times 255, rounded to the nearest.</summary>
    public RgbImage ToBytes()
    {
        var pixels = new byte[RgbImage.Channels * Size * Size];
        foreach (var (channel, plane) in Planes.Index())
        {
            var values = plane.Values;
            for (var i = 0; i < values.Length; i++)
            {
                pixels[(RgbImage.Channels * i) + channel] = (byte)((Math.Clamp(values[i], 0, 1) * 255) + 0.5f);
            }
        }

        return new RgbImage(Size, Size, pixels);
    }
}
