using NoisyStudent.Images;

namespace NoisyStudent.Noise;

/// <summary>
/// The crop of Inception (Szegedy et al., arXiv 1409.4842, section 6): a window whose area is a uniform fraction of the picture's and
/// whose aspect ratio is drawn log-uniformly, at a uniform place; it is then scaled to a square.
/// </summary>
internal static class RandomResizedCrop
{
    /// <summary>The usual smallest fraction of the picture's area.</summary>
    public const double SmallestArea = 0.08;

    /// <summary>The usual widest aspect ratio; the narrowest is 1 over it.</summary>
    public const double WidestAspect = 4.0 / 3;

    private const int Attempts = 10;

    /// <summary>Draws a window. Where ten drawn sizes do not fit, it is the centre, as large as the aspect ratios allow.</summary>
    /// <param name="width">Width of the picture in pixels, at least 1.</param>
    /// <param name="height">Height of the picture in pixels, at least 1.</param>
    /// <param name="random">Where size and place come from.</param>
    /// <param name="smallestArea">The smallest fraction of the picture's area, above 0, at most 1.</param>
    /// <param name="widestAspect">The widest aspect ratio, at least 1; the narrowest is 1 over it.</param>
    public static PixelWindow Draw(int width, int height, ref KeyedRandom random, double smallestArea = SmallestArea, double widestAspect = WidestAspect)
    {
        var area = (double)width * height;
        var logAspect = Math.Log(widestAspect);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var wanted = area * random.NextDouble(smallestArea, 1);
            var aspect = Math.Exp(random.NextDouble(-logAspect, logAspect));
            var windowWidth = (int)Math.Round(Math.Sqrt(wanted * aspect));
            var windowHeight = (int)Math.Round(Math.Sqrt(wanted / aspect));
            if (windowWidth is > 0 && windowWidth <= width && windowHeight is > 0 && windowHeight <= height)
            {
                return new PixelWindow(
                    random.NextInt(width - windowWidth + 1), random.NextInt(height - windowHeight + 1), windowWidth, windowHeight);
            }
        }

        var centreWidth = Math.Clamp((int)Math.Round(height * widestAspect), 1, width);
        var centreHeight = Math.Clamp((int)Math.Round(width * widestAspect), 1, height);
        return new PixelWindow((width - centreWidth) / 2, (height - centreHeight) / 2, centreWidth, centreHeight);
    }
}
