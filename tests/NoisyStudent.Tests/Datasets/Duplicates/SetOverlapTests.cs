using NoisyStudent.Datasets.Duplicates;
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
    [InlineData(DuplicateRemoval.ExactAndNear, 1, 1, "0.png")]
    [InlineData(DuplicateRemoval.Exact, 1, 0, "0.png", "2.png")]
    [InlineData(DuplicateRemoval.None, 0, 0, "0.png", "1.png", "2.png")]
    public void Duplicates_of_held_out_pictures_are_removed_as_asked_and_counted(DuplicateRemoval removal, int exact, int near, params string[] left)
    {
        var unlabeled = Scenes.Set(Scenes.Pixels(1), Scenes.Pixels(2), Compressed(3));
        var removed = HeldOutRemoval.From(
            unlabeled, Scenes.Set(Scenes.Pixels(2), Scenes.Pixels(3)), removal, TestContext.Current.CancellationToken);
        Assert.Equal(left, removed.Remaining.Names);
        Assert.Equal((exact, near, exact + near), (removed.Exact, removed.Near, removed.Removed));
    }

    private static byte[] Compressed(int scene) => Scenes.Pixels(scene, format: SKEncodedImageFormat.Jpeg, quality: 85);
}
