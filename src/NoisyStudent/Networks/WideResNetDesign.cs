namespace NoisyStudent.Networks;

/// <summary>The numbers of one <see cref="WideResNet"/> (Zagoruyko and Komodakis, arXiv 1605.07146, table 1).</summary>
/// <param name="Depth">6n+4 layers, n being the blocks of each of the three stages.</param>
/// <param name="Width">How many times as many channels as 16, 32 and 64 the stages have.</param>
internal sealed record WideResNetDesign(int Depth, int Width) : NetworkDesign
{
    /// <summary>Channels after the first convolution.</summary>
    public const int StemChannels = 16;

    private const int StageCount = 3;

    /// <summary>The blocks of each stage. They are of basic ResNet blocks' shape; only the places of batch-norm differ.</summary>
    public IReadOnlyList<IReadOnlyList<ResNetBlockShape>> Stages()
    {
        var stages = new List<IReadOnlyList<ResNetBlockShape>>();
        var inputs = StemChannels;
        for (var stage = 0; stage < StageCount; stage++)
        {
            var first = new ResNetBlockShape(inputs, Width * (StemChannels << stage), stage == 0 ? 1 : 2, IsBottleneck: false);
            inputs = first.Outputs;
            stages.Add([first, .. Enumerable.Repeat(first with { Inputs = inputs, Stride = 1 }, ((Depth - 4) / (2 * StageCount)) - 1)]);
        }

        return stages;
    }

    /// <inheritdoc/>
    public override ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise) => new WideResNet(name, this, task, noise);

    /// <inheritdoc/>
    public override IEnumerable<LayerShape> Layers(ClassificationTask task)
    {
        var size = task.ImageSize;
        yield return LayerShape.Convolution(task.Channels, StemChannels, 3, size);
        var outputs = StemChannels;
        foreach (var block in Stages().SelectMany(stage => stage))
        {
            if (block.Projection is { } projection)
            {
                yield return projection.At(size);
            }

            foreach (var convolution in block.Residual)
            {
                yield return LayerShape.Norm(convolution.Inputs);
                yield return convolution.At(size);
                size = LayerShape.SizeAfter(size, convolution.Stride);
            }

            outputs = block.Outputs;
        }

        yield return LayerShape.Norm(outputs);
        yield return LayerShape.Linear(outputs, task.Classes);
    }
}
