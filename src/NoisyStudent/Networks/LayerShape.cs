namespace NoisyStudent.Networks;

/// <summary>What a layer costs.</summary>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="MultiplyAdds">How many multiplications with addition it takes for one image; those of batch-norm are not counted.</param>
internal readonly record struct LayerShape(long Parameters, long MultiplyAdds)
{
    /// <summary>A convolution without bias.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">Its width and height.</param>
    /// <param name="size">Width and height of what goes out.</param>
    /// <param name="groups">How many groups the channels form.</param>
    public static LayerShape Convolution(int inputs, int outputs, int kernel, int size, int groups = 1)
    {
        var weights = (long)inputs / groups * outputs * kernel * kernel;
        return new(weights, weights * size * size);
    }

    /// <summary>A linear layer with bias.</summary>
    /// <param name="inputs">How many numbers come in.</param>
    /// <param name="outputs">How many go out.</param>
    public static LayerShape Linear(int inputs, int outputs) => new(((long)inputs + 1) * outputs, (long)inputs * outputs);

    /// <summary>Weight and bias of batch-norm.</summary>
    /// <param name="channels">How many channels.</param>
    public static LayerShape Norm(int channels) => new(2L * channels, 0);

    /// <summary>The size that is left after a stride, for every padding here.</summary>
    /// <param name="size">Width or height before it.</param>
    /// <param name="stride">The stride.</param>
    public static int SizeAfter(int size, int stride) => (size + stride - 1) / stride;
}
