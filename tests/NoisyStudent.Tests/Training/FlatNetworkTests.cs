using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class FlatNetworkTests
{
    public FlatNetworkTests() => TorchRuntime.Load();

    [Fact]
    public void Moving_the_weights_changes_neither_them_nor_their_layout()
    {
        using var network = Network();
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        using var flat = new FlatNetwork(network, withGradients: true, decayAll: false);
        Assert.All(network.state_dict(), entry =>
        {
            Assert.True(entry.Value.allclose(before[entry.Key], 0, 0), entry.Key);
            Assert.Equal(before[entry.Key].stride(), entry.Value.stride());
        });
    }

    [Fact]
    public void Gradients_of_a_backward_pass_are_those_of_a_network_as_it_comes()
    {
        using var plain = Network();
        using var flat = new FlatNetwork(Network(), withGradients: true, decayAll: false);
        using var images = MemoryFormat.ToChannelsLast(torch.randn(8, 3, 16, 16));
        foreach (var network in new[] { plain, flat.Network })
        {
            network.train();
            network.forward(images).square().mean().backward();
        }

        var expected = plain.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!);
        Assert.All(flat.Network.named_parameters(), entry => Assert.True(entry.parameter.grad!.allclose(expected[entry.name], 0, 0), entry.name));
        Assert.Equal(
            expected.Values.Sum(gradient => (double)gradient.square().sum().item<float>()), flat.Gradients.square().sum().item<float>(), 1e-4);
    }

    [Fact]
    public void Weights_of_convolutions_and_linear_layers_come_first_and_decay()
    {
        using var flat = new FlatNetwork(Network(), withGradients: false, decayAll: false);
        using var all = new FlatNetwork(Network(), withGradients: false, decayAll: true);
        var others = flat.Network.named_parameters().Where(entry => entry.name.Contains("bn", StringComparison.Ordinal) || entry.name == "fc.bias");
        Assert.Equal(flat.Network.ParameterCount - others.Sum(entry => entry.parameter.numel()), flat.Decaying);
        Assert.Equal(all.Network.ParameterCount, all.Decaying);
    }

    private static ClassifierNetwork Network()
    {
        torch.manual_seed(1);
        var network = NetworkCatalog.Create("resnet-8", new(5, 32), ModelNoise.None);
        MemoryFormat.ToChannelsLast(network);
        return network;
    }
}
