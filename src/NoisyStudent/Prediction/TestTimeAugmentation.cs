using NoisyStudent.Images;
using NoisyStudent.Noise;

namespace NoisyStudent.Prediction;

/// <summary>Under which views a picture is answered; the answer is the mean of theirs.</summary>
public enum TestTimeAugmentation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>As it is and mirrored.</summary>
    Flip,

    /// <summary>Mirrored or not, and shifted by a 32nd of its width to the upper left, to the lower right, or not: six views.</summary>
    FlipAndShift,
}

/// <summary>The views of a picture.</summary>
internal static class TestTimeViews
{
    private const byte Fill = 128;

    /// <summary>The views of an augmentation.</summary>
    /// <param name="augmentation">Which.</param>
    /// <param name="size">Width and height of the pictures in pixels.</param>
    public static IReadOnlyList<CropAndFlip> Of(TestTimeAugmentation augmentation, int size)
    {
        var shift = Math.Max(1, size / 32);
        int[] shifts = augmentation == TestTimeAugmentation.FlipAndShift ? [0, shift, -shift] : [0];
        bool[] flips = augmentation == TestTimeAugmentation.None ? [false] : [false, true];
        return [.. from place in shifts from mirrored in flips select new CropAndFlip(place, place, mirrored)];
    }

    /// <summary>What a view shows of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="view">The view.</param>
    public static RgbImage Apply(RgbImage image, CropAndFlip view)
    {
        if (view == default)
        {
            return image;
        }

        var seen = new byte[image.Pixels.Length];
        view.Apply(new PixelBuffers(image.Pixels, seen, image.Width, image.Height), Fill);
        return new RgbImage(image.Width, image.Height, seen);
    }
}
