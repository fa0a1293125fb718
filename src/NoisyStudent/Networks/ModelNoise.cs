namespace NoisyStudent.Networks;

/// <summary>The noise inside a network while it trains. In evaluation every layer is present and every unit kept.</summary>
public sealed record ModelNoise
{
    /// <summary>No noise at all.</summary>
    public static ModelNoise None { get; } = new() { SurvivalProbability = 1, Dropout = 0 };

    /// <summary>
    /// The probability, 0 to 1, that the last residual block's residual is kept for an image; it falls linearly from 1 at the first
    /// block (stochastic depth; Huang et al., arXiv 1603.09382).
    /// </summary>
    public double SurvivalProbability { get; init; } = 0.8;

    /// <summary>The fraction, 0 to 1, of the units before the last layer that are dropped.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>The survival probability of one residual block: linear from 1 at the first to <see cref="SurvivalProbability"/> at the last.</summary>
    /// <param name="block">The block's number, from 0.</param>
    /// <param name="blocks">How many blocks the network has.</param>
    public double SurvivalProbabilityOf(int block, int blocks) =>
        blocks == 1 ? SurvivalProbability : 1 - ((1 - SurvivalProbability) * block / (blocks - 1));
}
