using NoisyStudent.Noise;

namespace NoisyStudent.Prediction;

/// <summary>
/// Noise on a teacher while it labels, against Algorithm 1: the paper's ablation, in which students learn less (Xie et al., table 6). The network keeps the
/// dropout and the stochastic depth that it was made with, and pictures get input noise.
/// </summary>
/// <param name="Input">The noise of pictures.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Iteration">The student's iteration.</param>
internal sealed record TeacherNoise(InputNoise Input, long Seed, int Iteration)
{
    private const int ModelPart = 0;
    private const int PicturePart = 1;

    /// <summary>The random numbers for a picture's noise.</summary>
    /// <param name="number">The picture's number among those that are labeled.</param>
    internal KeyedRandom PictureStream(long number) => KeyedRandom.For(Seed, RandomUse.TeacherNoise, Iteration, PicturePart, number);

    /// <summary>The seed of the model noise for a batch.</summary>
    /// <param name="first">The number of its first picture.</param>
    internal long ModelSeed(long first) => (long)KeyedRandom.For(Seed, RandomUse.TeacherNoise, Iteration, ModelPart, first).NextUInt64();
}
