using NoisyStudent.Datasets;

namespace NoisyStudent.Networks;

/// <summary>Where a normalization comes from.</summary>
public static class NormalizationOfImages
{
    extension(Normalization)
    {
        /// <summary>The normalization that gives a set of images mean 0 and standard deviation 1 in each channel.</summary>
        /// <param name="images">The labeled training images.</param>
        public static Normalization Of(ImageSet images)
        {
            var sum = new long[Normalization.Channels];
            var sumOfSquares = new long[Normalization.Channels];
            for (var i = 0; i < images.Count; i++)
            {
                var pixels = images.Pixels(i);
                for (var p = 0; p < pixels.Length; p++)
                {
                    sum[p % Normalization.Channels] += pixels[p];
                    sumOfSquares[p % Normalization.Channels] += pixels[p] * pixels[p];
                }
            }

            var count = Math.Max(1.0, (double)images.Count * images.ImageSize * images.ImageSize);
            var mean = sum.Select(total => total / count).ToArray();
            var deviation = mean.Zip(sumOfSquares, (m, squares) => Math.Max(1, Math.Sqrt(Math.Max(0, (squares / count) - (m * m)))));
            return new Normalization([.. mean.Select(m => (float)m)], [.. deviation.Select(d => (float)d)]);
        }
    }
}
