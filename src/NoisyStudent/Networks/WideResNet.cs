using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// The wide residual networks for small images (Zagoruyko and Komodakis, arXiv 1605.07146): three stages of pre-activation blocks. Names are
/// those of <see cref="ResNet"/> as far as the layers are the same; the last batch-norm, after all blocks, is <c>bn1</c>. With dropout before
/// the last layer, not within the blocks, and stochastic depth.
/// </summary>
internal sealed class WideResNet : ClassifierNetwork
{
    private readonly Conv2d _stem;
    private readonly List<PreActivationBlock> _blocks = [];
    private readonly NormActivation _lastNorm;
    private readonly Linear _head;

    internal WideResNet(string name, WideResNetDesign design, ClassificationTask task, ModelNoise noise)
        : base(name, task.Classes, noise)
    {
        var stages = design.Stages();
        var count = stages.Sum(stage => stage.Count);
        _stem = Register("conv1", Convolutions.Create(task.Channels, WideResNetDesign.StemChannels));
        var parts = new List<Stage> { _stem.Apply };
        for (var stage = 0; stage < stages.Count; stage++)
        {
            var blocks = stages[stage].Select((shape, i) => new PreActivationBlock(shape, noise.SurvivalProbabilityOf(_blocks.Count + i, count), Noise)).ToArray();
            Register($"layer{stage + 1}", ModuleList(blocks));
            parts.Add(InTurn(blocks));
            _blocks.AddRange(blocks);
        }

        var outputs = stages[^1][^1].Outputs;
        _lastNorm = Register("bn1", new NormActivation(outputs));
        _head = Register("fc", Linear(outputs, task.Classes));
        var last = parts[^1];
        parts[^1] = features => _lastNorm.Activate(last(features));
        Stages = WithMean(parts);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Stage> Stages { get; }

    /// <summary>The survival probability of each block, first to last.</summary>
    public IReadOnlyList<double> SurvivalProbabilities => [.. _blocks.Select(block => block.SurvivalProbability)];

    /// <inheritdoc/>
    public override int StageOf(string name) => name.StartsWith("bn1.", StringComparison.Ordinal) ? StageCount - 1 : base.StageOf(name);

    /// <inheritdoc/>
    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = _blocks.Aggregate(graph.Convolution(images, _stem), (input, block) => block.Export(graph, input));
        return graph.Linear(graph.GlobalAveragePool(graph.Relu(graph.Norm(features, _lastNorm.Module))), _head);
    }

    /// <inheritdoc/>
    private protected override Linear LastLayer => _head;
}
