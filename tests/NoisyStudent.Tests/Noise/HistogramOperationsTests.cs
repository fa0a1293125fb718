using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class HistogramOperationsTests
{
    [Fact]
    public void Auto_contrast_stretches_each_colour_by_itself()
    {
        // Red 50 to 101 (times 5), green constant, blue 0 to 255 already.
        byte[] picture = [50, 9, 0, 60, 9, 13, 101, 9, 255];

        Assert.Equal([0, 9, 0, 50, 9, 13, 255, 9, 255], Pictures.After(picture, 3, 1, HistogramOperations.AutoContrast));
    }

    [Fact]
    public void Equalizing_a_constant_picture_changes_nothing()
    {
        var picture = new byte[32 * 32 * 3];
        Array.Fill(picture, (byte)93);

        Assert.Equal(picture, Pictures.After(picture, 32, 32, HistogramOperations.Equalize));
    }

    [Fact]
    public void Equalizing_spreads_the_levels_by_how_many_pixels_are_darker()
    {
        // 1,020 pixels: 255 each of the levels 10, 20, 30 and 40. The step is 765 / 255 = 3, and the sums begin at 3 / 2 = 1:
        // 1 / 3 = 0, 256 / 3 = 85, 511 / 3 = 170, 766 / 3 = 255.
        byte[] levels = [10, 20, 30, 40];
        byte[] expected = [0, 85, 170, 255];
        var picture = Pictures.Grey([.. Enumerable.Range(0, 1020).Select(i => levels[i % 4])]);

        var result = Pictures.After(picture, 51, 20, HistogramOperations.Equalize);

        Assert.Equal(Pictures.Grey([.. Enumerable.Range(0, 1020).Select(i => expected[i % 4])]), result);
    }

    [Fact]
    public void Equalizing_a_picture_of_few_pixels_changes_nothing()
    {
        var picture = Pictures.Mixed(15, 17);

        Assert.Equal(picture, Pictures.After(picture, 15, 17, HistogramOperations.Equalize));
    }
}
