using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Tests.Datasets.Duplicates;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Runs;

/// <summary>Picture n of a set is scene <c>scenes[n]</c>; a negative number is the scene compressed.</summary>
public sealed class RunSetsTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Without_duplicates_the_split_is_that_of_the_labeled_set()
    {
        var labeled = Labeled([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
        var (training, validation) = labeled.Split(0.4, 1);
        var sets = Of(labeled, test: Labeled([11], [12]));
        Assert.Equal(training.Images.Names, sets.Training.Images.Names);
        Assert.Equal(validation.Images.Names, sets.Validation.Images.Names);
        Assert.Equal(training.Labels, sets.Training.Labels);
        Assert.Empty(_observer.Notes);
    }

    [Fact]
    public void Its_own_seed_decides_the_split_where_there_is_one()
    {
        var labeled = Labeled([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]);
        Assert.Equal(HeldOut(new() { Seed = 3 }), HeldOut(new() { Seed = 1, SplitSeed = 3 }));
        Assert.Equal(HeldOut(new() { Seed = 1 }), HeldOut(new() { Seed = 3, SplitSeed = 1 }));
        Assert.NotEqual(HeldOut(new() { Seed = 1 }), HeldOut(new() { Seed = 1, SplitSeed = 3 }));

        IReadOnlyList<string> HeldOut(Recipe recipe) => RunSets.Of(
            new RunData(labeled, Scenes.Set(Scenes.Pixels(1000)), null), recipe with { ValidationFraction = 0.4 }, _observer, TestContext.Current.CancellationToken).Validation.Images.Names;
    }

    /// <summary>Each scene is there twice, so whatever is held out, its double is not learned from.</summary>
    [Theory]
    [InlineData(DuplicateRemoval.ExactAndNear)]
    [InlineData(DuplicateRemoval.Exact)]
    [InlineData(DuplicateRemoval.None)]
    public void Training_pictures_that_are_held_out_too_are_left_out(DuplicateRemoval removal)
    {
        int[] scenes = [1, 2, 3, 4, 5, 6, 1, -2, 3, -4, 5, -6];
        var labeled = Labeled(scenes, [21, 22, 23, 24, 25, 26]);
        var (training, validation) = labeled.Split(0.4, 1);
        var sets = Of(labeled, removal: removal);
        Assert.Equal(validation.Images.Names, sets.Validation.Images.Names);

        var heldOut = validation.Images.Names.Select(SceneOf).ToArray();
        var kept = training.Images.Names.Where(name => removal == DuplicateRemoval.None
            || !heldOut.Any(other => removal == DuplicateRemoval.Exact ? other == SceneOf(name) : Math.Abs(other) == Math.Abs(SceneOf(name)))).ToArray();
        Assert.InRange(kept.Length, 1, removal == DuplicateRemoval.None ? int.MaxValue : training.Images.Count - 1);
        Assert.Equal(kept, sets.Training.Images.Names);
        Assert.Contains(_observer.Notes, note => note.Contains("in the validation part too and", StringComparison.Ordinal));

        int SceneOf(string name) => int.Parse(name.Split('/')[1].Split('.')[0]) is var place && name.StartsWith('a') ? scenes[place] : 1000 + place;
    }

    [Fact]
    public void A_class_of_one_picture_many_times_over_keeps_it_for_the_training()
    {
        var sets = Of(Labeled([1, -1, 1, 1, -1], [6, 7, 8, 9, 10]));
        Assert.InRange(sets.Training.Labels.Count(label => label == 0), 1, 4);
        Assert.All(sets.Validation.Labels, label => Assert.Equal(1, label));
        Assert.Contains(_observer.Notes, note => note.StartsWith("'a': the pictures to train on show the same as those that would be held out", StringComparison.Ordinal));
    }

    [Fact]
    public void A_test_picture_is_neither_learned_from_nor_held_out_whatever_its_class()
    {
        var sets = Of(Labeled([1, 2, 3, 4, -5], [6, 7, 8, 9, 10]), test: Labeled([5, 30, 31], [1, 32, 32]));
        Assert.Equal(["a/1.png", "a/2.png", "a/3.png"], sets.Labeled.Images.Names.Where(name => name.StartsWith('a')));
        Assert.Equal(sets.Labeled.Images.Names, sets.Training.Images.Names.Concat(sets.Validation.Images.Names).Order(StringComparer.Ordinal));
        Assert.Equal(6, sets.Test!.Images.Count);
        Assert.Contains("1 labeled picture is in another class in the test set: a/0.png is in a and, as b/0.png, in b", _observer.Notes);
        Assert.Contains(_observer.Notes, note => note.StartsWith("2 labeled pictures are in the test set too and left out: 1 with the same pixels, 1 that show the same", StringComparison.Ordinal));
    }

    /// <summary>Pictures that leave the set shift the places of the others.</summary>
    [Fact]
    public void Behind_a_test_picture_training_and_held_out_pictures_are_still_kept_apart()
    {
        var sets = Of(Labeled([30, 1, 2, 3, 1, 2, 3], [6, 7, 8, 9, 10]), test: Labeled([30], [31]));
        var (training, validation) = (Pixels(sets.Training.Images), Pixels(sets.Validation.Images));
        Assert.DoesNotContain(validation, training.Contains);
        Assert.DoesNotContain("a/0.png", sets.Training.Images.Names.Concat(sets.Validation.Images.Names));

        static string[] Pixels(ImageSet images) => [.. Enumerable.Range(0, images.Count).Select(place => Convert.ToHexString(images.Pixels(place)))];
    }

    [Fact]
    public void Unlabeled_pictures_that_are_held_out_leave_and_the_others_stay()
    {
        using var unlabeled = new ImageSet(Scenes.Size, ["0.png", "1.png", "2.png"], ((int[])[11, 40, 41]).Select(scene => Scenes.Pixels(scene)));
        var labeled = Labeled([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
        Assert.Equal(["1.png", "2.png"], Of(labeled, unlabeled).Names);
        Assert.StartsWith(
            "All unlabeled pictures are in the validation or test set too",
            Assert.Throws<NoisyStudentException>(() => Of(labeled, unlabeled.Subset([0]))).Message, StringComparison.Ordinal);

        ImageSet Of(LabeledSet set, ImageSet others) => RunSets.Of(
            new RunData(set, others, Labeled([11], [12])), new Recipe { ValidationFraction = 0.4 }, _observer, TestContext.Current.CancellationToken).Unlabeled;
    }

    [Fact]
    public void Pictures_in_two_classes_are_named_in_either_set()
    {
        Of(Labeled([1, 2, 3], [4, 5, 3]), test: Labeled([11, 12], [13, 11]));
        Assert.Contains("1 labeled picture is in another class too: b/2.png is in b and, as a/2.png, in a", _observer.Notes);
        Assert.Contains("1 test picture is in another class too: b/1.png is in b and, as a/0.png, in a", _observer.Notes);
    }

    private RunSets Of(LabeledSet labeled, LabeledSet? test = null, DuplicateRemoval removal = DuplicateRemoval.ExactAndNear) => RunSets.Of(
        new RunData(labeled, Scenes.Set(Scenes.Pixels(1000)), test), new Recipe { ValidationFraction = 0.4, RemoveDuplicates = removal }, _observer,
        TestContext.Current.CancellationToken);

    private static LabeledSet Labeled(params int[][] scenes) => new(
        "set",
        new ImageSet(
            Scenes.Size, [.. scenes.SelectMany((each, label) => each.Select((_, place) => $"{(char)('a' + label)}/{place}.png"))],
            scenes.SelectMany(each => each).Select(scene => scene > 0
                ? Scenes.Pixels(scene) : Scenes.Pixels(-scene, format: SKEncodedImageFormat.Jpeg, quality: 85))),
        [.. scenes.Select((_, label) => $"{(char)('a' + label)}")],
        [.. scenes.SelectMany((each, label) => each.Select(_ => label))]);
}
