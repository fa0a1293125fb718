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
public sealed class CifarResNet : ClassifierNetwork
{
    private const int Stages = 3;
    private const int FirstChannels = 16;

    private readonly Conv2d _stem;
    private readonly NormActivation _stemNorm;
    private readonly List<ResidualBlock> _blocks = [];
    private readonly Linear _head;
    private readonly double _dropout;

    /// <summary>Creates the network with weights from libtorch's random generator.</summary>
    /// <param name="name">Its name among the networks.</param>
    /// <param name="layers">6n+2: 20 for ResNet-20.</param>
    /// <param name="classes">How many classes it tells apart.</param>
    /// <param name="noise">Dropout and stochastic depth while training.</param>
    public CifarResNet(string name, int layers, int classes, ModelNoise noise)
        : base(name, classes)
    {
        if (layers < 8 || (layers - 2) % 6 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(layers), layers, "A CIFAR ResNet has 6n+2 layers.");
        }

        var blocksPerStage = (layers - 2) / 6;
        _dropout = noise.Dropout;
        _stem = Register("conv1", Convolutions.Create(3, FirstChannels, stride: 1));
        _stemNorm = new NormActivation(FirstChannels);
        register_module("bn1", _stemNorm.Module);
        var inputs = FirstChannels;
        for (var stage = 0; stage < Stages; stage++)
        {
            var channels = FirstChannels << stage;
            var blocks = new ResidualBlock[blocksPerStage];
            for (var i = 0; i < blocksPerStage; i++)
            {
                var survival = noise.SurvivalProbabilityOf(_blocks.Count, Stages * blocksPerStage);
                blocks[i] = new ResidualBlock(inputs, channels, survival);
                _blocks.Add(blocks[i]);
                inputs = channels;
            }

            register_module($"layer{stage + 1}", ModuleList(blocks));
        }

        _head = Register("fc", Linear(inputs, classes));
    }

    /// <summary>The survival probability of each residual block, first to last.</summary>
    public IReadOnlyList<double> SurvivalProbabilities => [.. _blocks.Select(block => block.SurvivalProbability)];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = _stemNorm.Activate(_stem.Apply(input));
        foreach (var block in _blocks)
        {
            features = block.forward(features);
        }

        features = features.mean([2L, 3L], type: float32);
        return _head.forward(functional.dropout(features, _dropout, training)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = graph.Relu(graph.Convolution(images, _stem, _stemNorm.Module));
        features = _blocks.Aggregate(features, (input, block) => block.Export(graph, input));
        return graph.Linear(graph.GlobalAveragePool(features), _head);
    }

    private TModule Register<TModule>(string name, TModule module)
        where TModule : Module
    {
        register_module(name, module);
        return module;
    }
}
