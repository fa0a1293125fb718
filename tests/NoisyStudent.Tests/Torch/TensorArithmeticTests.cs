using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Torch;

public sealed class TensorArithmeticTests
{
    [Fact]
    public void Operations_are_those_of_their_names()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (torch.tensor([1f, 2f, -3f]), torch.tensor([4f, 8f, 2f]));
        Assert.Equal([5, 10, -1], Numbers(a.Plus(b)));
        Assert.Equal([1.5f, 2.5f, -2.5f], Numbers(a.Plus(0.5)));
        Assert.Equal([2, 4, -6], Numbers(a.Times(2)));
        Assert.Equal([0.5f, 1, -1.5f], Numbers(a.DividedBy(2)));
        Assert.Equal([0.25f, 0.25f, 0.25f], Numbers(a.FilledLike(0.25)));
        Assert.Equal([1, 2, -3], Numbers(a));

        Assert.Equal([3, 6, -2], Changed(tensor => tensor.AddInPlace(b, 0.5)));
        Assert.Equal([1.5f, 2.5f, -2.5f], Changed(tensor => tensor.AddInPlace(0.5)));
        Assert.Equal([2, 4, -6], Changed(tensor => tensor.MultiplyInPlace(2)));
        Assert.Equal([0.5f, 1, -1.5f], Changed(tensor => tensor.DivideInPlace(2)));
        Assert.Equal([9, 34, -1], Changed(tensor => tensor.AddProductInPlace(b, b, 0.5)));
        Assert.Equal([9, 10, 5], Changed(tensor => tensor.AddQuotientInPlace(b, b.Times(0.5), 4)));
        Assert.Equal([1, 1.5f, -2], Changed(tensor => tensor.ClampInPlace(-2, 1.5)));

        float[] Changed(Func<torch.Tensor, torch.Tensor> operation)
        {
            var tensor = a.clone();
            var returned = Numbers(operation(tensor));
            Assert.Equal(returned, Numbers(tensor));
            return returned;
        }
    }

    private static float[] Numbers(torch.Tensor tensor) => tensor.data<float>().ToArray();
}
