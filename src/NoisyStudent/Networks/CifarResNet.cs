using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// The residual networks for small images (He et al., arXiv 1512.03385, section 4.2): three stages of 16, 32 and 64 channels, each of n
/// blocks with two 3x3 convolutions, 6n+2 layers in all; shortcuts without parameters. With dropout before the last layer and stochastic
/// depth.
/// </summary>
internal sealed class CifarResNet : ClassifierNetwork
{
    private readonly Conv2d _stem;
    private readonly NormActivation _stemNorm;
    private readonly List<ResidualBlock> _blocks = [];
    private readonly Linear _head;

    internal CifarResNet(string name, CifarResNetDesign design, ClassificationTask task, ModelNoise noise)
        : base(name, task.Classes, noise)
    {
        _stem = Register("conv1", Convolutions.Create(task.Channels, CifarResNetDesign.FirstChannels));
        _stemNorm = Register("bn1", new NormActivation(CifarResNetDesign.FirstChannels));
        var inputs = CifarResNetDesign.FirstChannels;
        var stages = new List<Stage> { Stem };
        for (var stage = 0; stage < CifarResNetDesign.Stages; stage++)
        {
            var channels = CifarResNetDesign.FirstChannels << stage;
            var blocks = new ResidualBlock[design.BlocksPerStage];
            for (var i = 0; i < blocks.Length; i++)
            {
                var survival = noise.SurvivalProbabilityOf(_blocks.Count, CifarResNetDesign.Stages * blocks.Length);
                blocks[i] = new ResidualBlock(inputs, channels, survival, Noise);
                _blocks.Add(blocks[i]);
                inputs = channels;
            }

            Register($"layer{stage + 1}", ModuleList(blocks));
            stages.Add(InTurn(blocks));
        }

        _head = Register("fc", Linear(inputs, task.Classes));
        Stages = WithMean(stages);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Stage> Stages { get; }

    /// <summary>The survival probability of each residual block, first to last.</summary>
    public IReadOnlyList<double> SurvivalProbabilities => [.. _blocks.Select(block => block.SurvivalProbability)];

    /// <inheritdoc/>
    private protected override Linear LastLayer => _head;

    /// <inheritdoc/>
    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = graph.Relu(graph.Convolution(images, _stem, _stemNorm.Module));
        features = _blocks.Aggregate(features, (input, block) => block.Export(graph, input));
        return graph.Linear(graph.GlobalAveragePool(features), _head);
    }

    private Tensor Stem(Tensor images) => _stemNorm.Activate(_stem.Apply(images));
}
