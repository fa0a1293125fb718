using Xunit;

namespace NoisyStudent.Tests;

public class PercentageTests
{
    [Theory]
    [InlineData(0.8, "80.0%", "80%")]
    [InlineData(0.07549, "7.5%", "7.5%")]
    [InlineData(0, "0.0%", "0%")]
    [InlineData(1, "100.0%", "100%")]
    public void The_sign_follows_the_number_without_a_space(double fraction, string text, string shortText) =>
        Assert.Equal((text, shortText), (Percentage.Text(fraction), Percentage.ShortText(fraction)));
}
