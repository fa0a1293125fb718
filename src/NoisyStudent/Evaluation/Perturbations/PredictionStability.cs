namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>
/// How steady predictions are over perturbation sequences (Hendrycks and Dietterich, 2019, section 4). Frames with noise are compared with the
/// first, others with the one before.
/// </summary>
internal static class PredictionStability
{
    private const int Top = 5;

    /// <summary>The flip probability of a sequence: the fraction of comparisons in which the predicted class differs.</summary>
    /// <param name="classes">The most probable class of each frame, of at least two.</param>
    /// <param name="isNoise"><see cref="Perturbation.IsNoise"/>.</param>
    public static double FlipProbability(IReadOnlyList<int> classes, bool isNoise) =>
        MeanOverFrames(classes, isNoise, (before, after) => before == after ? 0 : 1);

    /// <summary>
    /// The top-5 distance of a sequence: the mean over comparisons of how far the five most probable classes moved, where all places from the sixth
    /// on count as the sixth. It is the sum over places i = 1 ... 5 of |i - min(rank, 6)|, with the later frame's rank of the class at place i.
    /// </summary>
    /// <param name="rankings">For each frame, of at least two, the classes from the most probable on: at least five of them, or all.</param>
    /// <param name="isNoise"><see cref="Perturbation.IsNoise"/>.</param>
    public static double TopFiveDistance(IReadOnlyList<IReadOnlyList<int>> rankings, bool isNoise) =>
        MeanOverFrames(rankings, isNoise, Distance);

    /// <summary>
    /// The mean flip rate mFR: the mean over the 10 perturbations that count of the model's flip probability over that of a baseline (the paper's is
    /// AlexNet). Of top-5 distances it is the mean top-5 distance mT5D. 1 is the baseline; the paper writes 100.
    /// </summary>
    /// <param name="model">The model's flip probabilities, or its top-5 distances, each a mean over pictures, by the names of <see cref="Perturbation.Name"/>.</param>
    /// <param name="baseline">The same of the baseline.</param>
    /// <returns><c>null</c> where one of the 10 is missing or the baseline's is 0.</returns>
    public static double? MeanRate(IReadOnlyDictionary<string, double> model, IReadOnlyDictionary<string, double> baseline)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(baseline);
        double?[] rates = [.. Perturbation.All.Where(perturbation => !perturbation.IsExtra).Select(perturbation => Rate(model, baseline, perturbation.Name))];
        return rates.Contains(null) ? null : rates.Average();
    }

    /// <summary>The rate of one perturbation: the model's number over the baseline's.</summary>
    /// <param name="model">The model's flip probabilities or top-5 distances, by name.</param>
    /// <param name="baseline">The same of the baseline.</param>
    /// <param name="perturbation">Its name.</param>
    /// <returns><c>null</c> where a number is missing or the baseline's is 0.</returns>
    /// <exception cref="NoisyStudentException">A number is negative or not finite.</exception>
    public static double? Rate(IReadOnlyDictionary<string, double> model, IReadOnlyDictionary<string, double> baseline, string perturbation)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(baseline);
        if (!model.TryGetValue(perturbation, out var value) || !baseline.TryGetValue(perturbation, out var reference))
        {
            return null;
        }

        SettingRange.Require($"The model's {perturbation}", value, 0, double.MaxValue);
        SettingRange.Require($"The baseline's {perturbation}", reference, 0, double.MaxValue);
        return reference > 0 ? value / reference : null;
    }

    private static double MeanOverFrames<T>(IReadOnlyList<T> frames, bool isNoise, Func<T, T, double> distance)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames.Count, 2);
        var sum = 0.0;
        for (var i = 1; i < frames.Count; i++)
        {
            sum += distance(frames[isNoise ? 0 : i - 1], frames[i]);
        }

        return sum / (frames.Count - 1);
    }

    private static double Distance(IReadOnlyList<int> before, IReadOnlyList<int> after)
    {
        var sum = 0;
        for (var place = 0; place < Math.Min(Top, before.Count); place++)
        {
            sum += Math.Abs(place - PlaceOf(before[place], after));
        }

        return sum;
    }

    private static int PlaceOf(int number, IReadOnlyList<int> ranking)
    {
        for (var place = 0; place < Math.Min(Top, ranking.Count); place++)
        {
            if (ranking[place] == number)
            {
                return place;
            }
        }

        return Top;
    }
}
