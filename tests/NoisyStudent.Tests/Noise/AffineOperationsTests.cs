using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class AffineOperationsTests
{
    [Theory]
    [InlineData("Rotate")]
    [InlineData("ShearX")]
    [InlineData("ShearY")]
    [InlineData("TranslateX")]
    [InlineData("TranslateY")]
    public void An_argument_of_zero_changes_nothing(string operation)
    {
        var picture = Pictures.Mixed(9, 7);

        Assert.Equal(picture, Pictures.After(picture, 9, 7, operation, 0));
    }

    [Fact]
    public void Translating_moves_a_pixel_and_fills_what_it_leaves()
    {
        byte[] picture =
        [
            10, 20, 30,
            40, 50, 60,
        ];

        Assert.Equal([20, 30, 128, 50, 60, 128], Moved(image => AffineOperations.TranslateX(image, 1, 128)));
        Assert.Equal([128, 128, 10, 128, 128, 40], Moved(image => AffineOperations.TranslateX(image, -2, 128)));
        Assert.Equal([40, 50, 60, 128, 128, 128], Moved(image => AffineOperations.TranslateY(image, 1, 128)));

        byte[] Moved(Pictures.Change change) => Pictures.Reds(Pictures.After(Pictures.Grey(picture), 3, 2, change));
    }

    [Fact]
    public void Translating_by_half_a_pixel_takes_the_mean_of_neighbours()
    {
        // The last pixel's place is half a pixel from the right border, still inside: nothing to mix it with, it is kept.
        var result = Pictures.After(Pictures.Grey(10, 20, 40), 3, 1, image => AffineOperations.TranslateX(image, 0.4999, 128));

        Assert.Equal([14, 29, 40], Pictures.Reds(result));
    }

    [Fact]
    public void Turning_by_ninety_degrees_is_counter_clockwise()
    {
        byte[] picture =
        [
            1, 2, 3,
            4, 5, 6,
            7, 8, 9,
        ];
        byte[] turned =
        [
            3, 6, 9,
            2, 5, 8,
            1, 4, 7,
        ];

        // A hair less than 90 degrees: at 90 itself, rounding decides on which side of the border the outermost places fall.
        var result = Pictures.Reds(Pictures.After(Pictures.Grey([.. picture.Select(level => (byte)(level * 20))]), 3, 3,
            image => AffineOperations.Rotate(image, 89.99, 128)));

        Assert.All(turned.Zip(result), pair => Assert.InRange(pair.Second, (pair.First * 20) - 1, (pair.First * 20) + 1));
    }

    [Fact]
    public void Shearing_by_one_moves_each_row_or_column_one_pixel_farther()
    {
        byte[] picture =
        [
            10, 20, 30, 40,
            10, 20, 30, 40,
        ];

        // A pixel's centre lies half a pixel under the top edge: the first row moves by a half, the second by one and a half.
        Assert.Equal(
            [15, 25, 35, 128, 25, 35, 128, 128],
            Pictures.Reds(Pictures.After(Pictures.Grey(picture), 4, 2, image => AffineOperations.ShearX(image, 1, 128))));

        byte[] column = [10, 10, 20, 20, 30, 30, 40, 40];
        Assert.Equal(
            [15, 25, 25, 35, 35, 128, 128, 128],
            Pictures.Reds(Pictures.After(Pictures.Grey(column), 2, 4, image => AffineOperations.ShearY(image, 1, 128))));
    }

    [Fact]
    public void What_is_left_empty_gets_the_fill_in_all_colours()
    {
        var result = Pictures.After(Pictures.Mixed(4, 4), 4, 4, image => AffineOperations.TranslateX(image, 4, 31));

        Assert.All(result, level => Assert.Equal(31, level));
    }
}
