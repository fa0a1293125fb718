namespace NoisyStudent.Networks;

/// <summary>
/// The numbers of one <see cref="EfficientNet"/>: those of B0 (Tan and Le, arXiv 1905.11946, table 1), scaled.
/// </summary>
/// <param name="Width">What channels are multiplied by.</param>
/// <param name="Depth">What the number of a stage's blocks is multiplied by.</param>
internal sealed record EfficientNetDesign(double Width, double Depth) : NetworkDesign
{
    /// <summary>What batch-norm adds to the variance, as in TensorFlow's networks, whose weights fit.</summary>
    public const double TensorFlowEpsilon = 1e-3;

    /// <summary>Width and height of the first convolution.</summary>
    public const int StemKernel = 3;

    /// <summary>Within squeeze-and-excitation a block has this part, one in so many, of the channels that come into it.</summary>
    public const int SqueezeRatio = 4;

    /// <summary>Up to this image size, in pixels, the first convolution keeps the size.</summary>
    private const int LargestWithWholeStem = 96;

    /// <summary>Up to this one the second stage does, too.</summary>
    private const int LargestWithWholeSecondStage = 48;

    private const int BaseStemChannels = 32;
    private const int BaseHeadChannels = 1280;

    /// <summary>Channels are multiples of it.</summary>
    private const int ChannelStep = 8;

    /// <summary>Rounding leaves at least this part of them.</summary>
    private const double LeastPartOfChannels = 0.9;

    /// <summary>The stages of B0.</summary>
    private static readonly (int Kernel, int Stride, int Expansion, int Channels, int Blocks)[] _baseStages =
    [
        (3, 1, 1, 16, 1),
        (3, 2, 6, 24, 2),
        (5, 2, 6, 40, 2),
        (3, 2, 6, 80, 3),
        (5, 1, 6, 112, 3),
        (5, 2, 6, 192, 4),
        (3, 1, 6, 320, 1),
    ];

    /// <summary>Channels after the first convolution.</summary>
    public int StemChannels => Channels(BaseStemChannels);

    /// <summary>Channels before the classifier.</summary>
    public int HeadChannels => Channels(BaseHeadChannels);

    /// <summary>
    /// The stride of the first convolution: 2, but 1 for small images, so that the last stage still has at least 4x4 places.
    /// </summary>
    /// <param name="imageSize">Width and height of the images.</param>
    public static int StemStride(int imageSize) => imageSize <= LargestWithWholeStem ? 1 : 2;

    /// <summary>The blocks of each stage. For the smallest images the second stage keeps the size, for the same reason.</summary>
    /// <param name="imageSize">Width and height of the images.</param>
    public IReadOnlyList<IReadOnlyList<InvertedResidualShape>> Stages(int imageSize)
    {
        var stages = new List<IReadOnlyList<InvertedResidualShape>>();
        var inputs = StemChannels;
        foreach (var (kernel, baseStride, expansion, baseChannels, blocks) in _baseStages)
        {
            var outputs = Channels(baseChannels);
            var stride = stages.Count == 1 && imageSize <= LargestWithWholeSecondStage ? 1 : baseStride;
            var first = new InvertedResidualShape(kernel, stride, expansion, inputs, outputs);
            var others = first with { Stride = 1, Inputs = outputs };
            stages.Add([first, .. Enumerable.Repeat(others, (int)Math.Ceiling(blocks * Depth) - 1)]);
            inputs = outputs;
        }

        return stages;
    }

    /// <inheritdoc/>
    public override ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise) => new EfficientNet(name, this, task, noise);

    /// <inheritdoc/>
    public override IEnumerable<LayerShape> Layers(ClassificationTask task)
    {
        var size = LayerShape.SizeAfter(task.ImageSize, StemStride(task.ImageSize));
        yield return LayerShape.Convolution(task.Channels, StemChannels, StemKernel, size);
        yield return LayerShape.Norm(StemChannels);
        var outputs = StemChannels;
        foreach (var block in Stages(task.ImageSize).SelectMany(stage => stage))
        {
            foreach (var layer in block.Layers(size))
            {
                yield return layer;
            }

            (size, outputs) = (LayerShape.SizeAfter(size, block.Stride), block.Outputs);
        }

        yield return LayerShape.Convolution(outputs, HeadChannels, 1, size);
        yield return LayerShape.Norm(HeadChannels);
        yield return LayerShape.Linear(HeadChannels, task.Classes);
    }

    /// <summary>Rounded to the nearest multiple of 8, but never to less than nine tenths.</summary>
    private int Channels(int ofBase)
    {
        var exact = ofBase * Width;
        var rounded = Math.Max(ChannelStep, (int)(exact + (ChannelStep / 2)) / ChannelStep * ChannelStep);
        return rounded < LeastPartOfChannels * exact ? rounded + ChannelStep : rounded;
    }
}
