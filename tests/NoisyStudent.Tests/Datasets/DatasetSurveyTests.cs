using NoisyStudent.Datasets;
using NoisyStudent.Tests.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class DatasetSurveyTests
{
    [Fact]
    public void Counts_and_sizes_are_those_of_the_upright_pictures()
    {
        using var folder = new TemporaryFolder();
        var turned = EncodedPictures.WithOrientation(EncodedPictures.Plain(SKColors.Red, 30, 20, SKEncodedImageFormat.Jpeg), 6);
        (string, byte[])[] files =
        [
            ("a/1.png", EncodedPictures.Plain(SKColors.Red, 10, 40)),
            ("a/2.jpg", turned),
            ("b/1.png", EncodedPictures.Plain(SKColors.Red, 50, 45)),
            ("b/bad.png", [1, 2, 3]),
            ("b/notes.txt", [1]),
        ];
        var set = Path.Combine(folder.Path, "set");
        PictureSets.WriteFolder(set, files);

        foreach (var path in new[] { set, PictureSets.WriteTar(Path.Combine(folder.Path, "set.tgz"), files) })
        {
            var survey = Reading.SurveyLabeled(path);

            Assert.Equal(4, survey.Pictures);
            Assert.Equal([new ClassCount("a", 2), new ClassCount("b", 2)], survey.Classes);
            Assert.Equal((10, 20, 45), (survey.ShorterSideMinimum, survey.ShorterSideMedian, survey.ShorterSideMaximum));
            Assert.Equal((20, 30), (survey.TypicalWidth, survey.TypicalHeight));
            Assert.False(survey.IsGrey);
            Assert.Equal(1, survey.OtherFilesIgnored);
        }
    }

    [Fact]
    public void Grey_is_found_whatever_the_colour_kind_of_the_files()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, PictureSets.Classes(20, 20));
        folder.Write("class-0/jpeg.jpg", EncodedPictures.Plain(new SKColor(90, 92, 95), format: SKEncodedImageFormat.Jpeg));
        Assert.True(Reading.SurveyLabeled(folder.Path).IsGrey);

        // One picture of 42 in colour leaves the set grey, 3 of 44 do not.
        folder.Write("class-1/c1.png", EncodedPictures.Plain(SKColors.Red));
        Assert.True(Reading.SurveyLabeled(folder.Path).IsGrey);
        folder.Write("class-1/c2.png", EncodedPictures.Plain(SKColors.Red));
        folder.Write("class-1/c3.png", EncodedPictures.Plain(SKColors.Red));
        Assert.False(Reading.SurveyLabeled(folder.Path).IsGrey);
    }

    [Fact]
    public void A_single_coloured_pixel_makes_a_coloured_picture()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "1.png",
            EncodedPictures.Draw(5, 5, (column, row) => column == 4 && row == 4 ? new SKColor(9, 0, 0) : SKColors.Black));

        Assert.False(Reading.SurveyUnlabeled(folder.Path).IsGrey);
    }

    [Fact]
    public void A_large_set_is_sampled_evenly_and_counted_wholly()
    {
        using var folder = new TemporaryFolder();
        var small = PictureSets.Grey(1);
        var large = EncodedPictures.Plain(SKColors.Gray, 9, 9);
        var path = PictureSets.WriteTar(
            Path.Combine(folder.Path, "set.tar"),
            Enumerable.Range(0, 4000).Select(index => ($"{index:0000}.png", index < 2500 ? large : small)));

        var survey = Reading.SurveyUnlabeled(path);

        Assert.Equal(4000, survey.Pictures);
        Assert.Empty(survey.Classes);
        Assert.Equal((4, 9, 9), (survey.ShorterSideMinimum, survey.ShorterSideMedian, survey.ShorterSideMaximum));
    }

    [Fact]
    public void A_wrapper_and_pictures_outside_the_class_folders_do_not_count()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, PictureSets.Named("pets/cat/1.png", "pets/dog/1.png", "pets/readme.png"));

        var survey = Reading.SurveyLabeled(folder.Path);

        Assert.Equal(["cat", "dog"], survey.Classes.Select(item => item.Name));
        Assert.Equal(2, survey.Pictures);
    }

    [Fact]
    public void What_cannot_be_read_as_a_set_cannot_be_surveyed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There are no pictures", Refusal(() => Reading.SurveyUnlabeled(folder.Path)), StringComparison.Ordinal);
        folder.Write("cat/1.png", [1]);
        Assert.Contains("one class, 'cat'", Refusal(() => Reading.SurveyLabeled(folder.Path)), StringComparison.Ordinal);
        Assert.Contains("the first is cat/1.png: not a JPEG", Refusal(() => Reading.SurveyUnlabeled(folder.Path)), StringComparison.Ordinal);
    }

    private static string Refusal(Action survey) => Assert.Throws<NoisyStudentException>(survey).Message;
}
