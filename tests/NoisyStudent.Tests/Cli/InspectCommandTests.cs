using System.Text.RegularExpressions;
using NoisyStudent.Cli;
using NoisyStudent.Images;
using NoisyStudent.Tests.Datasets.Duplicates;
using NoisyStudent.Tests.Images;
using SkiaSharp;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

public sealed class InspectCommandTests : IDisposable
{
    private static readonly string[] _noNoise = ["--set", "noise.operations=0", "--set", "noise.crop-padding=0", "--set", "noise.flip=false"];

    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public InspectCommandTests() => _console.Profile.Width = 80;

    private string Sheet => Path.Combine(_folder.Path, "sheet.png");

    public void Dispose()
    {
        _folder.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Counts_per_class_sizes_and_unreadable_files_are_shown_in_eighty_columns()
    {
        WriteScenes();
        Assert.Equal(0, Inspect("labeled", "test", "unlabeled"));
        Assert.Matches(@"│ labeled +│ +4 │ +2 │ +20 to 64 │ +32x32 │ +0% │ +0", _console.Output);
        Assert.Matches(@"│ unlabeled +│ +3 │ +- │ +32 │ +32x32 │ +0% │ +1", _console.Output);
        Assert.Matches(@"hill +│ +3 │ +1 │", _console.Output);
        Assert.Matches(@"lake +│ +1 │ +- │", _console.Output);
        Assert.Matches(@"moor +│ +- │ +1 │", _console.Output);
        Assert.Matches(@"unlabeled +│ broken.jpg +│ it is text, not a picture", _console.Output);
        Assert.Contains("1 file in the unlabeled set is no picture that is read", _console.Output, StringComparison.Ordinal);
        Assert.All(_console.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void Duplicates_within_and_between_sets_are_counted_and_named()
    {
        WriteScenes();
        Assert.Equal(0, Inspect("labeled", "test", "unlabeled"));
        Assert.Matches(@"labeled pictures that repeat an earlier one +│ +0 │ +1 │", _console.Output);
        Assert.Matches(@"unlabeled pictures that are in the test set too +│ +1 │ +0 │", _console.Output);
        Assert.Matches(@"labeled pictures that are in the test set too +│ +0 │ +0 │", _console.Output);
        Assert.Matches(@"exact │ unlabeled: a/copy.png +│ test: hill/5.png", _console.Output);
        Assert.Matches(@"near +│ labeled: hill/small.png +│ labeled: hill/1.png", _console.Output);
    }

    [Fact]
    public void What_is_lost_of_wide_pictures_is_shown_for_each_fit()
    {
        for (var i = 0; i < 2; i++)
        {
            _folder.Write($"labeled/rot/{i}.png", EncodedPictures.Plain(SKColors.Red, 40, 16));
            _folder.Write($"labeled/blau/{i}.png", EncodedPictures.Plain(SKColors.Blue, 40, 16));
        }

        _console.Profile.Width = 300;
        Assert.Equal(0, Inspect(["labeled"], [.. _noNoise, "--set", "image-size=16"]));
        Assert.Matches(@"cut off[^\n]*\n[^\n]*\n│ labeled[^\n]*40x16 │ +60% │", _console.Output.ReplaceLineEndings("\n"));
        Assert.Contains("60.0% of the area of the labeled pictures lies outside", _console.Output, StringComparison.Ordinal);

        Assert.Equal(0, Inspect(["labeled"], [.. _noNoise, "--set", "image-size=16", "--set", "fit=pad"]));
        Assert.Matches(@"filled with grey[^\n]*\n[^\n]*\n│ labeled[^\n]*40x16 │ +60% │", _console.Output.ReplaceLineEndings("\n"));

        // Of 16 rows 6 show the picture.
        Assert.Equal(2 * 7 * 64 * 24, Count(ImageReader.Read(File.ReadAllBytes(Sheet)), SKColors.Red));
    }

    [Fact]
    public void A_picture_in_two_classes_is_named_and_a_test_set_may_lack_classes()
    {
        _console.Profile.Width = 240;
        WriteScenes();
        Directory.Delete(Path.Combine(_folder.Path, "test", "moor"), recursive: true);
        _folder.Write("labeled/lake/again.png", Scenes.Encoded(2, 32));
        _folder.Write("labeled/lake/tested.png", Scenes.Encoded(5, 32));
        Assert.Equal(0, Inspect("labeled", "test"));
        Assert.Contains("1 labeled picture is in another class too: lake/again.png is in lake and, as hill/2.png, in hill", _console.Output, StringComparison.Ordinal);
        Assert.Contains("1 labeled picture is in another class in the test set: lake/tested.png is in lake and, as hill/5.png, in hill", _console.Output, StringComparison.Ordinal);
        Assert.Matches(@"labeled pictures that are in the test set too +│ +1 │ +0 │", _console.Output);
    }

    [Fact]
    public void A_sheet_that_is_written_among_the_pictures_is_none_of_them()
    {
        WriteScenes();
        string[] into = ["--output", Path.Combine(_folder.Path, "unlabeled", "sheet.png"), "--corruptions", Path.Combine(_folder.Path, "unlabeled", "b", "all.webp")];
        Assert.Equal(0, Run(["inspect", "--unlabeled", Path.Combine(_folder.Path, "unlabeled"), .. into]));
        Assert.Equal(0, Run(["inspect", "--unlabeled", Path.Combine(_folder.Path, "unlabeled"), .. into]));
        Assert.Equal(2, Regex.Count(_console.Output, @"│ unlabeled +│ +3 │"));
        Assert.Contains("b/all.webp (written by noisy-student), sheet.png (written by noisy-student)", string.Join(" ", _console.Lines.Select(line => line.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_no_orders_to_the_terminal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names of files hold no control characters there.");
        _folder.Write("labeled/a\u001B[2J/1.png", Scenes.Encoded(1, 32));
        _folder.Write("labeled/b/copy\u001B[2J.png", Scenes.Encoded(1, 32));
        _folder.Write("labeled/b/broken\u001B[2J.jpg", "no picture"u8.ToArray());
        Assert.Equal(0, Inspect("labeled"));
        Assert.Equal(7, _console.Output.Split("\\u001B[2J").Length - 1);
        Assert.DoesNotContain('\u001B', _console.Output);
    }

    [Fact]
    public void Sets_without_duplicates_are_said_to_have_none()
    {
        _folder.Write("unlabeled/1.png", Scenes.Encoded(1, 32));
        _folder.Write("unlabeled/2.png", Scenes.Encoded(2, 32));
        Assert.Equal(0, Inspect("unlabeled"));
        Assert.Contains("No picture is there twice.", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_classes_forty_are_listed_and_the_rest_summed_up()
    {
        for (var i = 0; i < 43; i++)
        {
            _folder.Write($"labeled/class-{i:00}/1.png", Scenes.Encoded(i, 16));
        }

        Assert.Equal(0, Inspect("labeled"));
        Assert.Contains("class-39", _console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("class-40", _console.Output, StringComparison.Ordinal);
        Assert.Contains("and 3 more classes; 1 to 1 pictures each in the labeled set", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sheet_shows_each_picture_clean_and_six_times_noised_enlarged_pixel_by_pixel()
    {
        WritePlain(red: 5, blue: 1);
        Assert.Equal(0, Inspect(["labeled"], [.. _noNoise, "--set", "image-size=16"]));
        var sheet = ImageReader.Read(File.ReadAllBytes(Sheet));
        Assert.Equal(2 * 7 * 64 * 64, Count(sheet, SKColors.Red));
        Assert.Equal(1 * 7 * 64 * 64, Count(sheet, SKColors.Blue));
    }

    [Fact]
    public void Beside_the_clean_picture_stands_what_the_recipes_noise_makes_of_it()
    {
        WritePlain(red: 1, blue: 1);
        Assert.Equal(0, Inspect(["labeled"], ["--set", "image-size=16", "--set", "noise.operations=1", "--set", "noise.leave-out=" + AllBut("Invert")]));
        var sheet = ImageReader.Read(File.ReadAllBytes(Sheet));
        Assert.Equal(64 * 64, Count(sheet, SKColors.Red));
        Assert.InRange(Count(sheet, SKColors.Cyan), 1, 6 * 64 * 64);
    }

    [Fact]
    public void The_same_pictures_and_settings_give_the_same_sheet_and_another_seed_another_one()
    {
        WriteScenes();
        byte[] Draw(params string[] more)
        {
            Assert.Equal(0, Inspect(["labeled"], more));
            return File.ReadAllBytes(Sheet);
        }

        var sheet = Draw();
        Assert.Equal(sheet, Draw());
        Assert.NotEqual(sheet, Draw("--set", "seed=2"));
    }

    [Theory]
    [InlineData("red")]
    [InlineData("Röt")]
    [InlineData("紅")]
    [InlineData("a class with a name that is much longer than there is room for beside the pictures")]
    public void Class_names_are_written(string name)
    {
        WritePlain(red: 1, blue: 1);
        Assert.Equal(0, Inspect(["labeled"], [.. _noNoise, "--set", "image-size=16"]));
        var before = Ink();
        Directory.Move(Path.Combine(_folder.Path, "labeled", "rot"), Path.Combine(_folder.Path, "labeled", name));
        Assert.Equal(0, Inspect(["labeled"], [.. _noNoise, "--set", "image-size=16"]));
        Assert.NotEqual(before, Ink());

        // Neither ground nor picture: letters.
        int Ink()
        {
            var sheet = ImageReader.Read(File.ReadAllBytes(Sheet));
            var ground = new SKColor(sheet.Pixels[0], sheet.Pixels[1], sheet.Pixels[2]);
            return (sheet.Width * sheet.Height) - Count(sheet, ground) - Count(sheet, SKColors.Red) - Count(sheet, SKColors.Blue);
        }
    }

    [Fact]
    public void A_sheet_that_cannot_be_written_is_one_sentence_and_exit_code_1()
    {
        WritePlain(red: 1, blue: 1);
        _folder.Write("file", []);
        Assert.Equal(1, Run("inspect", "--labeled", Path.Combine(_folder.Path, "labeled"), "--output", Path.Combine(_folder.Path, "file", "sheet.png")));
        Assert.Equal(1, _error.ToString().Count(c => c == '\n'));
    }

    private void WriteScenes()
    {
        _folder.Write("labeled/hill/1.png", Scenes.Encoded(1, 64));
        _folder.Write("labeled/hill/2.png", Scenes.Encoded(2, 32));
        _folder.Write("labeled/hill/small.png", Scenes.Encoded(1, 20));
        _folder.Write("labeled/lake/3.png", Scenes.Encoded(3, 32));
        _folder.Write("test/hill/5.png", Scenes.Encoded(5, 32));
        _folder.Write("test/moor/6.png", Scenes.Encoded(6, 32));
        _folder.Write("unlabeled/a/copy.png", Scenes.Encoded(5, 32));
        _folder.Write("unlabeled/b/7.png", Scenes.Encoded(7, 32));
        _folder.Write("unlabeled/8.png", Scenes.Encoded(8, 32));
        _folder.Write("unlabeled/broken.jpg", "no picture"u8.ToArray());
        _folder.Write("unlabeled/notes.txt", "no picture"u8.ToArray());
    }

    private void WritePlain(int red, int blue)
    {
        for (var i = 0; i < red; i++)
        {
            _folder.Write($"labeled/rot/{i}.png", EncodedPictures.Plain(SKColors.Red, 16, 16));
        }

        for (var i = 0; i < blue; i++)
        {
            _folder.Write($"labeled/blau/{i}.png", EncodedPictures.Plain(SKColors.Blue, 16, 16));
        }
    }

    private static string AllBut(string kept) =>
        $"[{string.Join(", ", NoisyStudent.Noise.RandAugment.AllOperations.Select(operation => operation.Name).Where(name => name != kept))}]";

    private static int Count(RgbImage sheet, SKColor colour) => Enumerable.Range(0, sheet.Width * sheet.Height).Count(pixel =>
        sheet.Pixels[3 * pixel] == colour.Red && sheet.Pixels[(3 * pixel) + 1] == colour.Green && sheet.Pixels[(3 * pixel) + 2] == colour.Blue);

    private int Inspect(params string[] sets) => Inspect(sets, []);

    private int Inspect(string[] sets, string[] more) => Run(
        ["inspect", .. sets.SelectMany(set => new[] { $"--{set}", Path.Combine(_folder.Path, set) }), "--output", Sheet, .. more]);

    private int Run(params string[] args) => NoisyStudentCommand.Run(args, new Screen(_console, _output, _error));
}
