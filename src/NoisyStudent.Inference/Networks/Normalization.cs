using System.Text.Json.Serialization;

namespace NoisyStudent.Networks;

/// <summary>How pixels become a network's input: (pixel - mean) / standard deviation, per channel. Part of a trained model.</summary>
/// <param name="Mean">The mean of red, green and blue, or of luma alone, in grey levels 0 to 255.</param>
/// <param name="StandardDeviation">The standard deviation of each, in grey levels; above 0.</param>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> StandardDeviation)
{
    /// <summary>How many channels the input has: 3, or 1 for luma.</summary>
    [JsonIgnore]
    public int Channels => Mean.Count;

    /// <summary>ImageNet's mean and standard deviation, by which published weights are mostly learned.</summary>
    public static Normalization ImageNet { get; } = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    /// <summary>Whether all grey levels become numbers: none infinite or none at all.</summary>
    internal bool IsUsable => Mean.Zip(StandardDeviation).All(
        channel => channel.Second > 0 && float.IsFinite(-channel.First / channel.Second) && float.IsFinite((255 - channel.First) / channel.Second));
}
