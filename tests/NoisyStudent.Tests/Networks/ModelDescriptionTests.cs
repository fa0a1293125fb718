using NoisyStudent.Images;
using NoisyStudent.Networks;
using Xunit;

namespace NoisyStudent.Tests.Networks;

public class ModelDescriptionTests
{
    [Theory]
    [InlineData("[10,20,30]", "[1,2,3]")]
    [InlineData("[10]", "[2]")]
    public void A_description_goes_round_and_stores_no_number_of_channels(string mean, string deviation)
    {
        var json = Json(mean, deviation);
        Assert.Equal(json, ModelDescription.Parse(json).ToJson());
    }

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("[10,20]", "[1,2]")]
    [InlineData("[10]", "[1,2,3]")]
    [InlineData("[10,20,30]", "[1]")]
    [InlineData("[10]", "[0]")]
    [InlineData("[10]", "null")]
    public void A_mean_and_a_deviation_for_each_of_one_or_three_channels_or_the_description_is_refused(string mean, string deviation)
    {
        var refusal = Assert.Throws<FormatException>(() => ModelDescription.Parse(Json(mean, deviation)));
        Assert.Equal("its description is incomplete or out of range", refusal.Message);
    }

    [Fact]
    public void Fit_and_sample_bits_go_round_and_a_fit_that_is_not_known_is_said()
    {
        var description = ModelDescription.Parse(Json("[10]", "[2]")) with { Fit = ImageFit.Pad, SampleBits = 12 };
        Assert.Contains("\"Fit\":\"Pad\",\"SampleBits\":12", description.ToJson(), StringComparison.Ordinal);
        Assert.Equal((ImageFit.Pad, 12), (ModelDescription.Parse(description.ToJson()).Fit, ModelDescription.Parse(description.ToJson()).SampleBits));

        Assert.Contains(
            "crop, pad and squash", Assert.Throws<FormatException>(() => ModelDescription.Parse(description.ToJson().Replace("Pad", "Stretch"))).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ModelDescription.Parse(description.ToJson().Replace("\"Pad\"", "7")));
        Assert.Throws<FormatException>(() => ModelDescription.Parse(description.ToJson().Replace("12", "17")));
    }

    private static string Json(string mean, string deviation) => $$$"""
        {"Network":"resnet-8","Classes":["a","b"],"ImageSize":32,"Normalization":{"Mean":{{{mean}}},"StandardDeviation":{{{deviation}}}}}
        """;
}
