using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

/// <summary>Labels that were finished already: before an interruption, or beforehand by the commands.</summary>
[Collection(TorchCollection.Name)]
public sealed class SelectedRunTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void An_interrupted_student_goes_on_with_the_labels_that_were_finished_unless_their_teacher_is_another()
    {
        var request = _pictures.Request();
        Interrupt(request);
        var part = _pictures.In("run", "iteration-1", "pseudo-labels", "part-00000-00000.parquet");
        var written = File.GetLastWriteTimeUtc(part);
        var notes = Interrupt(request);
        Assert.Contains("student 1: 1 part of its pseudo-labels was finished already", notes);
        Assert.Equal(written, File.GetLastWriteTimeUtc(part));

        // Labels of another teacher, by what they say.
        var description = LabelsDescription.Read(_pictures.In("run", "iteration-1", "pseudo-labels"))!;
        (description with { Teachers = ["another"] }).Write(_pictures.In("run", "iteration-1", "pseudo-labels"));
        Assert.DoesNotContain(Interrupt(request), note => note.EndsWith("finished already", StringComparison.Ordinal) && note.StartsWith("student", StringComparison.Ordinal));
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(part));
    }

    /// <summary>The same teacher, labels and selection as in a run, but each by its command.</summary>
    [Theory]
    [InlineData("soft")]
    [InlineData("hard")]
    public void A_student_that_learns_from_a_selection_made_beforehand_is_that_of_the_run(string kind)
    {
        string[] settings = ["pseudo-labels.per-class=4", $"pseudo-labels.kind={kind}"];
        var request = _pictures.Request(settings);
        new NoisyStudentRun(request, new RecordingObserver()).Execute(TestContext.Current.CancellationToken);
        var selected = Select(_pictures.In("run", "iteration-0", "model.safetensors"));

        var observer = new RecordingObserver { InterruptAt = "student 1: train" };
        var second = request with { Selected = selected, Teacher = _pictures.In("run", "iteration-0", "model.safetensors"), Output = _pictures.In("second") };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(second, observer).Execute(observer.Interrupt));
        var results = new NoisyStudentRun(second, observer).Execute(TestContext.Current.CancellationToken);

        Assert.Equal(Model("run", 0), Model("second", 0));
        Assert.Equal(Model("run", 1), Model("second", 1));
        Assert.Equal([0, 60, 60], results.Models.Select(model => model.TrainingImages));
        var pictures = SelectedRow.Read(selected).Count();
        Assert.InRange(pictures, 1, 11);
        Assert.Contains($"12 labeled pictures of 2 classes, {pictures} unlabeled, 12 for the test", observer.Notes);
        Assert.Contains(observer.Notes, note => note.StartsWith($"student 1 learns from {selected} as it is", StringComparison.Ordinal));
        Assert.DoesNotContain(observer.Notes, note => note.Contains("; where it has learned from pictures that are held out here", StringComparison.Ordinal));
        Assert.DoesNotContain(observer.Notes, note => note.Contains("among the labeled pictures of", StringComparison.Ordinal));
        Assert.DoesNotContain("student 1: pseudo-labels", observer.Stages);
        Assert.Contains("student 2: pseudo-labels", observer.Stages);

        // Another selection is other data.
        Select(_pictures.In("run", "iteration-1", "model.safetensors"), "other");
        var refusal = Assert.Throws<NoisyStudentException>(() => new NoisyStudentRun(
            second with { Selected = _pictures.In("other.parquet") }, observer).Execute(TestContext.Current.CancellationToken)).Message;
        Assert.Contains("other data: ", refusal, StringComparison.Ordinal);
        Assert.Contains("selected (sha256 ", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_given_teacher_has_learned_from_is_told_where_it_is_measured_by_it()
    {
        var request = _pictures.Request("teacher.epochs=1", "students=[]");
        new NoisyStudentRun(request, new RecordingObserver()).Execute(TestContext.Current.CancellationToken);
        var teacher = _pictures.In("run", "iteration-0", "model.safetensors");
        var swapped = request with { Labeled = request.Test!, Test = request.Labeled, Output = _pictures.In("swapped") };

        Assert.Equal([Learned(12, "test", "10 of them and chosen its models by 2 of them")], NotesOf(swapped with { Teacher = teacher }));
        Assert.Equal([Learned(12, "test", "10 of them and chosen its models by 2 of them")], NotesOf(swapped with { Init = teacher, Output = _pictures.In("init") }));

        // Whoever measures the run later is told the same.
        Assert.StartsWith("12 of the 12 test pictures", Assert.Single(EvaluationResults.Read(_pictures.In("init", EvaluationResults.FileName)).Remarks), StringComparison.Ordinal);

        // In another way, nothing is known.
        Assert.Contains(
            NotesOf(swapped with { Teacher = teacher, Overrides = [.. swapped.Overrides, "fit=pad"], Output = _pictures.In("padded") }),
            note => note.Contains("; where it has learned from pictures that are held out here", StringComparison.Ordinal));

        // Another seed holds out others: of both classes one that the teacher has learned from, perhaps.
        File.Copy(teacher, _pictures.In("copy.safetensors"));
        var notes = NotesOf(swapped with { Teacher = _pictures.In("copy.safetensors"), Output = _pictures.In("copied") });
        Assert.Contains(notes, note => note.EndsWith(
            "; where it has learned from pictures that are held out here, as with another seed, split-seed or validation-fraction, its validation top-1 is too high", StringComparison.Ordinal));

        string Learned(int count, string set, string from) =>
            $"{count} of the 12 {set} pictures are among the labeled pictures of {_pictures.Run}, which has learned from {from}: what is measured on these says little of other pictures; the first is";

        string[] NotesOf(RunRequest other)
        {
            var observer = new RecordingObserver();
            new NoisyStudentRun(other, observer).Execute(TestContext.Current.CancellationToken);
            return [.. observer.Notes.Where(note => note.Contains("learned from", StringComparison.Ordinal)).Select(note => note.Split(" bright/")[0])];
        }
    }

    [Fact]
    public void Pictures_of_a_selection_that_are_not_there_are_named_before_anything_is_trained()
    {
        var request = _pictures.Request("teacher.epochs=1", "students=[]");
        new NoisyStudentRun(request, new RecordingObserver()).Execute(TestContext.Current.CancellationToken);
        var selected = Select(_pictures.In("run", "iteration-0", "model.safetensors"));
        Assert.Contains("no student that could learn from", Refused(request with { Selected = selected }), StringComparison.Ordinal);

        Assert.Contains("is a folder: give the .parquet file", Refused(_pictures.Request() with { Selected = _pictures.In("selected-labels"), Output = _pictures.In("second") }), StringComparison.Ordinal);
        var name = SelectedRow.Read(selected).First().File;
        File.Delete(_pictures.In("unlabeled", name));
        request = _pictures.Request() with { Selected = selected, Output = _pictures.In("second") };
        Assert.Contains($"that {selected} names are not in {_pictures.In("unlabeled")}, {name} for example", Refused(request), StringComparison.Ordinal);
        Assert.False(File.Exists(_pictures.In("second", "results.json")));
    }

    private string Select(string model, string name = "selected")
    {
        using (var labeling = new Labeling(
            new LabelingRequest { Models = [model], Images = _pictures.In("unlabeled"), Output = _pictures.In($"{name}-labels"), Device = "cpu" }, new RecordingObserver()))
        {
            labeling.Run(TestContext.Current.CancellationToken);
        }

        var output = _pictures.In($"{name}.parquet");
        var request = new SelectionRequest { Labels = _pictures.In($"{name}-labels"), Output = output, Settings = new PseudoLabelSettings { PerClass = 4 } };
        new PseudoLabelSelection(request).Execute(TestContext.Current.CancellationToken);
        return output;
    }

    private static List<string> Interrupt(RunRequest request)
    {
        var observer = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, observer).Execute(observer.Interrupt));
        return observer.Notes;
    }

    private static string Refused(RunRequest request) => Assert.Throws<NoisyStudentException>(
        () => new NoisyStudentRun(request, new RecordingObserver()).Execute(TestContext.Current.CancellationToken)).Message;

    private byte[] Model(string run, int iteration) => File.ReadAllBytes(_pictures.In(run, $"iteration-{iteration}", "model.safetensors"));
}
