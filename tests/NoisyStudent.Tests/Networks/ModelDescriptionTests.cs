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

    private static string Json(string mean, string deviation) => $$$"""
        {"Network":"resnet-8","Classes":["a","b"],"ImageSize":32,"Normalization":{"Mean":{{{mean}}},"StandardDeviation":{{{deviation}}}}}
        """;
}
