using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Reporting;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Duplicates;

public class SetOverlapTests
{
    [Fact]
    public void Each_set_is_compared_with_itself_and_with_every_later_one()
    {
        var labeled = Scenes.Set(Scenes.Pixels(1), Scenes.Pixels(2), Scenes.Pixels(2));
        var test = Scenes.Set(Scenes.Pixels(3), Scenes.Pixels(2), Compressed(1), Scenes.Pixels(4));
        var overlaps = SetOverlap.Between([labeled, test], TestContext.Current.CancellationToken);

        Assert.Equal([(0, 0), (1, 1), (0, 1)], overlaps.Select(overlap => (overlap.Originals, overlap.Duplicates)));
        Assert.Equal([new DuplicatePair(1, 2, Likeness.Exact)], overlaps[0].Pairs);
        Assert.Empty(overlaps[1].Pairs);
        Assert.Equal([new DuplicatePair(1, 1, Likeness.Exact), new DuplicatePair(0, 2, Likeness.Near)], overlaps[2].Pairs);
        Assert.Equal((1, 1), (overlaps[2].Count(Likeness.Exact), overlaps[2].Count(Likeness.Near)));
    }

    [Theory]
    [InlineData(DuplicateRemoval.ExactAndNear, "and left out: 1 with the same pixels, 1 that show the same; remove-duplicates: none keeps them", "0.png")]
    [InlineData(DuplicateRemoval.Exact, "and left out where the pixels are the same: 1 with the same pixels, 1 that show the same, which are kept, as remove-duplicates is exact", "0.png", "2.png")]
    [InlineData(DuplicateRemoval.None, "and kept all the same, as remove-duplicates is none: 1 with the same pixels, 1 that show the same; what is measured on these says little", "0.png", "1.png", "2.png")]
    public void Duplicates_of_held_out_pictures_are_removed_as_asked_and_told_of_in_any_case(DuplicateRemoval removal, string what, params string[] left)
    {
        var unlabeled = Scenes.Set(Scenes.Pixels(1), Scenes.Pixels(2), Compressed(3));
        var heldOut = DuplicateIndex.Of(Scenes.Set(Scenes.Pixels(2), Scenes.Pixels(3)), TestContext.Current.CancellationToken);
        var removed = HeldOutRemoval.From(3, heldOut.FindAll(unlabeled, TestContext.Current.CancellationToken), removal);
        Assert.Equal(left, removed.Remaining.Select(place => unlabeled.Names[place]));
        Assert.Equal($"2 unlabeled pictures are in the test set too {what}; the first is 1.png", EventText.Of(removed.Tell("unlabeled", "test set", unlabeled.Names)!));
        Assert.Null(HeldOutRemoval.From(3, [], removal).Tell("unlabeled", "test set", unlabeled.Names));
    }

    [Fact]
    public void Pictures_in_two_classes_are_named_with_both()
    {
        var images = Scenes.Set(Scenes.Pixels(1), Scenes.Pixels(2), Scenes.Pixels(2), Scenes.Pixels(2), Compressed(1));
        var set = new LabeledSet("set", images, ["cat", "dog"], [0, 0, 0, 1, 1]);
        var pairs = DuplicateIndex.Of(images, TestContext.Current.CancellationToken).FindRepeated(TestContext.Current.CancellationToken);
        Assert.Equal(
            "2 labeled pictures are in another class too: 3.png is in dog and, as 1.png, in cat; 4.png is in dog, and 0.png, which shows the same, in cat",
            LabelConflicts.Describe(pairs, set, set, "labeled", "labeled"));
        Assert.Equal(
            "1 labeled picture is in another class in the test set: 3.png is in dog and, as 1.png, in cat",
            LabelConflicts.Describe([pairs[1]], set, set, "test", "labeled"));
        Assert.Null(LabelConflicts.Describe([pairs[0]], set, set, "labeled", "labeled"));
    }

    private static byte[] Compressed(int scene) => Scenes.Pixels(scene, format: SKEncodedImageFormat.Jpeg, quality: 85);
}
