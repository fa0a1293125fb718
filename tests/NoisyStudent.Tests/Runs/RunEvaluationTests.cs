using System.Buffers.Binary;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Runs;

/// <summary>What a run leaves beside its models, to be looked at.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunEvaluationTests : IDisposable
{
    private static readonly string[] _suites = ["evaluation.corruptions=true", "evaluation.perturbations=true", "evaluation.attacks=true", "evaluation.limit=1"];

    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void A_run_measures_its_models_on_clean_test_pictures_and_compares_them_with_the_teacher()
    {
        Execute(_pictures.Request());
        var (results, run) = (Measured("run"), RunResults.Read(_pictures.In("run", "results.json")));
        Assert.Equal((_pictures.In("test"), "teacher"), (results.Test, results.Baseline));
        Assert.Equal(["teacher", "student 1", "student 2"], results.Models.Select(model => model.Name));
        Assert.All(results.Models.Zip(run.Models), pair =>
        {
            Assert.Equal(12, pair.First.Clean.Images);
            Assert.Equal(pair.Second.Test, pair.First.Clean.Scores);
            Assert.Null(pair.First.Corruptions);
            Assert.Null(pair.First.Attacks);
        });
        Assert.Null(results.Models[0].AgainstBaseline);
        Assert.All(results.Models.Skip(1), model =>
        {
            var gained = (model.Clean.Scores.Top1 - results.Models[0].Clean.Scores.Top1) * 12;
            Assert.Equal(gained, model.AgainstBaseline!.OnlyModel - model.AgainstBaseline.OnlyBaseline, 1e-9);
        });
    }

    [Fact]
    public void Nothing_but_its_own_figures_depends_on_the_test_set()
    {
        var (swapped, none) = (_pictures.In("swapped"), _pictures.In("none"));
        Directory.CreateDirectory(swapped);
        Directory.Move(_pictures.In("test", "dark"), Path.Combine(swapped, "bright"));
        Directory.Move(_pictures.In("test", "bright"), Path.Combine(swapped, "dark"));
        var request = _pictures.Request("pseudo-labels.calibrate=true", "pseudo-labels.keep-known=0.9");
        Execute(request with { Test = null, Output = none });
        Execute(request with { Test = swapped });

        string[] decided = ["iteration-0/model.safetensors", "iteration-1/selected.parquet", "iteration-1/model.safetensors", "iteration-2/selected.parquet", "iteration-2/model.safetensors"];
        Assert.All(decided, file => Assert.Equal(File.ReadAllBytes(Path.Combine(none, file)), File.ReadAllBytes(_pictures.In("run", file))));
        var (without, with) = (RunResults.Read(Path.Combine(none, "results.json")).Models, RunResults.Read(_pictures.In("run", "results.json")).Models);
        Assert.Equal(without.Select(model => model.Validation), with.Select(model => model.Validation));
        Assert.All(without, model => Assert.Null(model.Test));
        Assert.All(with, model => Assert.NotNull(model.Test));
    }

    [Fact]
    public void Without_test_pictures_the_held_out_labels_are_what_is_measured()
    {
        Execute(_pictures.Request() with { Test = null });
        Assert.Equal((_pictures.In("labeled"), true, 2), (Measured("run").Test, Measured("run").HeldOut, Measured("run").Models[0].Clean.Images));

        Execute(_pictures.Request("validation-fraction=0") with { Test = null, Output = _pictures.In("none") });
        Assert.False(File.Exists(_pictures.In("none", EvaluationResults.FileName)));
    }

    [Fact]
    public void An_interrupted_evaluation_goes_on_after_the_last_finished_suite_and_ends_in_the_same_figures()
    {
        var request = _pictures.Request(_suites);
        Execute(request with { Output = _pictures.In("whole") });
        var interrupted = ((string[])["teacher: answers", "corruptions", "student 1: attacks"]).Select(where =>
        {
            var observer = new RecordingObserver { InterruptAt = where };
            Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, observer).Execute(observer.Interrupt));
            return observer;
        }).ToArray();
        var resumed = Execute(request);

        Assert.Equal(File.ReadAllBytes(_pictures.In("whole", EvaluationResults.FileName)), File.ReadAllBytes(_pictures.In("run", EvaluationResults.FileName)));
        Assert.DoesNotContain(interrupted.Skip(1).Append(resumed), each => each.Stages.Exists(stage => stage.Contains("train ", StringComparison.Ordinal)));
        Assert.Equal([false, true, true, false], interrupted.Append(resumed).Select(each => each.Stages.Contains("corruptions")));
        Assert.Equal([false, false, true, false], interrupted.Append(resumed).Select(each => each.Stages.Contains("perturbations")));
        Assert.Contains("student 1: attacks", resumed.Stages);

        Assert.DoesNotContain(Execute(request).Stages, stage => stage.Contains("answers", StringComparison.Ordinal) || stage.Contains("attacks", StringComparison.Ordinal));
    }

    [Fact]
    public void A_finished_run_may_be_measured_further()
    {
        Execute(_pictures.Request());
        var resumed = Execute(_pictures.Request("evaluation.corruptions=true", "evaluation.limit=2"));
        Assert.DoesNotContain(resumed.Stages, stage => stage.Contains("train ", StringComparison.Ordinal));
        Assert.Equal([2, 2, 2], Measured("run").Models.Select(model => model.Corruptions!.Images));
        Assert.Equal(2, RecipeCatalog.Read(_pictures.In("run", "recipe.yaml")).Evaluation.Limit);
    }

    [Fact]
    public void What_was_measured_on_fewer_pictures_is_measured_again_and_on_more_is_not()
    {
        Execute(_pictures.Request("evaluation.corruptions=true", "evaluation.limit=2"));
        Execute(_pictures.Request("evaluation.corruptions=true", "evaluation.limit=3"));
        Assert.Equal(3, Measured("run").Models[0].Corruptions!.Images);
        Assert.DoesNotContain("corruptions", Execute(_pictures.Request("evaluation.corruptions=true", "evaluation.limit=2")).Stages);
        Assert.Equal(3, Measured("run").Models[0].Corruptions!.Images);
    }

    [Fact]
    public void An_evaluation_that_somebody_made_of_other_pictures_is_kept()
    {
        Execute(_pictures.Request());
        var file = _pictures.In("run", EvaluationResults.FileName);
        (EvaluationResults.Read(file) with { TestHash = "another" }).Write(file);
        var theirs = File.ReadAllBytes(file);
        var again = Execute(_pictures.Request("evaluation.corruptions=true"));
        Assert.Contains(again.Notes, note => note.StartsWith($"{file} holds an evaluation with other pictures", StringComparison.Ordinal));
        Assert.Equal(theirs, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("\"models\": [", "\"models\": [ null,")]
    [InlineData("\"onlyBaseline\": ", "\"onlyBaseline\": -")]
    [InlineData("\"fog\": [", "\"smog\": [")]
    [InlineData("\"top5Distances\": {", "\"top5Distances\": null, \"other\": {")]
    [InlineData("\"attacks\": [", "\"attacks\": [ null,")]
    [InlineData("\"cleanError\": ", "\"cleanError\": 7")]
    public void An_evaluation_that_lacks_something_is_damaged(string there, string damaged)
    {
        using var run = new Reporting.SampleRun().WithEverything();
        var whole = File.ReadAllText(run.Folder.EvaluationFile);
        _ = EvaluationResults.Read(run.Folder.EvaluationFile);
        Assert.Contains(there, whole, StringComparison.Ordinal);
        File.WriteAllText(run.Folder.EvaluationFile, whole.Replace(there, damaged, StringComparison.Ordinal));
        var refusal = Assert.Throws<NoisyStudentException>(() => EvaluationResults.Read(run.Folder.EvaluationFile));
        Assert.Contains("is damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_evaluation_is_named_and_made_again()
    {
        Execute(_pictures.Request());
        var file = _pictures.In("run", EvaluationResults.FileName);
        var whole = File.ReadAllText(file);
        File.WriteAllText(file, whole[..(whole.Length / 2)]);
        Assert.Contains(Execute(_pictures.Request()).Notes, note => note.StartsWith($"{file} is damaged", StringComparison.Ordinal));
        Assert.Equal(whole, File.ReadAllText(file));
    }

    [Fact]
    public void Every_curve_is_a_CSV_file_and_training_s_are_events_that_an_interruption_does_not_repeat()
    {
        var request = _pictures.Request(_suites);
        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));
        Execute(request);

        var log = RunLogLine.Read(_pictures.In("run", "log.jsonl"));
        var training = Csv("training");
        Assert.Equal("model,step,epoch,learning_rate,loss,validation_top1", training[0]);
        Assert.Equal(log.Select(line => $"{ModelResult.NameOf(line.Iteration)},{line.Step}"), training.Skip(1).Select(line => string.Join(',', line.Split(',')[..2])));
        Assert.All(((string Model, int Iteration)[])[("teacher", 0), ("student-1", 1), ("student-2", 2)], model =>
        {
            var lines = log.Where(line => line.Iteration == model.Iteration).ToArray();
            var events = Events(Assert.Single(Directory.GetFiles(_pictures.In("run", "tensorboard", model.Model))));
            Assert.Equal(lines.Select(line => (line.Step, (float)line.Loss)), events.Where(each => each.Tag == "loss").Select(each => (each.Step, each.Value)));
            Assert.Equal(
                lines.Where(line => line.ValidationTop1 is not null).Select(line => (line.Step, (float)line.ValidationTop1!.Value)),
                events.Where(each => each.Tag == "validation top-1").Select(each => (each.Step, each.Value)));
        });

        // Three models; 15 bins; 19 corruptions at 5 severities; 14 perturbations; two attacks at 5 strengths.
        Assert.Equal(
            [1 + (3 * 15), 1 + (3 * 19 * 5), 1 + (3 * 14), 1 + (3 * 2 * 5)],
            ((string[])["reliability", "corruptions", "perturbations", "attacks"]).Select(name => Csv(name).Length));
        var fog = Measured("run").Models[2].Corruptions!.Errors["fog"];
        Assert.Contains(FormattableString.Invariant($"student 2,fog,4,{fog[3]}"), Csv("corruptions"));
    }

    [Fact]
    public void Pictures_that_are_worth_a_look_are_kept_at_most_96_pixels_wide()
    {
        Execute(_pictures.Request("pseudo-labels.class-quantile=0.5"));
        var folder = new RunFolder(_pictures.Run).Pictures;
        var kept = folder.Read();
        Assert.All(kept, picture =>
        {
            var image = ImageReader.Read(File.ReadAllBytes(Path.Combine(folder.Folder, picture.File)));
            Assert.Equal((12, 12), (image.Width, image.Height));
        });

        // One picture of each class, clean and five times noised.
        var noised = kept.Where(picture => picture.Kind == RunPictureKind.Noised).ToArray();
        Assert.Equal(["bright", "dark"], noised.Select(picture => picture.Class).Distinct().Order());
        Assert.Equal(12, noised.Length);
        Assert.Equal(
            ImageReader.Read(File.ReadAllBytes(_pictures.In("labeled", noised[0].Name))).Pixels,
            ImageReader.Read(File.ReadAllBytes(Path.Combine(folder.Folder, noised[0].File))).Pixels);

        foreach (var iteration in (int[])[1, 2])
        {
            var (most, least) = (Kept(RunPictureKind.MostConfident), Kept(RunPictureKind.LeastConfident));
            Assert.NotEmpty(least);
            Assert.All(most.GroupBy(picture => picture.Class), ofClass => Assert.InRange(ofClass.Count(), 1, 6));
            Assert.All(least, picture => Assert.True(
                most.First(other => other.Class == picture.Class).Confidence >= picture.Confidence, "The surest of a class come first."));

            RunPicture[] Kept(RunPictureKind kind) => [.. kept.Where(picture => picture.Kind == kind && picture.Iteration == iteration)];
        }

        var results = Measured("run").Models;
        Assert.Equal(results[2].AgainstBaseline!.OnlyModel, kept.Count(picture => picture.Kind == RunPictureKind.Corrected));
    }

    [Fact]
    public void Corrupted_pictures_lie_in_the_folders_of_ImageNet_C()
    {
        using var whole = DatasetReader.ReadLabeled(_pictures.In("test"), new ReadingSettings { ImageSize = 12, Set = "test" });
        var some = whole.Sample(2, seed: 3);
        CorruptedPictures.Write(some, 12, seed: 7, _pictures.In("corrupted"));
        var name = some.Images.Names[1];
        var saved = ImageReader.Read(File.ReadAllBytes(_pictures.In("corrupted", "fog", "5", name)));
        Assert.Equal(Corruption.All.Single(each => each.Name == "fog").Apply(some.Images.Picture(1), 5, 7, name).Pixels, saved.Pixels);
        Assert.Equal(19 * 5 * 2, Directory.GetFiles(_pictures.In("corrupted"), "*.png", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData("../../../../outside.png", "dark", "dark/_..-..-..-..-outside.png")]
    [InlineData("/dark/outside.jpg", "dark", "dark/-dark-outside.png")]
    [InlineData("dark/a/b.png", "dark", "dark/a-b.png")]
    [InlineData("1.jpg", "../../evil", "_..-..-evil/1.png")]
    [InlineData("1", "..", "_/1.png")]
    public void A_corrupted_picture_lies_in_its_class_s_folder_whatever_it_is_called(string name, string label, string expected)
    {
        // The second picture's name differs only in what its file's name leaves out.
        using var images = new ImageSet(8, [name, Path.ChangeExtension(name, "webp")], [new byte[8 * 8 * 3], new byte[8 * 8 * 3]]);
        CorruptedPictures.Write(new LabeledSet("test", images, [label, "bright"], [0, 0]), 8, 1, _pictures.In("corrupted"));
        Assert.True(File.Exists(_pictures.In("corrupted", "fog", "1", expected)));
        Assert.True(File.Exists(_pictures.In("corrupted", "fog", "1", Path.ChangeExtension(expected, null) + "-2.png")));
        Assert.Equal(19 * 5 * 2, Directory.GetFiles(_pictures.In("corrupted"), "*.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_folder_in_which_nothing_can_be_written_is_named()
    {
        using var whole = DatasetReader.ReadLabeled(_pictures.In("test"), new ReadingSettings { ImageSize = 12, Set = "test" });
        File.WriteAllText(_pictures.In("file"), "");
        var refusal = Assert.Throws<NoisyStudentException>(() => CorruptedPictures.Write(whole, 12, 1, _pictures.In("file")));
        Assert.Contains(_pictures.In("file"), refusal.Message, StringComparison.Ordinal);
    }

    private static RecordingObserver Execute(RunRequest request)
    {
        var observer = new RecordingObserver();
        new NoisyStudentRun(request, observer).Execute();
        return observer;
    }

    /// <summary>TFRecord: length, its check sum, the event, its check sum.</summary>
    private static List<(string Tag, long Step, float Value)> Events(string file)
    {
        var content = File.ReadAllBytes(file).AsSpan();
        var events = new List<(string, long, float)>();
        while (content.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(content);
            var read = Tensorboard.Event.Parser.ParseFrom(content.Slice(12, length).ToArray());
            events.AddRange(read.Summary?.Value.Select(value => (value.Tag, read.Step, value.SimpleValue)) ?? []);
            content = content[(length + 16)..];
        }

        return events;
    }

    private EvaluationResults Measured(string run) => EvaluationResults.Read(_pictures.In(run, EvaluationResults.FileName));

    private string[] Csv(string name) => File.ReadAllText(_pictures.In("run", "curves", name + ".csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
