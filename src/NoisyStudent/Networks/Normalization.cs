using NoisyStudent.Datasets;

namespace NoisyStudent.Networks;

/// <summary>How pixels become a network's input: (pixel - mean) / standard deviation, per channel. Part of a trained model.</summary>
/// <param name="Mean">The mean of red, green and blue, in grey levels 0 to 255.</param>
/// <param name="StandardDeviation">The standard deviation of each, in grey levels; above 0.</param>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> StandardDeviation)
{
    /// <summary>How many channels a picture has.</summary>
    public const int Channels = 3;

    /// <summary>ImageNet's mean and standard deviation, by which published weights are mostly learned.</summary>
    public static Normalization ImageNet { get; } = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    /// <summary>The normalization that gives a set of images mean 0 and standard deviation 1 in each channel.</summary>
    /// <param name="images">The labeled training images.</param>
    public static Normalization Of(ImageSet images)
    {
        var sum = new long[Channels];
        var sumOfSquares = new long[Channels];
        for (var i = 0; i < images.Count; i++)
        {
            var pixels = images.Pixels(i);
            for (var p = 0; p < pixels.Length; p++)
            {
                sum[p % Channels] += pixels[p];
                sumOfSquares[p % Channels] += pixels[p] * pixels[p];
            }
        }

        var count = Math.Max(1.0, (double)images.Count * images.ImageSize * images.ImageSize);
        var mean = sum.Select(total => total / count).ToArray();
        var deviation = mean.Zip(sumOfSquares, (m, squares) => Math.Max(1, Math.Sqrt(Math.Max(0, (squares / count) - (m * m)))));
        return new Normalization([.. mean.Select(m => (float)m)], [.. deviation.Select(d => (float)d)]);
    }
}
