namespace NoisyStudent.Networks;

/// <summary>The numbers of a convolution without bias.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Outputs">Channels that go out.</param>
/// <param name="Kernel">Its width and height.</param>
/// <param name="Stride">Its stride.</param>
internal readonly record struct ConvolutionShape(int Inputs, int Outputs, int Kernel, int Stride = 1)
{
    /// <summary>What it costs.</summary>
    /// <param name="size">Width and height of what comes in.</param>
    public LayerShape At(int size) => LayerShape.Convolution(Inputs, Outputs, Kernel, LayerShape.SizeAfter(size, Stride));
}
