using NoisyStudent.Datasets.Duplicates;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Duplicates;

public class DuplicateIndexTests
{
    private static readonly DuplicateIndex _scenes = new(Enumerable.Range(0, 300).Select(scene => Fingerprint(Scenes.Pixels(scene))));

    [Fact]
    public void The_same_pixels_are_an_exact_duplicate() =>
        Assert.Equal(new Duplicate(7, Likeness.Exact), _scenes.Find(Fingerprint(Scenes.Pixels(7))));

    [Theory]
    [InlineData(Scenes.Size, SKEncodedImageFormat.Jpeg, 85, 0)]
    [InlineData(96, SKEncodedImageFormat.Png, 100, 0)]
    [InlineData(200, SKEncodedImageFormat.Jpeg, 60, 0)]
    [InlineData(Scenes.Size, SKEncodedImageFormat.Png, 100, 3)]
    public void A_picture_that_was_scaled_compressed_or_brightened_is_a_near_duplicate(
        int size, SKEncodedImageFormat format, int quality, int brighter) =>
        Assert.All(Enumerable.Range(0, 20), scene => Assert.Equal(
            new Duplicate(scene, Likeness.Near), _scenes.Find(Fingerprint(Scenes.Pixels(scene, size, format, quality, brighter)))));

    [Fact]
    public void Pictures_of_other_things_are_no_duplicates() =>
        Assert.All(Enumerable.Range(1000, 300), scene => Assert.Null(_scenes.Find(Fingerprint(Scenes.Pixels(scene)))));

    [Fact]
    public void A_plain_picture_is_near_no_other()
    {
        var plain = new DuplicateIndex([Fingerprint(Scenes.Plain(100)), Fingerprint(Scenes.Plain(101))]);
        Assert.Null(plain.Find(Fingerprint(Scenes.Plain(102))));
        Assert.Equal(new Duplicate(1, Likeness.Exact), plain.Find(Fingerprint(Scenes.Plain(101))));
    }

    [Fact]
    public void The_same_shapes_in_other_colours_are_no_duplicate()
    {
        var swapped = Scenes.Pixels(7);
        for (var i = 0; i < swapped.Length; i += 3)
        {
            swapped[i] = (byte)Math.Min(255, swapped[i] + 60);
        }

        Assert.Null(_scenes.Find(Fingerprint(swapped)));
    }

    [Fact]
    public void Only_earlier_pictures_are_looked_through_for_one_of_the_set()
    {
        var index = new DuplicateIndex([Fingerprint(Scenes.Pixels(1)), Fingerprint(Scenes.Pixels(2)), Fingerprint(Scenes.Pixels(1))]);
        Assert.Equal([null, null, new Duplicate(0, Likeness.Exact)], Enumerable.Range(0, 3).Select(index.FindBefore));
    }

    private static PictureFingerprint Fingerprint(byte[] pixels) => PictureFingerprint.Of(pixels, Scenes.Size);
}
