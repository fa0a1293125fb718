namespace NoisyStudent.Networks;

/// <summary>The numbers of one <see cref="FastConvNet"/>.</summary>
/// <param name="Width">Channels of the first group; the other two have four times as many.</param>
internal sealed record FastConvNetDesign(int Width) : NetworkDesign
{
    /// <summary>Width and height of the patches that are whitened.</summary>
    public const int Patch = 2;

    /// <summary>Channels of the groups, each of which halves the image.</summary>
    public IReadOnlyList<int> Groups => [Width, 4 * Width, 4 * Width];

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
            size /= 2;
            yield return LayerShape.Convolution(outputs, outputs, 3, size);
            yield return LayerShape.Norm(outputs);
            inputs = outputs;
        }

        yield return LayerShape.Linear(inputs, task.Classes);
    }
}
