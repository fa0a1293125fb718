namespace NoisyStudent.Networks;

/// <summary>The numbers of one <see cref="ResNet"/> (He et al., arXiv 1512.03385, table 1).</summary>
/// <param name="IsBottleneck">Whether its blocks are bottlenecks.</param>
/// <param name="BlocksPerStage">How many blocks each of the stages has, of 64, 128, 256 and 512 channels.</param>
internal sealed record ResNetDesign(bool IsBottleneck, params int[] BlocksPerStage) : NetworkDesign
{
    /// <summary>Channels after the first convolution.</summary>
    public const int StemChannels = 64;

    /// <summary>How many times as many channels go out of a bottleneck as its 3x3 convolution has.</summary>
    public const int BottleneckExpansion = 4;

    /// <summary>Width and height of the windows whose maxima follow the first convolution.</summary>
    public const int PoolKernel = 3;

    /// <summary>The distance of these windows.</summary>
    public const int PoolStride = 2;

    /// <summary>ML.NET's ResNet-18, whose last stage has a block more than that of He et al.</summary>
    public static ResNetDesign MlNet { get; } = new(IsBottleneck: false, 2, 2, 2, 3) { HasLargeStem = true };

    /// <summary>Whether the first layers are those for large images at any size, as the weights that it is made for have no others.</summary>
    public bool HasLargeStem { get; init; }

    private const int StemKernel = 7;
    private const int StemStride = 2;
    private const int SmallStemKernel = 3;

    /// <summary>Up to this image size, in pixels, the first layers keep the size.</summary>
    private const int LargestSmallImage = 64;

    /// <summary>
    /// Whether images are so small that the first layers keep their size: the first convolution is 3x3 with stride 1 then, and no pooling follows.
    /// </summary>
    /// <param name="imageSize">Width and height of the images.</param>
    public bool IsSmall(int imageSize) => !HasLargeStem && imageSize <= LargestSmallImage;

    /// <summary>The first convolution.</summary>
    /// <param name="task">What the network is made for.</param>
    public ConvolutionShape Stem(ClassificationTask task) =>
        IsSmall(task.ImageSize) ? new(task.Channels, StemChannels, SmallStemKernel) : new(task.Channels, StemChannels, StemKernel, StemStride);

    /// <summary>The blocks of each stage.</summary>
    public IReadOnlyList<IReadOnlyList<ResNetBlockShape>> Stages()
    {
        var stages = new List<IReadOnlyList<ResNetBlockShape>>();
        var inputs = StemChannels;
        foreach (var blocks in BlocksPerStage)
        {
            var first = new ResNetBlockShape(inputs, StemChannels << stages.Count, stages.Count == 0 ? 1 : 2, IsBottleneck);
            inputs = first.Outputs;
            stages.Add([first, .. Enumerable.Repeat(first with { Inputs = inputs, Stride = 1 }, blocks - 1)]);
        }

        return stages;
    }

    /// <inheritdoc/>
    public override ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise) => new ResNet(name, this, task, noise);

    /// <inheritdoc/>
    public override IEnumerable<LayerShape> Layers(ClassificationTask task)
    {
        var stem = Stem(task);
        yield return stem.At(task.ImageSize);
        yield return LayerShape.Norm(StemChannels);
        var size = IsSmall(task.ImageSize) ? task.ImageSize : LayerShape.SizeAfter(LayerShape.SizeAfter(task.ImageSize, stem.Stride), PoolStride);
        var outputs = StemChannels;
        foreach (var block in Stages().SelectMany(stage => stage))
        {
            foreach (var layer in block.Layers(size))
            {
                yield return layer;
            }

            (size, outputs) = (LayerShape.SizeAfter(size, block.Stride), block.Outputs);
        }

        yield return LayerShape.Linear(outputs, task.Classes);
    }
}
