using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// The noise inside one network: all its layers share it, so that it knows for which images of a batch it is. Outside training there is none.
/// </summary>
/// <param name="settings">Dropout and stochastic depth.</param>
internal sealed class NetworkNoise(ModelNoise settings)
{
    /// <summary>How many images at the front of each batch are noised; null for all.</summary>
    public int? Images { get; set; }

    /// <summary>Stochastic depth: what each image's residual is multiplied by, as <see cref="StochasticDepth.Factors"/> draws it; 1 for images without noise.</summary>
    /// <param name="images">How many images the batch has.</param>
    /// <param name="survivalProbability">The block's, above 0, at most 1.</param>
    /// <param name="training">Whether the network trains.</param>
    /// <returns>A factor for each image; null where all are 1.</returns>
    public float[]? Factors(long images, double survivalProbability, bool training)
    {
        var noised = NoisedOf(images);
        var factors = StochasticDepth.Factors(noised, survivalProbability, training && noised > 0);
        return factors is null || noised == images ? factors : [.. factors, .. Enumerable.Repeat(1f, (int)(images - noised))];
    }

    /// <summary>Dropout, of the noised images' features alone.</summary>
    /// <param name="features">[batch, features].</param>
    /// <param name="training">Whether the network trains.</param>
    public Tensor Dropout(Tensor features, bool training)
    {
        var noised = NoisedOf(features.shape[0]);
        if (noised == features.shape[0])
        {
            return functional.dropout(features, settings.Dropout, training);
        }

        using var scope = NewDisposeScope();
        var dropped = functional.dropout(features.narrow(0, 0, noised), settings.Dropout, training);
        return cat([dropped, features.narrow(0, noised, features.shape[0] - noised)]).MoveToOuterDisposeScope();
    }

    private long NoisedOf(long images) => Math.Min(Images ?? images, images);
}
