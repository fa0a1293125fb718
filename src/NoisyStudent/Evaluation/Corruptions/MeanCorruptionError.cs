namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>
/// The corruption errors of Hendrycks and Dietterich (2019, section 4): a model's errors over those of a baseline (the paper's is AlexNet), so that
/// corruptions that are hard for all do not outweigh the others. 1 is the baseline; the paper writes 100. A ratio is <c>null</c> where a model's errors
/// are missing or the baseline's sum is not above 0, and a mean is <c>null</c> where one of its ratios is.
/// </summary>
internal static class MeanCorruptionError
{
    /// <summary>The corruption error CE: the sum of the errors over the severities, over the baseline's.</summary>
    /// <param name="model">The model's errors.</param>
    /// <param name="baseline">The baseline's.</param>
    /// <param name="corruption">The name of the corruption.</param>
    /// <exception cref="NoisyStudentException">There are not 5 errors from 0 to 1.</exception>
    public static double? Of(CorruptionErrors model, CorruptionErrors baseline, string corruption) =>
        Ratio(Sum(model, corruption, 0), Sum(baseline, corruption, 0));

    /// <summary>The relative corruption error: as the corruption error, but of errors less the error on clean pictures.</summary>
    /// <inheritdoc cref="Of(CorruptionErrors, CorruptionErrors, string)"/>
    public static double? Relative(CorruptionErrors model, CorruptionErrors baseline, string corruption)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(baseline);
        return Ratio(Sum(model, corruption, model.CleanError), Sum(baseline, corruption, baseline.CleanError));
    }

    /// <summary>The mean corruption error mCE: the mean of the corruption errors of the 15 that count.</summary>
    /// <param name="model">The model's errors.</param>
    /// <param name="baseline">The baseline's.</param>
    /// <exception cref="NoisyStudentException">There are not 5 errors from 0 to 1.</exception>
    public static double? Of(CorruptionErrors model, CorruptionErrors baseline) => Mean(corruption => Of(model, baseline, corruption));

    /// <summary>The relative mCE: the mean of the relative corruption errors of the 15 that count.</summary>
    /// <inheritdoc cref="Of(CorruptionErrors, CorruptionErrors)"/>
    public static double? Relative(CorruptionErrors model, CorruptionErrors baseline) => Mean(corruption => Relative(model, baseline, corruption));

    private static double? Mean(Func<string, double?> ratio)
    {
        double?[] ratios = [.. Corruption.All.Where(corruption => !corruption.IsExtra).Select(corruption => ratio(corruption.Name))];
        return ratios.Contains(null) ? null : ratios.Average();
    }

    private static double? Ratio(double? value, double? baseline) => baseline > 0 ? value / baseline : null;

    private static double? Sum(CorruptionErrors errors, string corruption, double less)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!errors.Errors.TryGetValue(corruption, out var bySeverity))
        {
            return null;
        }

        if (bySeverity.Length != Corruption.Severities || !bySeverity.Append(errors.CleanError).All(error => error is >= 0 and <= 1))
        {
            throw new NoisyStudentException(
                $"The errors of {corruption} must be {Corruption.Severities} numbers from 0 to 1, one for each severity, and so must be the clean error.");
        }

        return bySeverity.Sum(error => error - less);
    }
}
