using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// EfficientNet (Tan and Le, arXiv 1905.11946), the networks of the Noisy Student paper: a stem, seven stages of <see cref="InvertedResidual"/>
/// blocks, a 1x1 convolution, the classifier. Padding and epsilon of batch-norm are TensorFlow's and names those of timm's
/// <c>tf_efficientnet</c> models, so that their weights fit. With dropout before the last layer and stochastic depth.
/// </summary>
internal sealed class EfficientNet : ClassifierNetwork
{
    private readonly Conv2d _stem;
    private readonly NormActivation _stemNorm;
    private readonly InvertedResidual[] _blocks;
    private readonly Conv2d _head;
    private readonly NormActivation _headNorm;
    private readonly Linear _classifier;

    internal EfficientNet(string name, EfficientNetDesign design, ClassificationTask task, ModelNoise noise)
        : base(name, task.Classes, noise)
    {
        var stages = design.Stages(task.ImageSize);
        var (count, index) = (stages.Sum(stage => stage.Count), 0);
        _stem = Register("conv_stem", Convolutions.Create(
            task.Channels, design.StemChannels, EfficientNetDesign.StemKernel, EfficientNetDesign.StemStride(task.ImageSize)));
        _stemNorm = Register("bn1", Norm(design.StemChannels));
        var modules = stages.Select(stage => stage.Select(Block).ToArray()).ToArray();
        Register("blocks", ModuleList(modules.Select(stage => ModuleList(stage)).ToArray()));
        _blocks = [.. modules.SelectMany(stage => stage)];
        _head = Register("conv_head", Convolutions.Create(stages[^1][^1].Outputs, design.HeadChannels, kernel: 1));
        _headNorm = Register("bn2", Norm(design.HeadChannels));
        _classifier = Register("classifier", Linear(design.HeadChannels, task.Classes));
        Stages = WithMean([Stem, .. modules.Select(InTurn), Head]);

        InvertedResidual Block(InvertedResidualShape shape) => new(shape, noise.SurvivalProbabilityOf(index++, count), Noise);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Stage> Stages { get; }

    /// <summary>The survival probability of each block, first to last; it matters to those with a shortcut.</summary>
    public IReadOnlyList<double> SurvivalProbabilities => [.. _blocks.Select(block => block.SurvivalProbability)];

    /// <inheritdoc/>
    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = graph.Silu(graph.Convolution(images, _stem, _stemNorm.Module, samePadding: true));
        features = _blocks.Aggregate(features, (input, block) => block.Export(graph, input));
        return graph.Linear(graph.GlobalAveragePool(graph.Silu(graph.Convolution(features, _head, _headNorm.Module))), _classifier);
    }

    /// <inheritdoc/>
    private protected override Linear LastLayer => _classifier;

    /// <summary>The 1x1 convolution after the blocks is a stage of its own.</summary>
    /// <inheritdoc/>
    public override int StageOf(string name) =>
        name.StartsWith("conv_head.", StringComparison.Ordinal) || name.StartsWith("bn2.", StringComparison.Ordinal) ? StageCount - 1 : base.StageOf(name);

    private Tensor Stem(Tensor images) => _stemNorm.Activate(_stem.ApplySame(images));

    private Tensor Head(Tensor features) => _headNorm.Activate(_head.Apply(features));

    /// <summary>Batch-norm with TensorFlow's epsilon, and SiLU where it is activated.</summary>
    internal static NormActivation Norm(int channels) => new(channels, Activation.Silu, EfficientNetDesign.TensorFlowEpsilon);
}
