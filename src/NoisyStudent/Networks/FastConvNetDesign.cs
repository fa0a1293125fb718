namespace NoisyStudent.Networks;

/// <summary>The numbers of one <see cref="FastConvNet"/>.</summary>
/// <param name="Width">Channels of the first group; the others have <see cref="LaterWidth"/> times as many.</param>
/// <param name="Depth">How many groups there are: what its features see is 51 pixels wide after three, and twice as wide after each further one.</param>
internal sealed record FastConvNetDesign(int Width, int Depth = 3) : NetworkDesign
{
    /// <summary>Width and height of the patches that are whitened.</summary>
    public const int Patch = 2;

    /// <summary>To how many images the whitening is fitted, or to all where there are fewer: they have thousands of patches each.</summary>
    public const int ImagesToWhiten = 500;

    /// <summary>Added to the variances of patches, in squares of the normalized input: directions in which they hardly vary are not blown up beyond it.</summary>
    public const double LeastVariance = 5e-4;

    /// <summary>What logits are multiplied by: large ones at the start would be confident ones.</summary>
    public const double LogitScale = 0.125;

    /// <summary>How many times as many channels as the first group the others have.</summary>
    public const int LaterWidth = 4;

    /// <summary>Channels of the groups, each of which halves the image.</summary>
    public IReadOnlyList<int> Groups => [Width, .. Enumerable.Repeat(LaterWidth * Width, Depth - 1)];

    /// <summary>Channels after whitening: each direction in which patches vary, and its opposite.</summary>
    /// <param name="channels">Channels of the images.</param>
    public static int Whitened(int channels) => 2 * channels * Patch * Patch;

    /// <inheritdoc/>
    public override ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise) => new FastConvNet(name, this, task, noise);

    /// <inheritdoc/>
    public override IEnumerable<LayerShape> Layers(ClassificationTask task)
    {
        var (inputs, size) = (Whitened(task.Channels), task.ImageSize);
        yield return new LayerShape(inputs, LayerShape.Convolution(task.Channels, inputs, Patch, size).MultiplyAdds);
        foreach (var outputs in Groups)
        {
            yield return LayerShape.Convolution(inputs, outputs, 3, size);
            yield return LayerShape.Norm(outputs);
            size = Math.Max(1, size / 2);
            yield return LayerShape.Convolution(outputs, outputs, 3, size);
            yield return LayerShape.Norm(outputs);
            inputs = outputs;
        }

        yield return LayerShape.Linear(inputs, task.Classes);
    }
}
