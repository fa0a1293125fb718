namespace NoisyStudent.Networks;

/// <summary>The numbers of one <see cref="CifarResNet"/>.</summary>
/// <param name="Depth">6n+2 layers, n being the blocks of each of the three stages.</param>
internal sealed record CifarResNetDesign(int Depth) : NetworkDesign
{
    /// <summary>How many stages there are; the second and the third halve the image and double the channels.</summary>
    public const int Stages = 3;

    /// <summary>Channels of the first stage.</summary>
    public const int FirstChannels = 16;

    /// <summary>How many blocks each stage has.</summary>
    public int BlocksPerStage => (Depth - 2) / (2 * Stages);

    /// <inheritdoc/>
    public override ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise) => new CifarResNet(name, this, task, noise);

    /// <inheritdoc/>
    public override IEnumerable<LayerShape> Layers(ClassificationTask task)
    {
        var size = task.ImageSize;
        yield return LayerShape.Convolution(task.Channels, FirstChannels, 3, size);
        yield return LayerShape.Norm(FirstChannels);
        var inputs = FirstChannels;
        for (var layer = 0; layer < 2 * Stages * BlocksPerStage; layer++)
        {
            var outputs = FirstChannels << (layer / (2 * BlocksPerStage));
            size = outputs == inputs ? size : LayerShape.SizeAfter(size, 2);
            yield return LayerShape.Convolution(inputs, outputs, 3, size);
            yield return LayerShape.Norm(outputs);
            inputs = outputs;
        }

        yield return LayerShape.Linear(inputs, task.Classes);
    }
}
