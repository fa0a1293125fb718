using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Folders that are parts of a downloaded set, and folders of systems, are no classes.</summary>
public sealed class SetPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train/cat train/dog test/cat test/dog", "'test', 'train'", "`Labeled` {0}/train `Test` {0}/test")]
    [InlineData("Training/cat Training/dog Validation/cat README", "'Training', 'Validation'", "`Labeled` {0}/Training `Test` {0}/Validation")]
    [InlineData("train/cat val/cat test/cat unlabeled", "'test', 'train', 'unlabeled', 'val'", "`Labeled` {0}/train `Test` {0}/test `Unlabeled` {0}/unlabeled")]
    [InlineData("my_set/train/cat my_set/valid/cat", "'train', 'valid'", "`Labeled` '{0}/my set/train' `Test` '{0}/my set/valid'")]
    [InlineData("train-images/cat train-images/dog test-images", "'test-images', 'train-images'", "`Labeled` {0}/train-images")]
    public void Parts_of_a_set_are_refused_with_the_options_to_give(string folders, string parts, string options)
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named([.. folders.Split(' ').Select(folder => $"{folder.Replace('_', ' ')}/1.png")]));

        var refusal = Assert.Throws<NoisyStudentException>(() => Reading.Labeled(_folder.Path, Settings)).Message;

        Assert.StartsWith($"The folders {parts} in {_folder.Path} are no classes but parts of a set", refusal, StringComparison.Ordinal);
        Assert.EndsWith($": give {string.Format(options, _folder.Path)}.", refusal, StringComparison.Ordinal);
        Assert.Equal(refusal, Assert.Throws<NoisyStudentException>(() => Reading.SurveyLabeled(_folder.Path)).Message);
        Assert.NotEmpty(Reading.Unlabeled(_folder.Path, Settings).Names);
    }

    [Fact]
    public void Parts_of_a_set_in_an_archive_are_to_be_unpacked()
    {
        var path = PictureSets.WriteZip(Path.Combine(_folder.Path, "set.zip"), PictureSets.Named("d/train/cat/1.png", "d/test/cat/1.png"));

        Assert.EndsWith(
            "with the same class folders in them ('cat'): unpack it, and give `Labeled` d/train `Test` d/test of what comes out.",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train bus car", "bus car train")]
    [InlineData("train/red bus/red test-tube/red", "bus test-tube train")]
    public void A_class_may_be_called_as_a_part_is(string folders, string classes)
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named([.. folders.Split(' ').Select(folder => $"{folder}/1.png")]));

        Assert.Equal(classes.Split(' '), Reading.Labeled(_folder.Path, Settings).Classes);
    }

    [Theory]
    [InlineData("fold1/cat fold1/dog fold2/cat fold2/dog", "'fold1', 'fold2'), and hold the same folders ('cat', 'dog'): where those are the classes")]
    [InlineData("fold1/cat fold1/dog fold1/eel fold2/cat fold2/dog", "'fold1', 'fold2'), and hold the same folders ('cat', 'dog'): where those are the classes")]
    [InlineData("cat dog/1 train/cat", "the folder 'train' in {0} is taken for a class, and holds folders that are called as the classes beside it ('cat'): ")]
    [InlineData("cat dog all/cat all/dog", "the folder 'all' in {0} is taken for a class, and holds folders that are called as the classes beside it ('cat', 'dog'): ")]
    [InlineData("cat/left cat/right dog/left dog/up", null)]
    [InlineData("cat/1 dog/1", null)]
    [InlineData("cat/dog dog/1", null)]
    public void Folders_that_may_be_no_classes_are_classes_with_a_word(string folders, string? told)
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named([.. folders.Split(' ').Select(folder => $"{folder}/1.png")]));
        var notes = new List<string>();

        Assert.Equal(folders.Split(' ').Select(folder => folder.Split('/')[0]).Distinct().Count(), Reading.Labeled(_folder.Path, Settings with { Note = notes.Add }).Classes.Count);

        Assert.Equal(told is null ? 0 : 1, notes.Count);
        Assert.All(notes, note => Assert.Contains(string.Format(told!, _folder.Path), note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set.tar")]
    [InlineData("set.tgz")]
    [InlineData("set.zip")]
    public void Folders_that_systems_make_are_no_classes_and_hold_no_pictures(string name)
    {
        var files = PictureSets.Named(
            "cat/1.png", "dog/1.png", "@eaDir/1.png", "cat/@eaDir/1.png/SYNOFILE_THUMB_M.png", "__MACOSX/cat/1.png", "dog/.ipynb_checkpoints/1-checkpoint.png",
            "$RECYCLE.BIN/2.png", "System Volume Information/3.png", "#recycle/4.png", "lost+found/5.png", ".Trashes/6.png");
        var path = Path.Combine(_folder.Path, name);
        if (name == "set")
        {
            PictureSets.WriteFolder(path, files);
        }
        else
        {
            PictureSets.Write(path, files);
        }

        Assert.Equal(["cat/1.png", "dog/1.png"], Reading.Labeled(path, Settings).Images.Names);
        Assert.Equal(["cat/1.png", "dog/1.png"], Reading.Unlabeled(path, Settings).Names);
    }
}
