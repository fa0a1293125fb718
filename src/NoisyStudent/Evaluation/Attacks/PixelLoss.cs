using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation.Attacks;

/// <summary>The way from a picture's pixels to a network's loss, so that gradients flow through all of it: luma, normalization, network.</summary>
internal sealed class PixelLoss : IDisposable
{
    private readonly TrainedModel _model;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;
    private readonly Tensor _luma;
    private readonly Tensor? _columns;

    /// <summary>Takes a network, whose weights are not touched.</summary>
    /// <param name="model">The network, in libtorch; the caller keeps it.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="classes">Among which of its classes it answers.</param>
    public PixelLoss(TrainedModel model, Device device, IReadOnlyList<string> classes)
    {
        model.Network.eval();
        _model = model;
        _mean = ChannelValues(model.Description.Normalization.Mean, device);
        _deviation = ChannelValues(model.Description.Normalization.StandardDeviation, device);
        _luma = ChannelValues([0.299f, 0.587f, 0.114f], device);
        _columns = classes.SequenceEqual(model.Description.Classes)
            ? null
            : tensor(Array.ConvertAll(SubsetEngine.ColumnsOf(classes, model.Description), column => (long)column), device: device);
    }

    /// <summary>Width and height of the network's input in pixels.</summary>
    public int ImageSize => _model.Description.ImageSize;

    /// <summary>Pictures as a tensor [count, 3, height, width] of float32 from 0 to 255, channels-last.</summary>
    /// <param name="pictures">Pictures of the network's size.</param>
    public Tensor Pixels(IReadOnlyList<RgbImage> pictures)
    {
        using var scope = NewDisposeScope();
        var size = ImageSize;
        return tensor(pictures.SelectMany(picture => picture.Pixels).ToArray(), [pictures.Count, size, size, RgbImage.Channels])
            .to(float32).to(_mean.device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The network's logits [count, classes among which it answers].</summary>
    /// <param name="pixels">[count, 3, height, width], from 0 to 255.</param>
    public Tensor Logits(Tensor pixels)
    {
        var channels = _model.Description.Normalization.Channels == RgbImage.Channels ? pixels : (pixels * _luma).sum(1, keepdim: true);
        var logits = _model.Network.forward((channels - _mean) / _deviation);
        return _columns is null ? logits : logits.index_select(1, _columns);
    }

    /// <summary>Cross-entropy of each picture, in nats: [count].</summary>
    /// <param name="pixels">[count, 3, height, width], from 0 to 255.</param>
    /// <param name="labels">The true classes: [count].</param>
    public Tensor Loss(Tensor pixels, Tensor labels) => nn.functional.cross_entropy(Logits(pixels), labels, reduction: nn.Reduction.None);

    /// <summary>The gradient of each picture's loss by its own pixels.</summary>
    /// <param name="pixels">[count, 3, height, width], from 0 to 255.</param>
    /// <param name="labels">The true classes: [count].</param>
    public Tensor Gradient(Tensor pixels, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var moving = pixels.detach().requires_grad_();
        return autograd.grad([Loss(moving, labels).sum()], [moving])[0].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _mean.Dispose();
        _deviation.Dispose();
        _luma.Dispose();
        _columns?.Dispose();
    }

    private static Tensor ChannelValues(IReadOnlyList<float> values, Device device)
    {
        using var scope = NewDisposeScope();
        return tensor(values.ToArray()).reshape(1, -1, 1, 1).to(device).DetachFromDisposeScope();
    }
}
