using NoisyStudent.Evaluation.Corruptions;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class MeanCorruptionErrorTests
{
    private static readonly string[] _counting =
    [
        "gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur", "zoom_blur", "snow", "frost", "fog", "brightness",
        "contrast", "elastic_transform", "pixelate", "jpeg_compression",
    ];

    // Sums 1.5 and 2.5; less the clean error, 1.5 - 5 x 0.1 = 1 and 2.5 - 5 x 0.2 = 1.5.
    private static readonly double[] _model = [0.1, 0.2, 0.3, 0.4, 0.5];
    private static readonly double[] _baseline = [0.3, 0.4, 0.5, 0.6, 0.7];

    [Fact]
    public void A_corruption_error_is_the_ratio_of_the_sums_over_severities()
    {
        Assert.Equal(1.5 / 2.5, MeanCorruptionError.Of(Errors(0.1, _model), Errors(0.2, _baseline), "fog")!.Value, 1e-12);
        Assert.Equal(1 / 1.5, MeanCorruptionError.Relative(Errors(0.1, _model), Errors(0.2, _baseline), "fog")!.Value, 1e-12);
    }

    /// <summary>14 corruptions of 0.6 and one as bad as the baseline: (14 x 0.6 + 1) / 15 = 0.62667. The ratio of all sums would be another.</summary>
    [Fact]
    public void The_mean_corruption_error_is_the_mean_of_fifteen_ratios()
    {
        var model = Errors(0.1, _model, ("snow", [1, 1, 1, 1, 1]));
        var baseline = Errors(0.2, _baseline, ("snow", [1, 1, 1, 1, 1]));
        Assert.Equal(((14 * 0.6) + 1) / 15, MeanCorruptionError.Of(model, baseline)!.Value, 1e-12);

        // Relative: 14 of 2 / 3, and snow (5 - 0.5) / (5 - 1) = 1.125.
        Assert.Equal(((14 * 2 / 3.0) + 1.125) / 15, MeanCorruptionError.Relative(model, baseline)!.Value, 1e-12);
        Assert.Equal(1, MeanCorruptionError.Of(baseline, baseline)!.Value, 1e-12);
    }

    [Fact]
    public void The_four_extra_corruptions_do_not_count()
    {
        var model = Errors(0.1, _model, ("saturate", [1, 1, 1, 1, 1]));
        Assert.Equal(0.6, MeanCorruptionError.Of(model, Errors(0.2, _baseline))!.Value, 1e-12);
    }

    /// <summary>A model that gets better by corruption has a negative relative error; a baseline that does has no ratio.</summary>
    [Fact]
    public void Relative_errors_are_signed()
    {
        Assert.Equal(-0.5 / 1.5, MeanCorruptionError.Relative(Errors(0.4, _model), Errors(0.2, _baseline), "fog")!.Value, 1e-12);
        Assert.Null(MeanCorruptionError.Relative(Errors(0.1, _model), Errors(0.6, _baseline), "fog"));
    }

    [Fact]
    public void There_is_no_mean_where_a_corruption_is_missing_or_the_baseline_makes_no_error()
    {
        var (model, baseline) = (Errors(0.1, _model), Errors(0, _baseline, ("fog", [0, 0, 0, 0, 0])));
        Assert.Null(MeanCorruptionError.Of(model, baseline, "fog"));
        Assert.Null(MeanCorruptionError.Of(model, baseline));
        Assert.Null(MeanCorruptionError.Of(model, Errors(0.2, _baseline), "rain"));
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4 })]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4, 1.1 })]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4, double.NaN })]
    [InlineData(new[] { -0.1, 0.2, 0.3, 0.4, 0.5 })]
    public void Errors_that_cannot_be_are_refused(double[] errors) => Assert.Contains(
        "fog", Assert.Throws<NoisyStudentException>(() => MeanCorruptionError.Of(Errors(0.1, errors), Errors(0.2, _baseline), "fog")).Message, StringComparison.Ordinal);

    private static CorruptionErrors Errors(double clean, double[] all, params (string Name, double[] Errors)[] others)
    {
        var errors = _counting.ToDictionary(name => name, _ => all);
        foreach (var (name, other) in others)
        {
            errors[name] = other;
        }

        return new CorruptionErrors(clean, errors);
    }
}
