using NoisyStudent.Images;
using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Models on the same pictures under every corruption at every severity.</summary>
internal static class CorruptionSuite
{
    private const int BlockSize = Predictor.BatchSize;

    /// <summary>How many corrupted pictures are made of each.</summary>
    public static int WorkPerImage { get; } = Corruption.All.Count * Corruption.Severities;

    /// <summary>Measures the errors of each model.</summary>
    /// <param name="models">At least one, all on the same pictures.</param>
    /// <param name="seed">Corruptions are a function of it and the pictures' names.</param>
    /// <param name="progress">Told how much of <see cref="WorkPerImage"/> times the images is done.</param>
    /// <param name="cancellation">Stops between blocks of pictures.</param>
    /// <returns>The errors of each model.</returns>
    public static IReadOnlyList<CorruptionErrors> Run(
        IReadOnlyList<EvaluatedModel> models, long seed, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var images = models[0].Test.Images;
        var errors = models.Select(_ => Corruption.All.ToDictionary(corruption => corruption.Name, _ => new double[Corruption.Severities])).ToArray();
        var clean = Wrong(models, seed, null, 0, cancellation);
        var done = 0;
        foreach (var corruption in Corruption.All)
        {
            for (var severity = 1; severity <= Corruption.Severities; severity++)
            {
                var wrong = Wrong(models, seed, corruption, severity, cancellation);
                for (var model = 0; model < models.Count; model++)
                {
                    errors[model][corruption.Name][severity - 1] = Fraction(wrong[model]);
                }

                progress?.Report(done += images.Count);
            }
        }

        return [.. errors.Zip(clean, (each, wrong) => new CorruptionErrors(Fraction(wrong), each))];

        double Fraction(int wrong) => wrong / (double)Math.Max(1, images.Count);
    }

    /// <summary>How many pictures each model gets wrong.</summary>
    private static int[] Wrong(IReadOnlyList<EvaluatedModel> models, long seed, Corruption? corruption, int severity, CancellationToken cancellation)
    {
        var images = models[0].Test.Images;
        var wrong = new int[models.Count];
        foreach (var block in Enumerable.Range(0, images.Count).Chunk(BlockSize))
        {
            cancellation.ThrowIfCancellationRequested();
            EvaluatedModel.AskAll(models, clean => Pictures(clean, block), (model, logits) =>
                wrong[model] += block.Zip(logits).Count(each => ClassRanking.Best(each.Second) != models[model].Test.Labels[each.First]));
        }

        return wrong;

        RgbImage[] Pictures(Func<int, RgbImage> clean, int[] block)
        {
            var pictures = new RgbImage[block.Length];
            ParallelWork.For(block.Length, i =>
            {
                var picture = clean(block[i]);
                pictures[i] = corruption?.Apply(picture, severity, seed, images.Names[block[i]]) ?? picture;
            }, cancellation);
            return pictures;
        }
    }
}
