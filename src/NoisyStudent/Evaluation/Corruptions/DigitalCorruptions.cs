using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>What happens to a picture between camera and classifier.</summary>
internal static class DigitalCorruptions
{
    /// <summary>Multiplies each level's distance from its channel's mean.</summary>
    public static void Contrast(FloatImage image, double factor, ref KeyedRandom random)
    {
        foreach (var plane in image.Planes)
        {
            var sum = 0.0;
            foreach (var value in plane.Values)
            {
                sum += value;
            }

            var mean = sum / plane.Values.Length;
            foreach (ref var value in plane.Values.AsSpan())
            {
                value = (float)(mean + ((value - mean) * factor));
            }
        }
    }

    public static void Brightness(FloatImage image, double shift, ref KeyedRandom random) => Brighten(image, shift);

    /// <summary>Adds to the value of HSV, within 0 and 1; hue and saturation stay, so that the channels keep their proportions.</summary>
    public static void Brighten(FloatImage image, double shift)
    {
        var (red, green, blue) = (image.Red, image.Green, image.Blue);
        for (var i = 0; i < red.Length; i++)
        {
            var value = Math.Max(red[i], Math.Max(green[i], blue[i]));
            var brighter = Math.Clamp(value + (float)shift, 0, 1);
            (red[i], green[i], blue[i]) = value > 0
                ? (red[i] / value * brighter, green[i] / value * brighter, blue[i] / value * brighter)
                : (brighter, brighter, brighter);
        }
    }

    /// <summary>Changes the saturation of HSV, within 0 and 1; hue and value stay. The hue of grey counts as red.</summary>
    public static void Saturate(FloatImage image, Saturation saturation, ref KeyedRandom random)
    {
        var (red, green, blue) = (image.Red, image.Green, image.Blue);
        for (var i = 0; i < red.Length; i++)
        {
            var value = Math.Max(red[i], Math.Max(green[i], blue[i]));
            var distance = value - Math.Min(red[i], Math.Min(green[i], blue[i]));
            var before = value > 0 ? distance / value : 0;
            var after = (float)Math.Clamp((before * saturation.Factor) + saturation.Shift, 0, 1);
            if (before > 0)
            {
                var factor = after / before;
                (red[i], green[i], blue[i]) = (
                    value - ((value - red[i]) * factor), value - ((value - green[i]) * factor), value - ((value - blue[i]) * factor));
            }
            else
            {
                green[i] = blue[i] = value * (1 - after);
            }
        }
    }

    /// <summary>
    /// Shrinks by means of boxes and enlarges again. A box holds the pixels whose centres lie in the part of the row and the column that the smaller
    /// pixel covers, as Pillow's box filter has it.
    /// </summary>
    public static void Pixelate(FloatImage image, double factor, ref KeyedRandom random)
    {
        var (size, smaller) = (image.Size, Math.Max(1, (int)(image.Size * factor)));
        var bounds = new int[smaller + 1];
        for (var i = 0; i <= smaller; i++)
        {
            bounds[i] = (int)Math.Floor((i * size / (double)smaller) + 0.5);
        }

        foreach (var plane in image.Planes)
        {
            var small = new float[smaller * smaller];
            for (var y = 0; y < smaller; y++)
            {
                for (var x = 0; x < smaller; x++)
                {
                    small[(y * smaller) + x] = Mean(plane, bounds[x], bounds[x + 1], bounds[y], bounds[y + 1]);
                }
            }

            for (var y = 0; y < size; y++)
            {
                var row = plane.Row(y);
                var source = small.AsSpan((int)((y + 0.5) * smaller / size) * smaller, smaller);
                for (var x = 0; x < size; x++)
                {
                    row[x] = source[(int)((x + 0.5) * smaller / size)];
                }
            }
        }
    }

    public static void Jpeg(FloatImage image, int quality, ref KeyedRandom random)
    {
        foreach (var (after, before) in JpegRoundTrip.Of(image, quality).Planes.Zip(image.Planes))
        {
            before.Set(after);
        }
    }

    private static float Mean(Plane plane, int left, int right, int top, int bottom)
    {
        var sum = 0f;
        for (var y = top; y < bottom; y++)
        {
            foreach (var value in plane.Row(y)[left..right])
            {
                sum += value;
            }
        }

        return sum / ((right - left) * (bottom - top));
    }
}
