namespace NoisyStudent.Networks;

/// <summary>The numbers of one block of a <see cref="ResNet"/>.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Width">Channels of the 3x3 convolutions.</param>
/// <param name="Stride">Of the first 3x3 convolution and of the shortcut.</param>
/// <param name="IsBottleneck">Whether the block is 1x1, 3x3, 1x1 convolutions, the last to <see cref="ResNetDesign.BottleneckExpansion"/> times the width; else it is two 3x3 convolutions.</param>
internal readonly record struct ResNetBlockShape(int Inputs, int Width, int Stride, bool IsBottleneck)
{
    /// <summary>Channels that go out.</summary>
    public int Outputs => IsBottleneck ? ResNetDesign.BottleneckExpansion * Width : Width;

    /// <summary>The convolutions of the residual, each followed by batch-norm.</summary>
    public IReadOnlyList<ConvolutionShape> Residual => IsBottleneck
        ? [new(Inputs, Width, 1), new(Width, Width, 3, Stride), new(Width, Outputs, 1)]
        : [new(Inputs, Width, 3, Stride), new(Width, Width, 3)];

    /// <summary>The convolution of the shortcut, followed by batch-norm; null where the input itself fits.</summary>
    public ConvolutionShape? Projection => Stride == 1 && Inputs == Outputs ? null : new(Inputs, Outputs, 1, Stride);

    /// <summary>The layers that learn.</summary>
    /// <param name="size">Width and height of what comes in.</param>
    public IEnumerable<LayerShape> Layers(int size)
    {
        if (Projection is { } projection)
        {
            yield return projection.At(size);
            yield return LayerShape.Norm(Outputs);
        }

        foreach (var convolution in Residual)
        {
            yield return convolution.At(size);
            yield return LayerShape.Norm(convolution.Outputs);
            size = LayerShape.SizeAfter(size, convolution.Stride);
        }
    }
}
