using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class EnhanceOperationsTests
{
    [Theory]
    [InlineData("Color")]
    [InlineData("Contrast")]
    [InlineData("Brightness")]
    [InlineData("Sharpness")]
    public void A_factor_of_one_changes_nothing(string operation)
    {
        var picture = Pictures.Mixed(9, 7);

        Assert.Equal(picture, Pictures.After(picture, 9, 7, operation, 1));
    }

    [Fact]
    public void Colour_at_factor_zero_is_grey_by_luma()
    {
        // Pure red, green and blue: 255 * 0.299 = 76.2, 255 * 0.587 = 149.7, 255 * 0.114 = 29.07.
        byte[] picture = [255, 0, 0, 0, 255, 0, 0, 0, 255];

        var result = Pictures.After(picture, 3, 1, image => EnhanceOperations.Color(image, 0));

        Assert.Equal([76, 76, 76, 150, 150, 150, 29, 29, 29], result);
    }

    [Fact]
    public void Contrast_at_factor_zero_is_the_rounded_mean_grey()
    {
        var result = Pictures.After(Pictures.Grey(0, 5), 2, 1, image => EnhanceOperations.Contrast(image, 0));

        Assert.Equal(Pictures.Grey(3, 3), result);
    }

    [Fact]
    public void Contrast_beyond_one_moves_levels_away_from_the_mean_and_clips()
    {
        // Mean 100: 60 goes to 100 - 40 * 1.5, 140 to 100 + 40 * 1.5, 0 is clipped and 200 goes to 250.
        var result = Pictures.After(Pictures.Grey(60, 140, 0, 200), 4, 1, image => EnhanceOperations.Contrast(image, 1.5));

        Assert.Equal(Pictures.Grey(40, 160, 0, 250), result);
    }

    [Fact]
    public void Brightness_multiplies_and_clips()
    {
        Assert.Equal(
            Pictures.Grey(0, 15, 255),
            Pictures.After(Pictures.Grey(0, 10, 200), 3, 1, image => EnhanceOperations.Brightness(image, 1.5)));
        Assert.Equal(
            Pictures.Grey(0, 2, 50),
            Pictures.After(Pictures.Grey(0, 10, 200), 3, 1, image => EnhanceOperations.Brightness(image, 0.25)));
    }

    [Fact]
    public void Sharpness_blends_with_the_smoothed_inside_and_leaves_the_border()
    {
        // A point of 130 on black: smoothed, its place holds 5 / 13 of it and its neighbours 1 / 13, that is 50 and 10.
        var picture = new byte[5 * 5];
        picture[12] = 130;
        byte[] smooth =
        [
            0, 0, 0, 0, 0,
            0, 10, 10, 10, 0,
            0, 10, 50, 10, 0,
            0, 10, 10, 10, 0,
            0, 0, 0, 0, 0,
        ];
        var corner = Pictures.Grey(200, 0, 0, 0, 0, 0, 0, 0, 0);

        Assert.Equal(
            Pictures.Grey(smooth),
            Pictures.After(Pictures.Grey(picture), 5, 5, image => EnhanceOperations.Sharpness(image, 0)));
        Assert.Equal(
            [200, 0, 0, 0, 15, 0, 0, 0, 0],
            Pictures.Reds(Pictures.After(corner, 3, 3, image => EnhanceOperations.Sharpness(image, 0))));

        // Twice as sharp: 130 + (130 - 50), and the neighbours 0 - 10, clipped.
        Assert.Equal(210, Pictures.After(Pictures.Grey(picture), 5, 5, image => EnhanceOperations.Sharpness(image, 2))[12 * 3]);
        Assert.Equal(0, Pictures.After(Pictures.Grey(picture), 5, 5, image => EnhanceOperations.Sharpness(image, 2))[11 * 3]);
    }
}
