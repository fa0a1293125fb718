using NoisyStudent.Images;
using NoisyStudent.Noise;

namespace NoisyStudent.Prediction;

/// <summary>The views of a picture over which an answer is the mean.</summary>
/// <param name="Augmentation">Which.</param>
public sealed record TestTimeViews(TestTimeAugmentation Augmentation)
{
    /// <summary>The picture as it is.</summary>
    public static TestTimeViews Plain { get; } = new(TestTimeAugmentation.None);

    /// <summary>By which part of its width a picture is shifted, rounded down to whole pixels, at least one; for <see cref="TestTimeAugmentation.FlipAndShift"/>.</summary>
    public double Shift { get; init; } = 1.0 / 32;

    /// <summary>The grey level, 0 to 255, of what a shift leaves empty. No training's noise decides it, so that a teacher's answers are the same whatever its student's noise is.</summary>
    public int Fill { get; init; } = 128;

    /// <summary>The places of the views.</summary>
    /// <param name="size">Width and height of the pictures in pixels.</param>
    internal IReadOnlyList<CropAndFlip> Of(int size)
    {
        var shift = Math.Max(1, (int)(size * Shift));
        int[] shifts = Augmentation == TestTimeAugmentation.FlipAndShift ? [0, shift, -shift] : [0];
        bool[] flips = Augmentation == TestTimeAugmentation.None ? [false] : [false, true];
        return [.. from place in shifts from mirrored in flips select new CropAndFlip(place, place, mirrored)];
    }

    /// <summary>What a view shows of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="view">The view.</param>
    internal RgbImage Show(RgbImage image, CropAndFlip view)
    {
        if (view == default)
        {
            return image;
        }

        var seen = new byte[image.Pixels.Length];
        view.Apply(new PixelBuffers(image.Pixels, seen, image.Width, image.Height), (byte)Fill);
        return new RgbImage(image.Width, image.Height, seen);
    }
}
