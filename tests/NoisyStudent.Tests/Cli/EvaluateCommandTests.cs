using NoisyStudent.Cli;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Tests.Runs;
using NoisyStudent.Tests.SelfTraining;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly PictureFolders _pictures = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public EvaluateCommandTests()
    {
        _console.Profile.Width = 240;
        new NoisyStudentRun(_pictures.Request("students.1.network=resnet-8") with { Test = null }, new RecordingObserver()).Execute();
        File.Delete(Metrics);
    }

    private string Metrics => _pictures.In("run", EvaluationResults.FileName);

    public void Dispose()
    {
        _pictures.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_run_s_models_are_measured_side_by_side_and_suites_add_up()
    {
        Assert.Equal(0, Evaluate(_pictures.Run));
        Assert.Contains("│ student 2 │", _console.Output, StringComparison.Ordinal);
        Assert.Contains("balanced accuracy", _console.Output, StringComparison.Ordinal);
        Assert.Matches(@"│ dark +│ +6 │ .*%  .*%", _console.Output);
        Assert.Contains($"The model of {_pictures.Run} is student 2, the last model, as no earlier one is better on the 2 held-out pictures", _console.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mCE", _console.Output, StringComparison.Ordinal);

        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "corruptions", "--limit", "3"));
        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "perturbations", "--limit", "4"));
        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "attacks", "--limit", "5"));
        var apart = EvaluationResults.Read(Metrics);

        // What is there already is not measured again.
        var before = File.ReadAllBytes(Metrics);
        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "all", "--limit", "2"));
        Assert.Contains("is not measured again", _console.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Metrics));
        Assert.All(apart.Models, model =>
        {
            Assert.Equal((12, 3, 4, 5), (model.Clean.Images, model.Corruptions!.Images, model.Perturbations!.Images, model.Attacks![0].Images));
            Assert.Equal((19, 14, 10), (model.Corruptions.Errors.Count, model.Perturbations.FlipProbabilities.Count, model.Attacks.Count));
        });
        Assert.All(((string[])["mCE", "mFR", "mT5D", "pgd 16/255"]), heading => Assert.Contains(heading, _console.Output, StringComparison.Ordinal));

        Assert.Equal(1 + (3 * 10), File.ReadAllLines(_pictures.In("run", "curves", "attacks.csv")).Length);

        // A ratio to itself, where the teacher errs at all.
        Assert.Contains(apart.Models[0].Corruptions!.MeanCorruptionError, (double?[])[null, 1]);

        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "all", "--limit", "4", "--output", _pictures.In("once.json")));
        Assert.Equal(0, Evaluate(_pictures.Run, "--suite", "all", "--limit", "4", "--output", _pictures.In("twice.json")));
        Assert.Equal(File.ReadAllBytes(_pictures.In("once.json")), File.ReadAllBytes(_pictures.In("twice.json")));
    }

    [Fact]
    public void Either_kind_of_file_is_measured_alike_and_the_baseline_is_the_one_that_is_named()
    {
        var (onnx, safetensors) = (Model(1, "model.onnx"), _pictures.In("copy.safetensors"));
        File.Copy(Model(1, "model.safetensors"), safetensors);
        var output = _pictures.In("files.json");
        Assert.Equal(0, Evaluate(onnx, safetensors, _pictures.Run, "--baseline", $"{_pictures.Run}: student 1", "--output", output));
        var results = EvaluationResults.Read(output);
        Assert.Equal($"{_pictures.Run}: student 1", results.Baseline);
        Assert.Equal(
            [$"{_pictures.Run}: student 1", onnx, safetensors, $"{_pictures.Run}: teacher", $"{_pictures.Run}: student 2"], results.Models.Select(model => model.Name));
        Assert.Equal(results.Models[1].Clean.Scores, results.Models[2].Clean.Scores);
        Assert.Equal((0L, 0L, 1.0), (results.Models[1].AgainstBaseline!.OnlyModel, results.Models[1].AgainstBaseline!.OnlyBaseline, results.Models[1].AgainstBaseline!.PValue));

        Assert.Equal(0, Evaluate(onnx, "--baseline", Model(0, "model.onnx"), "--output", _pictures.In("other.json")));
        Assert.Equal([Model(0, "model.onnx"), onnx], EvaluationResults.Read(_pictures.In("other.json")).Models.Select(model => model.Name));
    }

    [Fact]
    public void The_corrupted_pictures_are_written_where_that_is_asked_for()
    {
        Assert.Equal(0, Evaluate(_pictures.Run, "--limit", "2", "--save", _pictures.In("corrupted")));
        Assert.Equal(19 * 5 * 2, Directory.GetFiles(_pictures.In("corrupted"), "*.png", SearchOption.AllDirectories).Length);

        // They are data for who names them alone.
        var settings = new ReadingSettings { ImageSize = 12, Set = "unlabeled" };
        using var fog = Reading.Unlabeled(_pictures.In("corrupted", "fog"), settings);
        Assert.Equal(10, fog.Count);
        var notes = new List<string>();
        using var all = Reading.Unlabeled(_pictures.Path, settings with { Note = notes.Add });
        Assert.Equal(36, all.Count);
        Assert.Contains("corrupted/brightness (written by noisy-student)", notes[0], StringComparison.Ordinal);
        Assert.EndsWith(" and 15 more", notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_that_is_suggested_can_be_pasted()
    {
        var run = _pictures.In("Anna's run");
        Directory.Move(_pictures.Run, run);
        _console.Profile.Width = 40;
        Assert.Equal(0, Evaluate(run));
        Assert.Contains($"To see them on one page: noisy-student report {ShellWord.OfPath(run)}\n", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_pictures_take_the_place_of_held_out_ones_and_their_curves()
    {
        new NoisyStudentRun(_pictures.Request("students.1.network=resnet-8") with { Test = null }, new RecordingObserver()).Execute();
        (EvaluationResults.Read(Metrics) with { Baseline = "teacher" }).Write(Metrics);
        File.WriteAllText(_pictures.In("run", "curves", "attacks.csv"), "of the held-out pictures");
        Assert.Equal(0, Evaluate(_pictures.Run));
        Assert.Contains("these take their place", _console.Output, StringComparison.Ordinal);
        Assert.False(EvaluationResults.Read(Metrics).HeldOut);
        Assert.False(File.Exists(_pictures.In("run", "curves", "attacks.csv")));
    }

    [Fact]
    public void A_hard_set_may_be_of_one_class()
    {
        Directory.Delete(_pictures.In("test", "dark"), recursive: true);
        Assert.Equal(0, Evaluate(_pictures.Run));
        Assert.Equal(0, Evaluate(_pictures.Run, "--answers", "test", "--output", _pictures.In("among.json")));
        Assert.Contains("1 class has no test picture and counts for neither balanced accuracy nor macro F1: dark.", _console.Output, StringComparison.Ordinal);
        var (all, among) = (EvaluationResults.Read(Metrics), EvaluationResults.Read(_pictures.In("among.json")));
        Assert.Equal((2, false), (all.Models[0].Clean.Classes.Count, all.AmongTestClasses));
        Assert.Equal((1.0, true), (among.Models[0].Clean.Scores.Top1, among.AmongTestClasses));
    }

    [Fact]
    public void Who_measures_with_what_a_run_learned_from_is_told_there_and_on_its_page()
    {
        Assert.Equal(0, Evaluate(_pictures.Run));
        Assert.Empty(EvaluationResults.Read(Metrics).Remarks);
        File.Delete(Metrics);

        Assert.Equal(0, Run("evaluate", _pictures.Run, "--test", _pictures.In("labeled")));

        var remark = Assert.Single(EvaluationResults.Read(Metrics).Remarks);
        Assert.StartsWith(
            $"12 of the 12 test pictures are among the labeled pictures of {_pictures.Run}, which has learned from 10 of them and chosen its models by 2 of them: ", remark, StringComparison.Ordinal);
        Assert.Contains(remark[..50], _console.Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("report", _pictures.Run));
        Assert.Contains("12 of the 12 test pictures are among the labeled pictures", File.ReadAllText(_pictures.In("run", "report.html")), StringComparison.Ordinal);

        // A model that was taken elsewhere can tell no more.
        File.Copy(Model(1, "model.onnx"), _pictures.In("copy.onnx"));
        Assert.Equal(0, Run("evaluate", _pictures.In("copy.onnx"), Model(2, "model.onnx"), "--test", _pictures.In("labeled"), "--output", _pictures.In("files.json")));
        Assert.Equal([remark], EvaluationResults.Read(_pictures.In("files.json")).Remarks);
    }

    [Fact]
    public void What_a_model_is_worth_does_not_depend_on_its_company()
    {
        var larger = _pictures.In("larger");
        new NoisyStudentRun(_pictures.Request("image-size=24", "students=[]") with { Output = larger }, new RecordingObserver()).Execute();
        Assert.Equal(0, Evaluate(Model(1, "model.onnx"), "--suite", "corruptions", "--output", _pictures.In("alone.json")));
        Assert.Equal(0, Evaluate(Model(1, "model.onnx"), Path.Combine(larger, "iteration-0", "model.onnx"), "--suite", "corruptions", "--output", _pictures.In("both.json")));
        var (alone, both) = (EvaluationResults.Read(_pictures.In("alone.json")).Models[0], EvaluationResults.Read(_pictures.In("both.json")).Models[0]);
        Assert.Equal(alone.Clean.Scores, both.Clean.Scores);
        Assert.Equal(alone.Corruptions!.Errors, both.Corruptions!.Errors);
    }

    [Fact]
    public void What_another_evaluation_wrote_is_not_lost()
    {
        Assert.Equal(0, Evaluate(_pictures.Run));
        var before = File.ReadAllBytes(Metrics);
        Assert.Equal(1, Run("evaluate", _pictures.Run, "--test", _pictures.In("labeled")));
        Assert.Contains("give another file with --output", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Metrics));

        // The same names, another picture.
        File.Copy(Directory.GetFiles(_pictures.In("test", "dark"))[0], Directory.GetFiles(_pictures.In("test", "bright"))[0], overwrite: true);
        Assert.Equal(1, Evaluate(_pictures.Run));
        Assert.Contains("an evaluation with other pictures under the same names", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Metrics));

        File.WriteAllText(Metrics, "{");
        Assert.Equal(1, Evaluate(_pictures.Run));
        Assert.Equal("{", File.ReadAllText(Metrics));
    }

    [Fact]
    public void Failures_are_one_sentence_and_leave_nothing()
    {
        Directory.Move(_pictures.In("test", "dark"), _pictures.In("test", "night"));
        Assert.Equal(1, Evaluate(_pictures.Run));
        Assert.Equal(1, Evaluate(Model(0, "model.onnx"), "--suite", "attacks"));
        Assert.Equal(1, Evaluate(_pictures.In("labeled")));
        Assert.Equal(1, Evaluate(_pictures.Run, "--baseline", "nobody"));
        Assert.Equal(1, Evaluate(Model(0, "model.onnx"), Path.Combine(_pictures.Run, ".", "iteration-0", "model.onnx")));
        Assert.Equal(2, Evaluate(_pictures.Run, "--limit", "0"));
        Assert.Equal(2, Evaluate(_pictures.Run, "--limit", "1.5"));
        Assert.Equal(2, Evaluate(_pictures.Run, "--limit", "999999999999"));
        Assert.Equal(2, Run("evaluate", "--test", _pictures.In("test")));
        var sentences = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(9, sentences.Length);
        Assert.All(
            sentences.Zip((string[])["'night'", "model.safetensors", "no run folder", "nobody", "twice", "--limit", "--limit", "--limit", "MODEL"]),
            pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));
        Assert.False(File.Exists(Metrics));
    }

    private string Model(int iteration, string name) => _pictures.In("run", $"iteration-{iteration}", name);

    private int Evaluate(params string[] args) => Run(["evaluate", .. args, "--test", _pictures.In("test")]);

    private int Run(params string[] args) => NoisyStudentCommand.Run(args, new Screen(_console, _output, _error));
}
