using System.Collections;
using NoisyStudent.Datasets;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Models;
using NoisyStudent.Training;
using Xunit;

namespace NoisyStudent.Tests.Runs.Models;

public sealed class ModelOriginTests : IDisposable
{
    /// <summary>Which settings decide no model by themselves: those for people, those that measure, and those that decide which pictures there are; of weights to start from, the weights do.</summary>
    private static readonly string[] _ofNoModel =
        ["name", "description", "allow-smaller", "validation-fraction", "split-seed", "remove-duplicates", "evaluation."];

    private readonly LabeledSet _labeled = TestSets.DarkAndBright(12);
    private readonly ImageSet _unlabeled = TestSets.Images(10, seed: 2);

    public void Dispose()
    {
        _labeled.Dispose();
        _unlabeled.Dispose();
    }

    /// <summary>A setting that is added later is in here by itself.</summary>
    [Fact]
    public void Every_setting_changes_the_keys_of_the_models_that_it_decides_and_no_others()
    {
        var recipe = new Recipe
        {
            Students = [new StudentSettings(), new StudentSettings { Noise = new InputNoise { Magnitude = 3 }, Training = new TrainingSettings { WarmUp = 0.3 } }],
            PseudoLabels = new PseudoLabelSettings { Ensemble = 1 },
        };
        var before = Keys(recipe);
        var changes = Changed(recipe, "").ToArray();
        Assert.True(changes.Length > 100, "There are more than a hundred settings.");
        Assert.All(changes, change => Assert.Equal(
            Enumerable.Range(0, 3).Select(model => IsDecidedBy(model, change.Path)),
            Keys((Recipe)change.Value).Zip(before, (now, then) => now != then)));

        // The second student has a whole section of its own, which the run's does not change.
        static bool IsDecidedBy(int model, string path) =>
            !_ofNoModel.Any(each => path.StartsWith(each, StringComparison.Ordinal)) && !path.EndsWith(".init", StringComparison.Ordinal) && path switch
            {
                _ when path.StartsWith("teacher.", StringComparison.Ordinal) => true,
                _ when path.StartsWith("students.0.", StringComparison.Ordinal) || path.StartsWith("pseudo-labels.", StringComparison.Ordinal) => model >= 1,
                _ when path.StartsWith("students.1.", StringComparison.Ordinal) => model == 2,
                _ => true,
            };
    }

    [Fact]
    public void Other_pictures_and_another_start_are_other_models()
    {
        var recipe = new Recipe();
        var before = Keys(recipe);
        Assert.Equal(before, Keys(recipe));

        // Of the same set, other pictures held out; of another set, the same names.
        Assert.Empty(before.Intersect(Keys(recipe, training: [0, 1, 2, 3, 4, 5, 6, 7, 9])));
        Assert.Equal([true, false], before.Zip(Keys(recipe, unlabeled: [0, 1, 2]), (then, now) => then == now));
        using var others = TestSets.DarkAndBright(12, seed: 5);
        Assert.Empty(before.Intersect(Keys(recipe, others)));
        Assert.Empty(before.Intersect(Keys(recipe, new LabeledSet("", _labeled.Images, ["a", "b"], _labeled.Labels))));
    }

    [Fact]
    public void Differences_say_what_is_and_what_was()
    {
        var (then, now) = (new ModelOrigin(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }), new ModelOrigin(new Dictionary<string, string> { ["b"] = "3", ["c"] = "4" }));
        Assert.Equal(["b 3 instead of 2", "c 4 instead of none", "a none instead of 1"], now.DifferencesFrom(then));
        Assert.Equal(new ModelOrigin(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }).Key, then.Key);
    }

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
        var data = new RunData(labeled, unlabeled, null);
        var sets = new RunSets(labeled, labeled.Subset([0, 1, 2, 3]), labeled.Subset([4, 5]), unlabeled, null);
        return ModelOrigin.Of(RecipeYaml.Read<Recipe>("", "", settings), 1, data, sets, ["the teacher's key"]);
    }

    private string[] Keys(Recipe recipe, LabeledSet? labeled = null, int[]? training = null, int[]? unlabeled = null)
    {
        var set = labeled ?? _labeled;
        var places = training ?? [.. Enumerable.Range(0, 9)];
        var sets = new RunSets(
            set, set.Subset(places), set.Subset([.. Enumerable.Range(0, 12).Except(places)]), _unlabeled.Subset(unlabeled ?? [.. Enumerable.Range(0, 10)]), null);
        var (data, keys) = (new RunData(set, _unlabeled, null), new List<string>());
        foreach (var iteration in Enumerable.Range(0, recipe.Students.Count + 1))
        {
            keys.Add(ModelOrigin.Of(recipe, iteration, data, sets, keys).Key);
        }

        return [.. keys];
    }

    /// <summary>The recipe with each setting changed, one at a time.</summary>
    private static IEnumerable<(string Path, object Value)> Changed(object record, string path) => RecipeSetting.Of(record.GetType()).SelectMany(setting =>
        OtherValues(setting.Property.GetValue(record), Nullable.GetUnderlyingType(setting.Property.PropertyType) ?? setting.Property.PropertyType, RecipeSetting.Join(path, setting.Name))
            .Select(other =>
            {
                var copy = RecipeSetting.Copy(record.GetType(), record);
                setting.Property.SetValue(copy, other.Value);
                return (other.Path, copy);
            }));

    private static IEnumerable<(string Path, object Value)> OtherValues(object? value, Type type, string path)
    {
        if (RecipeSetting.IsList(type, out var element) && element != typeof(string))
        {
            object[] items = [.. ((IEnumerable)value!).Cast<object>()];
            return items.Index().SelectMany(each => Changed(each.Item, RecipeSetting.Join(path, each.Index)).Select(other =>
            {
                var changed = Array.CreateInstance(element, items.Length);
                Array.Copy(items, changed, items.Length);
                changed.SetValue(other.Value, each.Index);
                return (other.Path, (object)changed);
            }));
        }

        return RecipeSetting.IsRecord(type)
            ? Changed(value ?? Activator.CreateInstance(type)!, path)
            : [(path, value switch
            {
                null when type.IsEnum => Enum.GetValues(type).GetValue(0)!,
                null when type == typeof(double) => 0.125,
                null when type == typeof(int) => 17,
                null when type == typeof(string) => "weights",
                null => 17L,
                bool flag => !flag,
                int number => number + 1,
                long number => number + 1,
                double number => (number / 3) + 0.01,
                string text => text + "x",
                Enum member => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(member)),
                _ => (string[])["Invert"],
            })];
    }
}
