using Xunit;

namespace NoisyStudent.Tests.Noise;

public class PillowAgreementTests
{
    [Theory]
    [InlineData("AutoContrast")]
    [InlineData("Equalize")]
    [InlineData("Invert")]
    [InlineData("Posterize")]
    [InlineData("Solarize")]
    [InlineData("Color")]
    [InlineData("Contrast")]
    [InlineData("Brightness")]
    [InlineData("Sharpness")]
    public void An_operation_that_leaves_pixels_in_place_equals_Pillow_to_the_byte(string operation)
    {
        var vectors = PillowVectors.Of(operation).ToList();

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector =>
        {
            var actual = Pictures.After(vector.Source, vector.Width, vector.Height, operation, vector.Argument);
            Assert.Equal(vector.Expected, actual);
        });
    }

    [Theory]
    [InlineData("Rotate")]
    [InlineData("ShearX")]
    [InlineData("ShearY")]
    [InlineData("TranslateX")]
    [InlineData("TranslateY")]
    public void An_operation_that_moves_pixels_is_within_two_grey_levels_of_Pillow_for_99_percent_of_bytes(string operation)
    {
        var vectors = PillowVectors.Of(operation).ToList();

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector =>
        {
            var actual = Pictures.After(vector.Source, vector.Width, vector.Height, operation, vector.Argument);
            var near = actual.Zip(vector.Expected).Count(pair => Math.Abs(pair.First - pair.Second) <= 2);
            Assert.True(
                near >= 0.99 * actual.Length,
                $"{vector.Picture} at {vector.Argument}: {actual.Length - near} of {actual.Length} bytes are farther off.");
        });
    }

    [Fact]
    public void The_pictures_of_the_comparison_are_changed_by_every_operation()
    {
        var changed = PillowVectors.All.Where(vector => !vector.Source.SequenceEqual(vector.Expected));

        Assert.Equal(14, changed.Select(vector => vector.Operation).Distinct().Count());
    }
}
