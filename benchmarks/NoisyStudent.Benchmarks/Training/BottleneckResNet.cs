using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>
/// A residual network of 1x1 and 3x3 convolutions for 64x64 images: three stages of 64, 128 and 256 channels, each of two bottleneck blocks;
/// the same as 'bottleneck' in <c>peers/train_step.py</c>.
/// </summary>
internal sealed class BottleneckResNet : ClassifierNetwork
{
    public const string NetworkName = "bottleneck";

    private const int StemChannels = 32;
    private static readonly int[] _stages = [64, 128, 256];

    private readonly Conv2d _stem = Convolutions.Create(RgbImage.Channels, StemChannels);
    private readonly NormActivation _stemNorm = new(StemChannels);
    private readonly List<Block> _blocks = [];
    private readonly Linear _head;

    public BottleneckResNet(int classes)
        : base(NetworkName, classes)
    {
        var inputs = StemChannels;
        foreach (var outputs in _stages)
        {
            var stride = inputs == StemChannels ? 1 : 2;
            _blocks.Add(new Bottleneck(inputs, outputs, stride));
            _blocks.Add(new Bottleneck(outputs, outputs, 1));
            inputs = outputs;
        }

        _head = Linear(inputs, classes);
        register_module("conv1", _stem);
        register_module("bn1", _stemNorm.Module);
        register_module("blocks", ModuleList(_blocks.ToArray()));
        register_module("fc", _head);
        Stages = WithMean([images => _stemNorm.Activate(_stem.Apply(images)), InTurn(_blocks)]);
    }

    /// <summary>Of a forward pass over one image.</summary>
    /// <param name="size">Width and height of the image.</param>
    /// <param name="classes">How many classes there are.</param>
    public static long MultiplyAdds(int size, int classes)
    {
        var (sum, inputs) = (LayerShape.Convolution(RgbImage.Channels, StemChannels, 3, size).MultiplyAdds, StemChannels);
        foreach (var outputs in _stages)
        {
            var (middle, before) = (outputs / 4, size);
            size = inputs == StemChannels ? size : size / 2;
            sum += LayerShape.Convolution(inputs, middle, 1, before).MultiplyAdds + LayerShape.Convolution(inputs, outputs, 1, size).MultiplyAdds
                + LayerShape.Convolution(outputs, middle, 1, size).MultiplyAdds
                + (2 * (LayerShape.Convolution(middle, middle, 3, size).MultiplyAdds + LayerShape.Convolution(middle, outputs, 1, size).MultiplyAdds));
            inputs = outputs;
        }

        return sum + LayerShape.Linear(inputs, classes).MultiplyAdds;
    }

    private protected override IReadOnlyList<Stage> Stages { get; }

    private protected override Linear LastLayer => _head;

    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images) =>
        throw new NotSupportedException("A network for measuring steps is not shipped.");

    private sealed class Bottleneck : Block
    {
        private readonly (Conv2d Convolution, NormActivation Norm)[] _layers;
        private readonly (Conv2d Convolution, NormActivation Norm)? _projection;

        public Bottleneck(int inputs, int outputs, int stride)
            : base(nameof(Bottleneck))
        {
            var middle = outputs / 4;
            _layers =
            [
                Layer("1", inputs, middle, kernel: 1, stride: 1), Layer("2", middle, middle, kernel: 3, stride),
                Layer("3", middle, outputs, kernel: 1, stride: 1),
            ];
            if (stride != 1 || inputs != outputs)
            {
                _projection = Layer("_projection", inputs, outputs, kernel: 1, stride);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var shortcut = _projection is { } projection ? projection.Norm.Normalize(projection.Convolution.Apply(input)) : input;
            var features = _layers[0].Norm.Activate(_layers[0].Convolution.Apply(input));
            features = _layers[1].Norm.Activate(_layers[1].Convolution.Apply(features));
            return _layers[2].Norm.AddAndActivate(_layers[2].Convolution.Apply(features), shortcut, null).MoveToOuterDisposeScope();
        }

        private (Conv2d Convolution, NormActivation Norm) Layer(string name, int inputs, int outputs, int kernel, int stride)
        {
            var (convolution, norm) = (Convolutions.Create(inputs, outputs, kernel, stride), new NormActivation(outputs));
            register_module($"conv{name}", convolution);
            register_module($"bn{name}", norm.Module);
            return (convolution, norm);
        }
    }
}
