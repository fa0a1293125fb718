using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class NormalizationTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_the_pixels()
    {
        // One pixel of 10, 20, 30 and one of 30, 20, 10; flat channels get a deviation of 1, so that nothing is divided by 0.
        var images = new ImageSet(1, ["a", "b"], [[10, 20, 30], [30, 20, 10]]);
        var normalization = Normalization.Of(images);
        Assert.Equal([20f, 20f, 20f], normalization.Mean);
        Assert.Equal([10f, 1f, 10f], normalization.StandardDeviation);
    }

    /// <summary>By hand: 0.299, 0.587 and 0.114 of 255 are 76, 150 and 29; the mean is 85, the variance their squares' mean less 85 squared.</summary>
    [Fact]
    public void Mean_and_deviation_of_one_channel_are_those_of_luma()
    {
        var normalization = Normalization.Of(new ImageSet(1, ["a", "b", "c"], [[255, 0, 0], [0, 255, 0], [0, 0, 255]]), channels: 1);
        Assert.Equal([85f], normalization.Mean);
        Assert.Equal((float)Math.Sqrt((((76 * 76) + (150 * 150) + (29 * 29)) / 3.0) - (85 * 85)), normalization.StandardDeviation.Single());
    }

    [Fact]
    public void A_batch_of_one_channel_holds_luma()
    {
        TorchRuntime.Load();
        using var batch = new ImageBatch(2, 2, new Normalization([50], [2]), torch.CPU);
        batch.Set(1, [255, 0, 0, 0, 255, 0, 0, 0, 255, 7, 7, 7]);
        using var input = batch.Input(2);

        Assert.Equal([2, 1, 2, 2], input.shape);
        Assert.Equal([13f, 50, -10.5f, -21.5f], input[1, 0].contiguous().data<float>().ToArray());
    }

    [Fact]
    public void A_batch_holds_each_pixel_at_its_channel_and_place()
    {
        TorchRuntime.Load();
        using var batch = new ImageBatch(2, 2, new Normalization([0, 10, 20], [1, 2, 4]), torch.CPU);
        batch.Set(1, [1, 12, 24, 2, 14, 28, 3, 16, 32, 4, 18, 36]);
        using var input = batch.Input(2);

        Assert.Equal([2, 3, 2, 2], input.shape);
        Assert.Equal([1f, 2, 3, 4], input[1, 0].contiguous().data<float>().ToArray());
        Assert.Equal([1f, 2, 3, 4], input[1, 1].contiguous().data<float>().ToArray());
        Assert.Equal([1f, 2, 3, 4], input[1, 2].contiguous().data<float>().ToArray());
    }
}
