using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Models;
using Xunit;

namespace NoisyStudent.Tests.Runs.Models;

public sealed class ModelOriginTests
{
    /// <summary>All else at its default is no part of it.</summary>
    [Fact]
    public void A_key_is_of_what_is_no_setting_and_of_settings_that_are_not_at_their_defaults()
    {
        var origin = OriginOf("students.0.epochs=3", "training.optimizer=muon");
        var deciding = origin.Facts.Keys.Where(name => new ModelOrigin(origin.Facts.Where(fact => fact.Key != name).ToDictionary()).Key != origin.Key);
        Assert.Equal(
            ["version", "iteration", "seed", "classes", "training pictures", "image-size", "stored-size", "channels", "fit", "sample-bits", "epochs", "training.optimizer",
                "unlabeled pictures", "teachers"],
            deciding);
        Assert.Contains("training.momentum", origin.Facts.Keys);
    }

    [Theory]
    [InlineData("training.batch-norm-momentum", "0.01", "0.1")]
    [InlineData("training.average-warm-up", "false", "true")]
    [InlineData("fine-tuning.batch-size", "8", "null")]
    [InlineData("fine-tuning.schedule", "one-cycle", "null")]
    [InlineData("fine-tuning.warm-up", "0.5", "null")]
    [InlineData("noise.crop-aspect", "1", "1.3333333333333333")]
    [InlineData("pseudo-labels.view-shift", "0.25", "0.03125")]
    [InlineData("pseudo-labels.view-fill", "0", "128")]
    [InlineData("pseudo-labels.calibration-prior", "1", "0.35")]
    public void Another_setting_is_another_key_and_a_model_from_before_there_was_the_setting_has_the_key_of_its_default(string setting, string value, string usual)
    {
        var (now, other) = (OriginOf(), OriginOf($"{setting}={value}"));
        var before = new ModelOrigin(now.Facts.Where(fact => fact.Key != setting).ToDictionary());
        Assert.Equal((now.Facts.Count - 1, now.Key), (before.Facts.Count, before.Key));
        Assert.Empty(now.DifferencesFrom(before));
        Assert.NotEqual(now.Key, other.Key);
        Assert.Equal([$"{setting} {value} instead of {usual}"], other.DifferencesFrom(before));
    }

    private static ModelOrigin OriginOf(params string[] settings)
    {
        using var labeled = TestSets.DarkAndBright(6);
        using var unlabeled = TestSets.Images(4);
        using var data = new RunData(labeled, unlabeled, null);
        var sets = new RunSets(labeled, labeled.Subset([0, 1, 2, 3]), labeled.Subset([4, 5]), unlabeled, null);
        return ModelOrigin.Of(RecipeYaml.Read<Recipe>("", "", settings), 1, data, sets, ["the teacher's key"]);
    }
}
