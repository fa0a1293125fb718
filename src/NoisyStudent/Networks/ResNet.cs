using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// The residual networks for large images (He et al., arXiv 1512.03385), with the names of torchvision's, so that their weights fit. For small
/// images the first layers keep the size. With dropout before the last layer and stochastic depth.
/// </summary>
internal sealed class ResNet : ClassifierNetwork
{
    private readonly Conv2d _stem;
    private readonly NormActivation _stemNorm;
    private readonly bool _pools;
    private readonly List<ResNetBlock> _blocks = [];
    private readonly Linear _head;

    internal ResNet(string name, ResNetDesign design, ClassificationTask task, ModelNoise noise)
        : base(name, task.Classes, noise)
    {
        var stages = design.Stages();
        var count = stages.Sum(stage => stage.Count);
        _pools = !design.IsSmall(task.ImageSize);
        _stem = Register("conv1", Convolutions.Create(design.Stem(task)));
        _stemNorm = Register("bn1", new NormActivation(ResNetDesign.StemChannels));
        var parts = new List<Stage> { Stem };
        for (var stage = 0; stage < stages.Count; stage++)
        {
            var blocks = stages[stage].Select((shape, i) => new ResNetBlock(shape, noise.SurvivalProbabilityOf(_blocks.Count + i, count), Noise)).ToArray();
            Register($"layer{stage + 1}", ModuleList(blocks));
            parts.Add(InTurn(blocks));
            _blocks.AddRange(blocks);
        }

        _head = Register("fc", Linear(stages[^1][^1].Outputs, task.Classes));
        Stages = WithMean(parts);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Stage> Stages { get; }

    /// <summary>The survival probability of each block, first to last.</summary>
    public IReadOnlyList<double> SurvivalProbabilities => [.. _blocks.Select(block => block.SurvivalProbability)];

    /// <inheritdoc/>
    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = graph.Relu(graph.Convolution(images, _stem, _stemNorm.Module));
        features = _pools ? graph.MaxPool(features, ResNetDesign.PoolKernel, ResNetDesign.PoolStride, padding: ResNetDesign.PoolKernel / 2) : features;
        features = _blocks.Aggregate(features, (input, block) => block.Export(graph, input));
        return graph.Linear(graph.GlobalAveragePool(features), _head);
    }

    /// <inheritdoc/>
    private protected override Linear LastLayer => _head;

    private Tensor Stem(Tensor images)
    {
        var features = _stemNorm.Activate(_stem.Apply(images));
        return _pools ? functional.max_pool2d(features, ResNetDesign.PoolKernel, ResNetDesign.PoolStride, ResNetDesign.PoolKernel / 2) : features;
    }
}
