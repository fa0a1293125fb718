namespace NoisyStudent.Networks;

/// <summary>The numbers of one block of an <see cref="EfficientNet"/>.</summary>
/// <param name="Kernel">Width and height of its depthwise convolution.</param>
/// <param name="Stride">Of its depthwise convolution.</param>
/// <param name="Expansion">How many times as many channels the depthwise convolution has as come in.</param>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Outputs">Channels that go out.</param>
internal readonly record struct InvertedResidualShape(int Kernel, int Stride, int Expansion, int Inputs, int Outputs)
{
    /// <summary>Channels of the depthwise convolution.</summary>
    public int Expanded => Inputs * Expansion;

    /// <summary>Channels within squeeze-and-excitation: a fraction of those that come in, not of the expanded ones.</summary>
    public int Squeezed => Inputs / EfficientNetDesign.SqueezeRatio;

    /// <summary>Whether the block's input can be added to its output.</summary>
    public bool HasShortcut => Stride == 1 && Inputs == Outputs;

    /// <summary>The layers that learn.</summary>
    /// <param name="size">Width and height of what comes in.</param>
    public IEnumerable<LayerShape> Layers(int size)
    {
        var smaller = LayerShape.SizeAfter(size, Stride);
        if (Expansion > 1)
        {
            yield return LayerShape.Convolution(Inputs, Expanded, 1, size);
            yield return LayerShape.Norm(Expanded);
        }

        yield return LayerShape.Convolution(Expanded, Expanded, Kernel, smaller, groups: Expanded);
        yield return LayerShape.Norm(Expanded);
        yield return LayerShape.Linear(Expanded, Squeezed);
        yield return LayerShape.Linear(Squeezed, Expanded);
        yield return LayerShape.Convolution(Expanded, Outputs, 1, smaller);
        yield return LayerShape.Norm(Outputs);
    }
}
