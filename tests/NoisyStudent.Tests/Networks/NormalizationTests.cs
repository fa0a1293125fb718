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
