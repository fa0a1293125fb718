using NoisyStudent.Networks;
using NoisyStudent.Torch;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class NetworkCatalogTests
{
    public NetworkCatalogTests() => TorchRuntime.Load();

    /// <summary>Published for 1,000 classes, by timm and torchvision; wide networks and CIFAR's for 10.</summary>
    [Theory]
    [InlineData("efficientnet-b0", 1000, 5_288_548)]
    [InlineData("efficientnet-b1", 1000, 7_794_184)]
    [InlineData("efficientnet-b2", 1000, 9_109_994)]
    [InlineData("efficientnet-b3", 1000, 12_233_232)]
    [InlineData("efficientnet-b4", 1000, 19_341_616)]
    [InlineData("efficientnet-b5", 1000, 30_389_784)]
    [InlineData("efficientnet-b6", 1000, 43_040_704)]
    [InlineData("efficientnet-b7", 1000, 66_347_960)]
    [InlineData("efficientnet-l2", 1000, 480_309_308)]
    [InlineData("resnet-18", 1000, 11_689_512)]
    [InlineData("resnet-34", 1000, 21_797_672)]
    [InlineData("resnet-50", 1000, 25_557_032)]
    [InlineData("wide-resnet-28-2", 10, 1_467_610)]
    [InlineData("wide-resnet-28-10", 10, 36_479_194)]
    [InlineData("resnet-20", 10, 269_722)]
    [InlineData("resnet-56", 10, 853_018)]
    public void Parameter_counts_are_the_published_ones(string name, int classes, long parameters) =>
        Assert.Equal(parameters, NetworkCatalog.ParametersOf(name, new(classes, ImageSize: 224)));

    [Theory]
    [InlineData("resnet-8", 32)]
    [InlineData("resnet-26", 33)]
    [InlineData("resnet-18", 32)]
    [InlineData("resnet-18", 224)]
    [InlineData("resnet-50", 32)]
    [InlineData("wide-resnet-28-2", 32)]
    [InlineData("efficientnet-b0", 32)]
    [InlineData("efficientnet-b1", 224)]
    [InlineData("efficientnet-b4", 64)]
    public void A_network_has_the_parameters_that_are_counted_without_building_it(string name, int size)
    {
        var task = new ClassificationTask(7, size);
        using var network = NetworkCatalog.Create(name, task, ModelNoise.None);
        Assert.Equal(network.ParameterCount, NetworkCatalog.ParametersOf(name, task));
    }

    /// <summary>
    /// In millions. By hand for ResNet-20: 0.44 for the first layer, 6 times 2.36 for the first stage, 1.18 and 5 times 2.36 for the others.
    /// EfficientNet-B0 and ResNet-50: 0.39 and 4.1 thousand million, in the papers and torchvision's tables; WideResNet-28-10: 5.2, its paper.
    /// </summary>
    [Theory]
    [InlineData("resnet-20", 32, 10, 40.55, 0.01)]
    [InlineData("efficientnet-b0", 224, 1000, 390, 10)]
    [InlineData("efficientnet-b7", 600, 1000, 37_000, 1000)]
    [InlineData("resnet-50", 224, 1000, 4_100, 50)]
    [InlineData("wide-resnet-28-10", 32, 10, 5_200, 60)]
    public void Multiply_adds_are_the_published_ones(string name, int size, int classes, double millions, double tolerance) =>
        Assert.Equal(millions, NetworkCatalog.MultiplyAddsOf(name, new(classes, size)) / 1e6, tolerance);

    [Fact]
    public void Names_come_smallest_network_first()
    {
        var sizes = NetworkCatalog.Names.Select(name => NetworkCatalog.ParametersOf(name, new(1000, 224))).ToArray();
        Assert.Equal(sizes.Order(), sizes);
    }

    [Fact]
    public void Networks_of_different_families_are_compared_by_their_parameters()
    {
        Assert.True(NetworkCatalog.CompareSize("resnet-56", "efficientnet-b0") < 0);
        Assert.True(NetworkCatalog.CompareSize("resnet-34", "efficientnet-b4") > 0);
        Assert.Equal(0, NetworkCatalog.CompareSize("resnet-50", "resnet-50"));
    }

    [Fact]
    public void An_unknown_network_is_refused_with_the_known_ones()
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => NetworkCatalog.Create("resnet-21", new(10, 32), ModelNoise.None));
        Assert.Contains("resnet-20", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("efficientnet-b0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_network_has_neighbours_that_are_larger_and_smaller_or_is_at_the_end_of_its_family()
    {
        Assert.All(NetworkCatalog.Names, name =>
        {
            var (smaller, larger) = (NetworkCatalog.Neighbour(name, -1), NetworkCatalog.Neighbour(name, 1));
            Assert.True(smaller == name || NetworkCatalog.CompareSize(smaller, name) < 0, smaller);
            Assert.True(larger == name || NetworkCatalog.CompareSize(larger, name) > 0, larger);
            Assert.Equal(name, larger == name ? name : NetworkCatalog.Neighbour(larger, -1));
        });
        Assert.Equal(("resnet-8", "efficientnet-l2"), (NetworkCatalog.Neighbour("resnet-26", -9), NetworkCatalog.Neighbour("efficientnet-b6", 2)));
    }
}
