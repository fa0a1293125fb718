using System.Text.Json;
using NoisyStudent.Cli;
using NoisyStudent.Images;
using NoisyStudent.Tests.SelfTraining;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class NoisyStudentCommandTests : IDisposable
{
    private readonly PictureFolders _pictures = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public NoisyStudentCommandTests() => _console.Profile.Width = 200;

    public void Dispose()
    {
        _pictures.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Train_ends_in_a_table_of_teacher_and_students()
    {
        Assert.Equal(0, Train());
        Assert.Contains("teacher", _console.Output, StringComparison.Ordinal);
        Assert.Contains("student 2", _console.Output, StringComparison.Ordinal);
        Assert.Contains("over the teacher", _console.Output, StringComparison.Ordinal);
        Assert.Contains("images/s", _console.Output, StringComparison.Ordinal);
        Assert.Matches(@"Its model is student 2, the last model, as no [^:]*\. To use it: noisy-student predict", _console.Output.ReplaceLineEndings(" "));
    }

    [Fact]
    public void Predict_prints_class_and_probability_as_json_csv_and_table()
    {
        Train();
        var picture = Directory.GetFiles(_pictures.In("test", "dark"))[0];
        Assert.Equal(0, Run("predict", "--model", _pictures.Run, picture, _pictures.In("unlabeled"), "--format", "json", "--top", "2"));
        Assert.Equal(
            $"noisy-student: The model of {_pictures.Run} is student 2, the last model, as no earlier one is better on the 2 held-out pictures (McNemar's exact test at 0.025).",
            _error.ToString().Trim());
        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(13, json.RootElement.GetArrayLength());
        Assert.Equal(picture, json.RootElement[0].GetProperty("file").GetString());
        var answers = json.RootElement[0].GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(1, answers.Sum(answer => answer.GetProperty("probability").GetDouble()), 1e-5);
        Assert.True(answers[0].GetProperty("probability").GetDouble() >= answers[1].GetProperty("probability").GetDouble());

        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Run("predict", "--model", Path.Combine(_pictures.Run, "iteration-0", "model.safetensors"), picture, "--format", "csv"));
        Assert.Matches($"^file,class,probability\n.*,(dark|bright),0\\.\\d+", _output.ToString().ReplaceLineEndings("\n"));

        Assert.Equal(0, Run("predict", "--model", _pictures.Run, picture));
        Assert.Contains("probability", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_leaves_out_what_it_cannot_read_and_says_so()
    {
        Train();
        var broken = _pictures.In("broken.jpg");
        File.WriteAllText(broken, "no picture");
        Assert.Equal(0, Run("predict", "--model", _pictures.Run, broken, Directory.GetFiles(_pictures.In("unlabeled"))[0], "--format", "csv"));
        Assert.Contains("broken.jpg is left out", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Run("predict", "--model", _pictures.Run, broken, "--on-bad-image", "fail"));

        File.WriteAllText(_pictures.In("unlabeled", "x.heic"), "no picture");
        Assert.Equal(0, Run("predict", "--model", _pictures.Run, _pictures.In("unlabeled"), "--most-pixels", "1M", "--format", "csv"));
        Assert.Contains("1 file in the given set is no picture that is read, and left out: 1 .heic", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_a_terminal_would_obey_are_shown_by_their_numbers()
    {
        const string Name = "\u001B[2J\nall is well \u202Egnp.\u0642\u0637\u0629 \U0001F469\u200D\U0001F4BB";
        Assert.Equal(1, Run("predict", "--model", $"{Name}.safetensors", "1.png"));
        Assert.Contains(
            "\\u001B[2J\\u000Aall is well \\u202Egnp.\u0642\u0637\u0629 \U0001F469\u200D\U0001F4BB.safetensors", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _error.ToString().Count(character => character == '\n'));
    }

    [Fact]
    public void Recipes_are_listed_and_shown_as_yaml()
    {
        Assert.Equal(0, Run("recipes"));
        Assert.Contains("cifar10-quick", _console.Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("recipes", "show", "cifar10-quick", "--set", "seed=7"));
        Assert.Contains("seed: 7\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Run("recipes", "show", "auto"));
        Assert.Contains("made for your pictures", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("train", "--labeled", "a", "--unlabeled", "b", "--nonsense", "c")]
    [InlineData("trian")]
    [InlineData("inspect")]
    [InlineData("inspect", "--labeled", "")]
    [InlineData("predict", "--model", "a", "b", "--format", "xml")]
    [InlineData("train", "--labeled", "", "--unlabeled", "b")]
    [InlineData("train", "--labeled", "a", "--unlabeled", "b", "--corrections", "")]
    [InlineData("predict", "--model", "a", "b", "--most-pixels", "501M")]
    [InlineData("evaluate", "a", "--test", "b", "--most-pixels", "many")]
    [InlineData("train", "--labeled", "a", "--unlabeled", "b", "--device", "gpu")]
    [InlineData("inspect", "--labeled", "a", "--output", "a.jpg")]
    [InlineData("evaluate", "", "--test", "a")]
    [InlineData("report", "")]
    [InlineData("recipes", "show", "")]
    [InlineData("demo", "--seed", "one")]
    [InlineData("demo", "--size", "15")]
    [InlineData("demo", "--draw-only", "--set", "teacher.epochs=1")]
    public void Wrong_usage_is_one_sentence_and_exit_code_2(params string[] args)
    {
        Assert.Equal(2, Run(args));
        Assert.StartsWith("noisy-student: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(". See 'noisy-student ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--help", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _error.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public void The_demo_draws_pictures_of_another_size_beside_the_usual_ones_and_trains_nothing_where_that_is_wanted()
    {
        Assert.Equal(0, Run("demo", "--size", "16", "--draw-only", "--output", _pictures.In("demo")));
        Assert.Equal(["pictures"], Directory.GetFileSystemEntries(_pictures.In("demo", "seed-1-size-16")).Select(Path.GetFileName));
        var drawn = Directory.GetFiles(_pictures.In("demo", "seed-1-size-16", "pictures", "unlabeled"));
        Assert.Equal(6000, drawn.Length);
        Assert.Equal(16, ImageReader.Read(File.ReadAllBytes(drawn[0])).Width);
    }

    [Fact]
    public void A_failure_is_one_line_that_names_the_path_and_exit_code_1()
    {
        Assert.Equal(1, Run("train", "--labeled", _pictures.In("nowhere"), "--unlabeled", _pictures.In("unlabeled"), "--output", _pictures.Run));
        Assert.Contains(_pictures.In("nowhere"), _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _error.ToString().Count(c => c == '\n'));
        Assert.False(Directory.Exists(_pictures.Run));
    }

    [Fact]
    public void Corrections_are_those_of_the_file_that_is_given()
    {
        Assert.Equal(1, Run(
            "train", "--labeled", _pictures.In("labeled"), "--unlabeled", _pictures.In("unlabeled"), "--corrections", _pictures.In("nowhere.csv"),
            "--recipe", _pictures.Request().Recipe.Name, "--output", _pictures.Run));
        Assert.Contains($"There is no file {_pictures.In("nowhere.csv")}", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_trace_is_shown_under_verbose_alone()
    {
        string[] args = ["predict", "--model", _pictures.In("nowhere"), "x.png"];
        Run(args);
        Assert.DoesNotContain("   at ", _error.ToString(), StringComparison.Ordinal);
        Run([.. args, "--verbose"]);
        Assert.Contains("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_in_names_is_shown_as_it_is()
    {
        Directory.Move(_pictures.In("labeled", "dark"), _pictures.In("labeled", "[red]dark"));
        Directory.Move(_pictures.In("test", "dark"), _pictures.In("test", "[red]dark"));
        Assert.Equal(0, Train());
        Assert.Equal(0, Run("predict", "--model", _pictures.Run, _pictures.In("unlabeled"), "--top", "2"));
        Assert.Contains("[red]dark", _console.Output, StringComparison.Ordinal);
    }

    private int Train() => Run(
        "train", "--labeled", _pictures.In("labeled"), "--unlabeled", _pictures.In("unlabeled"), "--test", _pictures.In("test"),
        "--recipe", _pictures.Request().Recipe.Name, "--output", _pictures.Run, "--device", "cpu");

    private int Run(params string[] args) => NoisyStudentCommand.Run(args, new Screen(_console, _output, _error));
}
