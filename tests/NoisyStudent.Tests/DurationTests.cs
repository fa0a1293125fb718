using Xunit;

namespace NoisyStudent.Tests;

public class DurationTests
{
    [Theory]
    [InlineData("90m", 5400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("45s", 45)]
    [InlineData("1h1m1.5s", 3661.5)]
    public void A_length_of_time_is_read(string text, double seconds) => Assert.Equal(seconds, Duration.Parse(text)!.Value.TotalSeconds, 1e-6);

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("-5m")]
    [InlineData("0m")]
    [InlineData("30m1h")]
    [InlineData("1e3m")]
    [InlineData("90 m")]
    [InlineData("99999999999h")]
    public void What_is_no_length_of_time_is_not(string text) => Assert.Null(Duration.Parse(text));

    [Theory]
    [InlineData(4.21, "4.2 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(-1, "0.0 s")]
    [InlineData(double.NaN, "0.0 s")]
    [InlineData(double.PositiveInfinity, "27777777 h 46 min")]
    public void Any_number_of_seconds_has_a_text(double seconds, string text) => Assert.Equal(text, Duration.Text(seconds));
}
