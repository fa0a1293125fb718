using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>Stochastic depth (Huang et al., arXiv 1603.09382): whole residuals are dropped while a network trains.</summary>
internal static class StochasticDepth
{
    /// <summary>
    /// What each image's residual is multiplied by: zero, or with the survival probability one over it, so that its expectation stays.
    /// </summary>
    /// <param name="images">How many images.</param>
    /// <param name="survivalProbability">Above 0, at most 1.</param>
    /// <param name="training">Outside training every residual is kept.</param>
    /// <returns>A factor for each image, from libtorch's random generator; null where all are 1.</returns>
    public static float[]? Factors(long images, double survivalProbability, bool training)
    {
        if (!training || survivalProbability >= 1)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return empty(images).bernoulli_(survivalProbability).DivideInPlace(survivalProbability).data<float>().ToArray();
    }

    /// <summary>factor residual + shortcut, where no batch-norm comes before the sum; with one, <see cref="Layers.NormActivation"/> does it in one go.</summary>
    /// <param name="residual">[batch, channels, height, width]; changed.</param>
    /// <param name="shortcut">Of the same shape.</param>
    /// <param name="factors">What <see cref="Factors"/> gave.</param>
    internal static Tensor Add(Tensor residual, Tensor shortcut, float[]? factors)
    {
        using var scope = NewDisposeScope();
        var scaled = factors is null ? residual : residual.mul_(tensor(factors, residual.dtype, residual.device).reshape(-1, 1, 1, 1));
        return scaled.AddInPlace(shortcut).MoveToOuterDisposeScope();
    }
}
