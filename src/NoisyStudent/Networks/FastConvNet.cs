using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// A network that learns small images quickly, in the manner of Jordan (arXiv 2404.00498): few and wide convolutions, which processors do
/// best, after a first layer that whitens patches of 2x2 pixels. That layer is not learned: its weights follow from the labeled images. Each of
/// three to five groups has a convolution, halves the image by its maxima, and has a second convolution beside a shortcut, to which stochastic depth
/// applies. Dropout comes before the last layer.
/// </summary>
internal sealed class FastConvNet : ClassifierNetwork
{
    private readonly Whitening _whiten;
    private readonly FastConvGroup[] _groups;
    private readonly Linear _head;

    internal FastConvNet(string name, FastConvNetDesign design, ClassificationTask task, ModelNoise noise)
        : base(name, task.Classes, noise)
    {
        _whiten = Register("whiten", new Whitening(task.Channels, FastConvNetDesign.Patch, FastConvNetDesign.LeastVariance));
        var inputs = FastConvNetDesign.Whitened(task.Channels);
        _groups = new FastConvGroup[design.Groups.Count];
        for (var i = 0; i < _groups.Length; i++)
        {
            _groups[i] = Register($"layer{i + 1}", new FastConvGroup(inputs, design.Groups[i], noise.SurvivalProbabilityOf(i, _groups.Length), Noise));
            inputs = design.Groups[i];
        }

        _head = Register("fc", Linear(inputs, task.Classes));
        Stages = [_whiten.forward, .. _groups[..^1].Select(group => (Stage)group.forward), features => _groups[^1].forward(features).amax([2L, 3L]).to(float32)];
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<Stage> Stages { get; }

    /// <inheritdoc/>
    public override int ImagesToPrepare => FastConvNetDesign.ImagesToWhiten;

    /// <inheritdoc/>
    public override void Prepare(IEnumerable<Tensor> images) => _whiten.Fit(images);

    /// <inheritdoc/>
    internal override OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        var features = _groups.Aggregate(_whiten.Export(graph, images), (input, group) => group.Export(graph, input));
        features = graph.MaxPool(features, kernel: features.Height, stride: features.Height, padding: 0);
        using var noGradient = no_grad();
        using var scaled = Linear(_head.in_features, _head.out_features);
        scaled.weight!.copy_(_head.weight!.Times(FastConvNetDesign.LogitScale));
        scaled.bias!.copy_(_head.bias!.Times(FastConvNetDesign.LogitScale));
        return graph.Linear(features, scaled);
    }

    /// <inheritdoc/>
    private protected override Linear LastLayer => _head;

    /// <inheritdoc/>
    private protected override double LogitScale => FastConvNetDesign.LogitScale;
}
