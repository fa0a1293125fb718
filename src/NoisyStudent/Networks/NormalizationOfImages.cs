using NoisyStudent.Datasets;
using NoisyStudent.Images;

namespace NoisyStudent.Networks;

/// <summary>Where a normalization comes from.</summary>
internal static class NormalizationOfImages
{
    extension(Normalization)
    {
        /// <summary>The normalization that gives a set of images mean 0 and standard deviation 1 in each channel.</summary>
        /// <param name="images">The labeled training images.</param>
        /// <param name="channels">How many channels the input has: 3, or 1 for luma.</param>
        public static Normalization Of(ImageSet images, int channels = RgbImage.Channels)
        {
            var sum = new long[channels];
            var sumOfSquares = new long[channels];
            for (var i = 0; i < images.Count; i++)
            {
                for (var pixels = images.Pixels(i); !pixels.IsEmpty; pixels = pixels[RgbImage.Channels..])
                {
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var level = NormalizedPixels.LevelOf(pixels, channel, channels);
                        sum[channel] += level;
                        sumOfSquares[channel] += level * level;
                    }
                }
            }

            var count = Math.Max(1.0, (double)images.Count * images.ImageSize * images.ImageSize);
            var mean = sum.Select(total => total / count).ToArray();
            var deviation = mean.Zip(sumOfSquares, (m, squares) => Math.Max(1, Math.Sqrt(Math.Max(0, (squares / count) - (m * m)))));
            return new Normalization([.. mean.Select(m => (float)m)], [.. deviation.Select(d => (float)d)]);
        }
    }
}
