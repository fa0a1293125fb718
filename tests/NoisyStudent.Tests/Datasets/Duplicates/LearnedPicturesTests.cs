using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Duplicates;

public sealed class LearnedPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LabeledSet _labeled = TestSets.DarkAndBright(6);

    private string File => Path.Combine(_folder.Path, LearnedPictures.FileName);

    private string Model => Path.Combine(_folder.Path, "iteration-1", "model.onnx");

    public void Dispose()
    {
        _labeled.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Pictures_are_known_by_their_pixels_whatever_they_are_called()
    {
        LearnedPictures.Write(File, _labeled.Subset([0, 1, 2, 3]), _labeled.Subset([4, 5]));
        var pixels = ((int[])[5, 2, 0]).Select(place => _labeled.Images.Pixels(place).ToArray());
        using var measured = new ImageSet(TestSets.Size, ["new/z.png", "a.png", "b.png", "c.png"], pixels.Prepend(TestSets.Images(1, seed: 7).Pixels(0).ToArray()));

        Assert.Equal(
            $"3 of the 4 test pictures are among the labeled pictures of {_folder.Path}, which has learned from 2 of them and chosen its models by 1 of them: "
            + "what is measured on these says little of other pictures; the first is a.png",
            LearnedPictures.OfModel(Model)!.Describe(measured, "test"));
        Assert.Equal(
            $"2 of the 4 held-out pictures are among the labeled pictures of {_folder.Path}, which has learned from 2 of them: "
            + "what is measured on these says little of other pictures; the first is b.png",
            LearnedPictures.OfModel(Model)!.Describe(measured, "held-out", mayBeHeldOut: true));
        Assert.Null(LearnedPictures.OfModel(Model)!.Describe(TestSets.Images(3), "test"));
    }

    [Fact]
    public void A_picture_on_both_sides_was_learned_from()
    {
        LearnedPictures.Write(File, _labeled.Subset([0]), _labeled.Subset([0]));
        Assert.Contains("which has learned from 1 of them: what is measured on it says", LearnedPictures.OfModel(Model)!.Describe(_labeled.Images, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_CSV_whatever_pictures_are_called()
    {
        string[] names = ["a\nb.png", "\"c\",d.png", "=1+1.png"];
        using var images = new ImageSet(TestSets.Size, names, Enumerable.Range(0, 3).Select(place => _labeled.Images.Pixels(place).ToArray()));
        LearnedPictures.Write(File, new LabeledSet("memory", images, ["x", ",y"], [0, 1, 0]), _labeled.Subset([]));
        Assert.StartsWith(
            "picture,class,part,sha256 of 8x8 pixels\r\n\"a\nb.png\",x,training,", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.StartsWith("3 of the 6 test pictures", LearnedPictures.OfModel(Model)!.Describe(_labeled.Images, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_pictures_were_kept_at_another_size_it_is_not_known()
    {
        LearnedPictures.Write(File, _labeled, _labeled.Subset([]));
        using var larger = new ImageSet(9, ["a.png"], [new byte[9 * 9 * 3]]);
        Assert.Equal(
            $"whether test pictures are among those that {_folder.Path} has learned from is not known: it kept them at 8x8 pixels, not at 9x9",
            LearnedPictures.OfModel(Model)!.Describe(larger, "test"));
    }

    [Theory]
    [InlineData("", "its first line is another one")]
    [InlineData("path,label\r\n", "its first line is another one")]
    [InlineData("picture,class,part,sha256 of 8x9 pixels\r\n", "its first line is another one")]
    [InlineData("picture,class,part,sha256 of 8x8 pixels\r\na,b,training\r\n", "line 2 has other fields")]
    [InlineData("picture,class,part,sha256 of 8x8 pixels\r\na,b,training,zz\r\n", "")]
    public void A_damaged_table_is_named(string content, string why)
    {
        System.IO.File.WriteAllText(File, content);
        var refusal = Assert.Throws<NoisyStudentException>(() => LearnedPictures.OfModel(Model)).Message;
        Assert.StartsWith($"{File}, which tells whether the run has learned from what is to be measured, cannot be read ({why}", refusal, StringComparison.Ordinal);
        Assert.EndsWith("): remove it to measure all the same.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_elsewhere_tells_nothing() => Assert.Null(LearnedPictures.OfModel(Model));
}
