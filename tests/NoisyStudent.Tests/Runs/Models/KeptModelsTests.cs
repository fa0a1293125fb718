using System.Text.Json.Nodes;
using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Models;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Runs.Models;

/// <summary>A model that stands is trained once, whoever needs it; one that is decided otherwise is trained again, and nothing is lost.</summary>
[Collection(TorchCollection.Name)]
public sealed class KeptModelsTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Changed_settings_of_the_second_student_train_it_again_and_nothing_else()
    {
        Execute(_pictures.Request());
        var (first, measured) = (Model("run", 2), File.ReadAllText(_pictures.In("run", "metrics.json")));
        var changed = Execute(_pictures.Request("students.1.epochs=3"));

        Assert.Equal(["student 2: train resnet-14"], Trainings(changed));
        Assert.Equal(new PartsTaken("student 2", 1), Assert.Single(changed.Events.OfType<PartsTaken>()));
        Execute(_pictures.Request("students.1.epochs=3") with { Output = _pictures.In("fresh") });
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Model("fresh", i), Model("run", i)));
        Assert.Equal(KeysOf("fresh"), KeysOf("run"));
        Assert.Contains("epochs: 3", File.ReadAllText(_pictures.In("run", "recipe.yaml")), StringComparison.Ordinal);
        Assert.NotEqual(measured, File.ReadAllText(_pictures.In("run", "metrics.json")));
        Assert.Contains(changed.Notes, note => note.StartsWith("student 2 is to be another: epochs 3 instead of 2; the earlier one is kept in ", StringComparison.Ordinal));

        // Changed back, the earlier one is taken.
        var back = Execute(_pictures.Request());
        Assert.Empty(Trainings(back));
        Assert.Equal(first, Model("run", 2));
        Assert.StartsWith("student 2", Assert.Single(back.Events.OfType<ModelTaken>()).Model, StringComparison.Ordinal);
        Assert.Equal(measured, File.ReadAllText(_pictures.In("run", "metrics.json")));
    }

    [Fact]
    public void A_change_of_the_first_student_changes_the_second_and_a_student_less_leaves_the_others()
    {
        Execute(_pictures.Request());
        var changed = Execute(_pictures.Request("students.0.learning-rate=0.04"));
        Assert.Equal(["student 1: train resnet-8", "student 2: train resnet-14"], Trainings(changed));

        var less = Execute(_pictures.Request("students.0.learning-rate=0.04", "students=[{network: resnet-8, epochs: 2, batch-size: 2, learning-rate: 0.04, ratio: 2}]"));
        Assert.Empty(Trainings(less));
        Assert.Equal(2, RunResults.Read(_pictures.In("run", "results.json")).Models.Count);
        Assert.False(Directory.Exists(_pictures.In("run", "iteration-2")));
    }

    [Fact]
    public void An_interrupted_training_is_begun_again_where_its_settings_changed()
    {
        Interrupt(_pictures.Request(), "student 2: train");
        Assert.True(Directory.Exists(_pictures.In("run", "iteration-2", "checkpoints")));
        var changed = Execute(_pictures.Request("students.1.learning-rate=0.02"));

        Assert.DoesNotContain(changed.Events, each => each is TrainingResumed);
        Assert.Single(changed.Events.OfType<PartsTaken>());
        Execute(_pictures.Request("students.1.learning-rate=0.02") with { Output = _pictures.In("fresh") });
        Assert.Equal(Model("fresh", 2), Model("run", 2));
    }

    [Fact]
    public void Another_run_s_teacher_is_taken_where_it_is_the_one_that_would_be_trained()
    {
        Execute(_pictures.Request());
        var other = _pictures.Request("students.0.epochs=3", "students.1.epochs=1") with { Teacher = _pictures.Run, Output = _pictures.In("second") };
        var observer = Execute(other);

        Assert.Equal(["student 1: train resnet-8", "student 2: train resnet-14"], Trainings(observer));
        var (there, here) = (RunResults.Read(_pictures.In("run", "results.json")).Models[0], RunResults.Read(_pictures.In("second", "results.json")).Models[0]);
        Assert.Equal(there, here);
        Assert.True(here.TrainingImages > 0);
        Execute(other with { Teacher = null, Output = _pictures.In("fresh") });
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Model("fresh", i), Model("second", i)));
        Assert.Contains(observer.Notes, note => note.StartsWith($"the teacher of {_pictures.Run} is the one that this run would train, and is taken; for its best model", StringComparison.Ordinal));

        // All that is the same is taken, and the same request goes on with it.
        Assert.Empty(Trainings(Execute(_pictures.Request() with { Teacher = _pictures.Run, Output = _pictures.In("third") })));
        Assert.Empty(Trainings(Execute(other)));
    }

    [Fact]
    public void Of_a_run_with_another_teacher_the_best_model_is_the_teacher_as_it_is()
    {
        Execute(_pictures.Request());
        var request = _pictures.Request("teacher.epochs=3", "allow-smaller=true") with { Teacher = _pictures.Run, Output = _pictures.In("second") };
        var observer = Execute(request);

        var given = Assert.Single(observer.Events.OfType<TeacherGiven>());
        Assert.Equal(BestModel.Of(new RunFolder(_pictures.Run)).Model.Iteration, int.Parse(Path.GetFileName(Path.GetDirectoryName(given.File))!.Split('-')[^1]));
        Assert.Equal(File.ReadAllBytes(given.File), Model("second", 0));
        Assert.Equal(0, RunResults.Read(_pictures.In("second", "results.json")).Models[0].TrainingImages);

        // A model keeps its key wherever it goes.
        Assert.Contains(KeysOf("second")[0], KeysOf("run"));
        Assert.Empty(Trainings(Execute(request)));
    }

    [Fact]
    public void A_model_that_is_not_the_one_of_its_record_is_taken_by_nobody()
    {
        Execute(_pictures.Request());
        var model = _pictures.In("run", "iteration-0", "model.safetensors");
        var bytes = File.ReadAllBytes(model);
        bytes[^1] ^= 1;
        File.WriteAllBytes(model, bytes);
        var observer = Execute(_pictures.Request("students=[]") with { Teacher = _pictures.Run, Output = _pictures.In("second") });
        Assert.DoesNotContain(observer.Events, each => each is ModelTaken { Model: "teacher" });
        Assert.Single(observer.Events.OfType<TeacherGiven>());
    }

    /// <summary>Killed after the model was written and before it stood in the results, or while one was set aside.</summary>
    [Fact]
    public void A_finished_model_that_does_not_stand_in_the_results_is_taken_or_set_aside()
    {
        Execute(_pictures.Request());
        var (results, model) = (_pictures.In("run", "results.json"), Model("run", 2));
        Truncate();
        Assert.Empty(Trainings(Execute(_pictures.Request())));
        Assert.Equal(model, Model("run", 2));

        Truncate();
        Execute(_pictures.Request("students.1.epochs=3"));
        Assert.Contains(Directory.GetFiles(_pictures.In("run", "set-aside"), "model.safetensors", SearchOption.AllDirectories), file => File.ReadAllBytes(file).SequenceEqual(model));

        void Truncate() => new RunResults([.. RunResults.Read(results).Models.Take(2)]).Write(results);
    }

    [Fact]
    public void A_run_of_an_earlier_version_goes_on_with_all_its_settings_alone()
    {
        var request = _pictures.Request("students.0.fine-tuning.epochs=2");
        Interrupt(request, "student 1: fine-tune");
        ToEarlierVersion();
        Assert.Contains("students.1.epochs (2 there, 3 now)", Assert.Throws<NoisyStudentException>(
            () => Execute(_pictures.Request("students.0.fine-tuning.epochs=2", "students.1.epochs=3"))).Message, StringComparison.Ordinal);

        var observer = Execute(request);
        Assert.Equal(["student 2: train resnet-14"], Trainings(observer));
        Execute(request with { Output = _pictures.In("fresh") });
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Model("fresh", i), Model("run", i)));
        Assert.Equal(KeysOf("fresh"), KeysOf("run"));
        Assert.True(RunResults.Read(_pictures.In("run", "results.json")).Models[1].SecondsTraining > 1000, "the seconds before the interruption are counted");

        void ToEarlierVersion()
        {
            foreach (var record in Directory.GetFiles(_pictures.Run, "model.json", SearchOption.AllDirectories))
            {
                File.Delete(record);
            }

            File.WriteAllText(_pictures.In("run", "iteration-1", "metrics.json"), "{\"secondsTraining\":1234.5}\n");
            var results = JsonNode.Parse(File.ReadAllText(_pictures.In("run", "results.json")))!;
            foreach (var model in results["models"]!.AsArray())
            {
                Assert.True(model!.AsObject().Remove("key"));
            }

            File.WriteAllText(_pictures.In("run", "results.json"), results.ToJsonString());
        }
    }

    [Fact]
    public void A_student_more_is_measured_with_the_others()
    {
        string[] student = ["{network: resnet-8, epochs: 2, batch-size: 2, learning-rate: 0.05, ratio: 2}", "{network: resnet-8, epochs: 1, batch-size: 2, learning-rate: 0.05, ratio: 2}"];
        Execute(_pictures.Request($"students=[{student[0]}]"));
        var more = Execute(_pictures.Request($"students=[{student[0]}, {student[1]}]"));
        Assert.Equal(["student 2: train resnet-8"], Trainings(more));
        Assert.Equal(["teacher", "student 1", "student 2"], EvaluationResults.Read(_pictures.In("run", "metrics.json")).Models.Select(model => model.Name));
    }

    /// <summary>Killed while a model was copied into its place: the one that was set aside is still whole.</summary>
    [Fact]
    public void A_model_that_was_copied_in_part_is_no_model_and_costs_none()
    {
        Execute(_pictures.Request());
        var model = Model("run", 2);
        Execute(_pictures.Request("students.1.epochs=3"));
        var aside = Directory.GetDirectories(_pictures.In("run", "set-aside"), "iteration-2-*").Single();
        Directory.Delete(_pictures.In("run", "iteration-2"), recursive: true);
        Directory.CreateDirectory(_pictures.In("run", "iteration-2"));
        File.Copy(Path.Combine(aside, "model.json"), _pictures.In("run", "iteration-2", "model.json"));
        new RunResults([.. RunResults.Read(_pictures.In("run", "results.json")).Models.Take(2)]).Write(_pictures.In("run", "results.json"));

        Assert.Empty(Trainings(Execute(_pictures.Request())));
        Assert.Equal(model, Model("run", 2));
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(aside, "model.safetensors")));
    }

    [Fact]
    public void An_interrupted_training_that_was_set_aside_goes_on_where_its_settings_come_back()
    {
        Execute(_pictures.Request() with { Output = _pictures.In("whole") });
        Interrupt(_pictures.Request(), "student 2: train");
        Interrupt(_pictures.Request("students.1.learning-rate=0.02"), "student 2: train");
        var back = Execute(_pictures.Request());
        Assert.Single(back.Events.OfType<TrainingResumed>());
        Assert.Equal(Model("whole", 2), Model("run", 2));
    }

    [Fact]
    public void The_curves_of_a_run_are_those_of_its_models()
    {
        Execute(_pictures.Request());
        var (log, pictures) = (Log(), File.ReadAllText(_pictures.In("run", "curves", "training.csv")));
        Execute(_pictures.Request("students.1.epochs=3"));
        Assert.NotEqual(log, Log());
        Execute(_pictures.Request());
        Assert.Equal(log, Log());
        Assert.Equal(pictures, File.ReadAllText(_pictures.In("run", "curves", "training.csv")));

        string Log() => File.ReadAllText(_pictures.In("run", "log.jsonl"));
    }

    [Fact]
    public void A_teacher_that_is_nowhere_is_said_so_before_anything_is_read()
    {
        var observer = new RecordingObserver();
        Assert.Contains("There is no model or run at", Assert.Throws<NoisyStudentException>(
            () => new NoisyStudentRun(_pictures.Request() with { Teacher = _pictures.In("nowhere") }, observer).Execute(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Empty(observer.Stages);
    }

    private static string[] Trainings(RecordingObserver observer) => [.. observer.Stages.Where(stage => stage.Contains(": train ", StringComparison.Ordinal))];

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);

    private static void Interrupt(RunRequest request, string stage)
    {
        var observer = new RecordingObserver { InterruptAt = stage };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, observer).Execute(observer.Interrupt));
    }

    private byte[] Model(string run, int iteration) => File.ReadAllBytes(_pictures.In(run, $"iteration-{iteration}", "model.safetensors"));

    private string[] KeysOf(string run)
    {
        var models = RunResults.Read(_pictures.In(run, "results.json")).Models;
        Assert.All(models, model => Assert.Equal(model.Key, ModelRecord.Read(new RunFolder(_pictures.In(run)).RecordFile(model.Iteration))!.Key));
        return [.. models.Select(model => model.Key!)];
    }
}
