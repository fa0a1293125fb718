using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>Stochastic depth (Huang et al., arXiv 1603.09382): whole residuals are dropped while a network trains.</summary>
public static class StochasticDepth
{
    /// <summary>
    /// Keeps each image's residual with the survival probability and divides it by that, so that its expectation stays; the others become
    /// zero. Changes the residual in place.
    /// </summary>
    /// <param name="residual">The residual [batch, channels, height, width].</param>
    /// <param name="survivalProbability">Above 0, at most 1.</param>
    /// <param name="training">Outside training the residual is returned as it is.</param>
    public static Tensor Apply(Tensor residual, double survivalProbability, bool training)
    {
        if (!training || survivalProbability >= 1)
        {
            return residual;
        }

        var kept = empty(residual.shape[0], 1, 1, 1, dtype: residual.dtype, device: residual.device).bernoulli_(survivalProbability);
        return residual.mul_(kept.div_(survivalProbability));
    }
}
