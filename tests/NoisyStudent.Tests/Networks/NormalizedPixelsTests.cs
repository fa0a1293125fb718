using NoisyStudent.Networks;
using NoisyStudent.Tests.Noise;
using Xunit;

namespace NoisyStudent.Tests.Networks;

public class NormalizedPixelsTests
{
    /// <summary>7 x 9 pixels are no multiple of any vector; each is divided here on its own, in the order of the definition.</summary>
    [Fact]
    public void Both_orders_hold_the_same_bits_and_they_are_those_of_the_definition()
    {
        const int Area = 7 * 9;
        var normalization = new Normalization([125.307f, 122.95f, 113.865f], [62.9932f, 62.0887f, 66.7048f]);
        var pixels = Enumerable.Range(0, Area * 3).Select(i => (byte)(i * 31)).ToArray();
        var (interleaved, planes) = (new float[Area * 3], new float[Area * 3]);
        var normalized = new NormalizedPixels(normalization);
        normalized.WriteInterleaved(pixels, interleaved);
        normalized.WritePlanes(pixels, planes);
        for (var pixel = 0; pixel < Area; pixel++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var expected = (pixels[(pixel * 3) + channel] - normalization.Mean[channel]) / normalization.StandardDeviation[channel];
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(interleaved[(pixel * 3) + channel]));
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(planes[(channel * Area) + pixel]));
            }
        }
    }

    /// <summary>Pillow's colour at factor 0 is its conversion to grey. The pictures are of 32x32, 23x17, 6x2 and 1x1 pixels.</summary>
    [Fact]
    public void One_channel_is_the_grey_level_of_Pillow_in_both_orders()
    {
        var normalized = new NormalizedPixels(new Normalization([122.95f], [62.0887f]));
        var vectors = PillowVectors.Of("Color").Where(vector => vector.Argument == 0).ToList();
        Assert.Equal(5, vectors.Count);
        Assert.All(vectors, vector =>
        {
            var expected = Pictures.Reds(vector.Expected).Select(level => (level - 122.95f) / 62.0887f).ToArray();
            var (interleaved, planes, grey) = (new float[expected.Length], new float[expected.Length], new float[expected.Length]);
            normalized.WriteInterleaved(vector.Source, interleaved);
            normalized.WritePlanes(vector.Source, planes);
            normalized.WriteInterleaved(vector.Expected, grey);
            Assert.Equal(expected, interleaved);
            Assert.Equal(expected, planes);
            Assert.Equal(expected, grey);
        });
    }
}
