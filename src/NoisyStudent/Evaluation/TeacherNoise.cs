using NoisyStudent.Images;
using NoisyStudent.Noise;

namespace NoisyStudent.Evaluation;

/// <summary>
/// Noise on a teacher while it labels, against Algorithm 1: the paper's ablation, in which students learn less (Xie et al., table 6). The network keeps the
/// dropout and the stochastic depth that it was made with, and pictures get input noise.
/// </summary>
/// <param name="Input">The noise of pictures.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Iteration">The student's iteration.</param>
public sealed record TeacherNoise(InputNoise Input, long Seed, int Iteration)
{
    private const int ModelPart = 0;
    private const int PicturePart = 1;

    /// <summary>A noised copy of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="number">Its number among those that are labeled.</param>
    internal RgbImage Apply(RgbImage image, long number)
    {
        var random = KeyedRandom.For(Seed, RandomUse.TeacherNoise, Iteration, PicturePart, number);
        var noised = new byte[image.Pixels.Length];
        new InputNoisePipeline(Input, image.Width).Apply(image.Pixels, noised, ref random);
        return new RgbImage(image.Width, image.Height, noised);
    }

    /// <summary>The seed of the model noise for a batch.</summary>
    /// <param name="first">The number of its first picture.</param>
    internal long ModelSeed(long first) => (long)KeyedRandom.For(Seed, RandomUse.TeacherNoise, Iteration, ModelPart, first).NextUInt64();
}
