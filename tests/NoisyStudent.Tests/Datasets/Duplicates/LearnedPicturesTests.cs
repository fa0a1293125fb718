using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Duplicates;

public sealed class LearnedPicturesTests : IDisposable
{
    private static readonly (int ImageSize, ImageFit Fit, int SampleBits) _input = (TestSets.Size, ImageFit.Crop, 16);

    private readonly TemporaryFolder _folder = new();
    private readonly LabeledSet _labeled = TestSets.DarkAndBright(6);

    private string Table => Path.Combine(_folder.Path, LearnedPictures.FileName);

    private string Model => Path.Combine(_folder.Path, "iteration-1", "model.onnx");

    public void Dispose()
    {
        _labeled.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Pictures_are_known_by_their_pixels_whatever_they_are_called()
    {
        Write([0, 1, 2, 3], [4, 5]);
        var pixels = ((int[])[5, 2, 0]).Select(place => _labeled.Images.Pixels(place).ToArray());
        using var measured = new ImageSet(TestSets.Size, ["new/z.png", "a.png", "b.png", "c.png"], pixels.Prepend(TestSets.Images(1, seed: 7).Pixels(0).ToArray()));

        Assert.Equal(
            $"3 of the 4 test pictures are among the labeled pictures of {_folder.Path}, which has learned from 2 of them and chosen its models by 1 of them: "
            + "what is measured on these says little of other pictures; the first is a.png",
            Describe(measured));
        Assert.Equal(
            $"2 of the 4 held-out pictures are among the labeled pictures of {_folder.Path}, which has learned from 2 of them: "
            + "what is measured on these says little of other pictures; the first is b.png",
            LearnedPictures.OfModel(Model)!.Describe(measured, _input, "held-out", mayBeHeldOut: true));
        Assert.Null(Describe(TestSets.Images(3)));
    }

    [Fact]
    public void A_picture_on_both_sides_was_learned_from()
    {
        Write([0], [0]);
        Assert.Contains("which has learned from 1 of them: what is measured on it says", Describe(_labeled.Images), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_starts_with_has_learned_from_counts_for_the_run()
    {
        Write([0, 1], [2]);
        var next = Directory.CreateDirectory(Path.Combine(_folder.Path, "next")).FullName;
        LearnedPictures.Write(Path.Combine(next, LearnedPictures.FileName), _input, _labeled.Subset([2]), _labeled.Subset([1, 3]), [LearnedPictures.OfModel(Model)!]);

        Assert.StartsWith(
            $"4 of the 6 test pictures are among the labeled pictures of {next}, which has learned from 3 of them and chosen its models by 1 of them: ",
            LearnedPictures.OfModel(Path.Combine(next, "iteration-0", "model.onnx"))!.Describe(_labeled.Images, _input, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_CSV_whatever_pictures_are_called()
    {
        string[] names = ["a\nb.png", "\"c\",d.png", "=1+1.png"];
        using var images = new ImageSet(TestSets.Size, names, Enumerable.Range(0, 3).Select(place => _labeled.Images.Pixels(place).ToArray()));
        LearnedPictures.Write(Table, _input, new LabeledSet("memory", images, ["x", ",y"], [0, 1, 0]), _labeled.Subset([]), []);
        Assert.StartsWith(
            "picture,class,part,sha256 of 3 pictures at 8x8 pixels Crop 16 bits\r\n\"a\nb.png\",x,training,", File.ReadAllText(Table), StringComparison.Ordinal);
        Assert.StartsWith("3 of the 6 test pictures", Describe(_labeled.Images), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, ImageFit.Crop, 16, "9x9 pixels, fit crop, 16 bits")]
    [InlineData(8, ImageFit.Pad, 16, "8x8 pixels, fit pad, 16 bits")]
    [InlineData(8, ImageFit.Crop, 12, "8x8 pixels, fit crop, 12 bits")]
    public void Where_pictures_were_kept_in_another_way_it_is_not_known(int size, ImageFit fit, int bits, string way)
    {
        Write([0, 1, 2, 3, 4, 5], []);
        Assert.Equal(
            $"whether test pictures are among those that {_folder.Path} has learned from is not known: it kept them in another way (8x8 pixels, fit crop, 16 bits, not {way})",
            LearnedPictures.OfModel(Model)!.Describe(_labeled.Images, (size, fit, bits), "test"));
    }

    [Fact]
    public void Where_a_run_has_no_table_it_is_not_known()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "recipe.yaml"), "");
        Assert.Equal(
            $"whether test pictures are among those that {_folder.Path} has learned from is not known: it has no labeled-pictures.csv, as runs of earlier versions have none",
            Describe(_labeled.Images));
    }

    [Theory]
    [InlineData("", "begins otherwise than this version writes it")]
    [InlineData("path,label\r\n", "begins otherwise than this version writes it")]
    [InlineData("picture,class,part,sha256 of 0 pictures at 8x9 pixels Crop 16 bits\r\n", "begins otherwise")]
    [InlineData("picture,class,part,sha256 of 1 pictures at 8x8 pixels Crop 16 bits\r\n", "is not whole")]
    [InlineData("picture,class,part,sha256 of 1 pictures at 8x8 pixels Crop 16 bits\r\na,b,training\r\n", "a line in it is damaged")]
    [InlineData("picture,class,part,sha256 of 1 pictures at 8x8 pixels Crop 16 bits\r\na,b,training,12\r\n", "a line in it is damaged")]
    [InlineData("picture,class,part,sha256 of 1 pictures at 8x8 pixels Crop 16 bits\r\na,b,else,149ff75488b85846b3606fbbbcf0dd19\r\n", "a line in it is damaged")]
    [InlineData("picture,class,part,sha256 of 1 pictures at 8x8 pixels Crop 16 bits\r\n\"a,b,training,149ff75488b85846b3606fbbbcf0dd19\r\n", "")]
    public void A_damaged_table_is_named(string content, string why)
    {
        File.WriteAllText(Table, content);
        var refusal = Assert.Throws<NoisyStudentException>(() => LearnedPictures.OfModel(Model)).Message;
        Assert.StartsWith($"{Table}, which tells what the run has learned from, cannot be read (", refusal, StringComparison.Ordinal);
        Assert.Contains(why, refusal, StringComparison.Ordinal);
        Assert.EndsWith("): remove it to go on without.", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("BadDataFound", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_its_run_s_by_where_it_really_lies()
    {
        Write([0], []);
        Directory.CreateDirectory(Path.GetDirectoryName(Model)!);
        File.WriteAllText(Model, "");
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "backup")).FullName;
        File.WriteAllText(Path.Combine(elsewhere, "copy.onnx"), "");
        File.CreateSymbolicLink(Path.Combine(elsewhere, "link.onnx"), Model);
        Directory.CreateSymbolicLink(Path.Combine(elsewhere, "latest"), Path.GetDirectoryName(Model)!);

        Assert.Null(LearnedPictures.OfModel(Path.Combine(elsewhere, "copy.onnx")));
        Assert.NotNull(LearnedPictures.OfModel(Path.Combine(elsewhere, "link.onnx")));
        Assert.NotNull(LearnedPictures.OfModel(Path.Combine(elsewhere, "latest", "model.onnx")));
    }

    private void Write(int[] training, int[] heldOut) => LearnedPictures.Write(Table, _input, _labeled.Subset(training), _labeled.Subset(heldOut), []);

    private string? Describe(ImageSet measured) => LearnedPictures.OfModel(Model)!.Describe(measured, _input, "test");
}
