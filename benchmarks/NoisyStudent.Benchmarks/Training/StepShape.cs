using NoisyStudent.Networks;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>What a training step is measured on: a network and its batch of random images.</summary>
/// <param name="Network">One of the catalogue, or bottleneck.</param>
/// <param name="ImageSize">Width and height of the images in pixels.</param>
/// <param name="BatchSize">How many images.</param>
internal sealed record StepShape(string Network, int ImageSize, int BatchSize)
{
    public const int Classes = 10;

    public static StepShape ResNet20 { get; } = new("resnet-20", 32, 128);

    public static StepShape Bottleneck { get; } = new(BottleneckResNet.NetworkName, 64, 32);

    public static StepShape Fast64 { get; } = new("fast-64", 32, 128);

    public static StepShape ResNet18 { get; } = new("resnet-18", 128, 32);

    public static StepShape EfficientNetB0 { get; } = new("efficientnet-b0", 128, 32);

    /// <summary>What <c>auto</c> trains and what photographs are learned with, beside those that PyTorch is compared on.</summary>
    public static IReadOnlyList<StepShape> OfRecipes { get; } =
    [
        new("fast-16", 32, 16), new("fast-16", 32, 128), new("fast-32", 32, 128), Fast64, ResNet20, new("wide-resnet-28-2", 32, 128), Bottleneck,
        new("fast-64-4", 64, 128), ResNet18, new("resnet-18-mlnet", 224, 16), new("resnet-50", 128, 16), EfficientNetB0,
    ];

    /// <summary>Operations of a step on one image: twice the multiply-adds of its forward pass, and as much again for the gradients of inputs and of weights each.</summary>
    public double Operations => 6.0 * (Network == BottleneckResNet.NetworkName ? BottleneckResNet.MultiplyAdds(ImageSize, Classes) : NetworkCatalog.MultiplyAddsOf(Network, new(Classes, ImageSize)));

    /// <summary>Creates the network, with random weights.</summary>
    public ClassifierNetwork Create() => Network == BottleneckResNet.NetworkName ? new BottleneckResNet(Classes) : NetworkCatalog.Create(Network, new(Classes, ImageSize), ModelNoise.None);

    /// <inheritdoc/>
    public override string ToString() => $"{Network}, {BatchSize} of {ImageSize}x{ImageSize}";
}
