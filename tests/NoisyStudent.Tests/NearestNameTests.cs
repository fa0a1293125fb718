using Xunit;

namespace NoisyStudent.Tests;

public class NearestNameTests
{
    private static readonly string[] _settings = ["batch-size", "epochs", "learning-rate", "seed"];

    [Theory]
    [InlineData("batch-sise", "batch-size")]
    [InlineData("epoch", "epochs")]
    [InlineData("lerning-rate", "learning-rate")]
    [InlineData("sede", "seed")]
    [InlineData("EPOCHS", "epochs")]
    public void A_slip_of_the_pen_is_recognised(string written, string meant) =>
        Assert.Equal(meant, NearestName.Find(written, _settings));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("speed-limit")]
    [InlineData("momentum")]
    public void A_name_far_from_all_is_not_guessed_at(string written) => Assert.Null(NearestName.Find(written, _settings));

    [Fact]
    public void Two_swapped_letters_are_one_edit()
    {
        Assert.Equal("ab", NearestName.Find("ba", ["xy", "ab"]));
        Assert.Null(NearestName.Find("cd", ["ab"]));
    }

    [Fact]
    public void The_nearest_of_several_near_names_is_found() =>
        Assert.Equal("batch-size", NearestName.Find("bach-size", ["patch-size", "batch-size", "path-size"]));

    [Fact]
    public void A_suggestion_names_the_nearest_or_else_all()
    {
        Assert.Equal("did you mean 'epochs'?", NearestName.Suggest("epocs", _settings));
        Assert.Equal("known are 'batch-size', 'epochs', 'learning-rate', 'seed'", NearestName.Suggest("momentum", _settings));
    }
}
