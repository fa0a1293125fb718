using NoisyStudent.Images;
using NoisyStudent.Networks;

namespace NoisyStudent.Prediction;

/// <summary>What computes a trained network's answers.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Classes, image size and normalization.</summary>
    ModelDescription Description { get; }

    /// <summary>The network's answer for each picture, before it becomes a distribution: <c>[count][classes]</c>.</summary>
    /// <param name="count">How many pictures, at most <see cref="Predictor.BatchSize"/>.</param>
    /// <param name="picture">A picture by its number, of the network's size. It is asked for by several threads at once.</param>
    float[][] Logits(int count, Func<int, RgbImage> picture);
}
