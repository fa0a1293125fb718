using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class OwnFilesTests : IDisposable
{
    private static readonly ReadingSettings _settings = new() { ImageSize = 4, Set = "unlabeled" };

    private readonly TemporaryFolder _folder = new();

    public OwnFilesTests() => PictureSets.WriteFolder(_folder.Path, PictureSets.Named("cat/1.png", "dog/2.png", "runs/mine/pictures/3.png", "runs/mine/4.png"));

    [Theory]
    [InlineData("set.zip")]
    [InlineData("set.tar")]
    [InlineData("set.tgz")]
    public void Runs_in_an_archive_are_left_out_with_a_word_unless_it_is_all_of_one(string name)
    {
        var run = PictureSets.Named("run/recipe.yaml", "run/results.json", "run/pictures/a/1.png", "run/pictures/b/2.png");
        var path = Path.Combine(_folder.Path, name);
        PictureSets.Write(path, [.. PictureSets.Named("cat/1.png", "dog/2.png"), .. run]);
        var notes = new List<string>();
        var settings = new ReadingSettings { ImageSize = 4, Set = "labeled", Note = notes.Add };

        Assert.Equal(["cat/1.png", "dog/2.png"], Reading.Labeled(path, settings).Images.Names);
        Assert.Contains($"{path}: left out is run (a run)", notes);

        PictureSets.Write(path, run);
        Assert.Equal(["run/pictures/a/1.png", "run/pictures/b/2.png"], Reading.Unlabeled(path, settings).Names);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data.json")]
    [InlineData("results.json")]
    [InlineData(".lock")]
    [InlineData("iteration-12/model.onnx")]
    public void A_folder_that_holds_a_run_is_no_data_and_no_class(string file)
    {
        _folder.Write("runs/mine/recipe.yaml", []);
        Assert.Equal(["cat/1.png", "dog/2.png", "runs/mine/4.png", "runs/mine/pictures/3.png"], Reading.Unlabeled(_folder.Path, _settings).Names);

        _folder.Write($"runs/mine/{file}", []);
        var notes = new List<string>();
        Assert.Equal(["cat", "dog"], Reading.Labeled(_folder.Path, _settings with { Note = notes.Add }).Classes);
        Assert.Equal([$"{_folder.Path}: left out is runs/mine (a run)"], notes);
        Assert.Equal(["cat", "dog"], Reading.SurveyLabeled(_folder.Path).Classes.Select(each => each.Name));
        Assert.Equal(["4.png", "pictures/3.png"], Reading.Unlabeled(Path.Combine(_folder.Path, "runs", "mine"), _settings).Names);
        Assert.EndsWith(
            "(left out is mine (a run)): give a path that holds some.",
            Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(Path.Combine(_folder.Path, "runs"), _settings)).Message
                .Replace($"{_folder.Path}/runs: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Marked_files_and_folders_are_left_out_but_not_a_folder_that_is_asked_for()
    {
        OwnFiles.MarkFile(Path.Combine(_folder.Path, "dog", "2.png"));
        OwnFiles.MarkFile(Path.Combine(_folder.Path, "runs", "mine", "4.png"));
        OwnFiles.MarkFolder(Path.Combine(_folder.Path, "runs", "mine"));
        Assert.Equal(["cat/1.png"], Reading.Unlabeled(_folder.Path, _settings).Names);
        Assert.Equal(["pictures/3.png"], Reading.Unlabeled(Path.Combine(_folder.Path, "runs", "mine"), _settings).Names);
        Assert.Equal(0, Reading.SurveyUnlabeled(_folder.Path).OtherFilesIgnored);
    }

    [Fact]
    public void The_folder_that_is_written_to_is_left_out_by_whatever_path()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, "runs"));
        var names = Reading.Unlabeled(_folder.Path, _settings with { LeaveOut = Path.Combine(_folder.Path, "link", "mine") }).Names;
        Assert.Equal(["cat/1.png", "dog/2.png"], names);
    }
}
