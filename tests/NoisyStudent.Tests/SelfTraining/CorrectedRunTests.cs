using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

/// <summary>Runs that take in corrections of labels.</summary>
[Collection(TorchCollection.Name)]
public sealed class CorrectedRunTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    /// <summary>Files that move into other folders have other names and so another order; in a table, names stay.</summary>
    [Fact]
    public void A_corrected_run_ends_in_the_bits_of_one_on_a_table_with_the_right_labels()
    {
        var right = Labeled().Where(picture => picture.Name != "bright/11.png").Select(picture => picture.Name switch
        {
            "dark/0.png" or "dark/2.png" => (picture.Name, Class: "bright"),
            "bright/1.png" => (picture.Name, Class: "middle"),
            "bright/3.png" => (picture.Name, Class: "middle"),
            _ => picture,
        });
        Write("labeled/right.csv", ["path,label", .. right.Select(picture => $"{picture.Name},{picture.Class}")]);
        Write("mended.csv", "path,label", "dark/0.png,bright", "dark/2.png,bright", "bright/1.png,middle", "bright/3.png,middle", "bright/11.png,", "dark/99.png,bright");

        var request = _pictures.Request("students.0.epochs=1", "students.1.epochs=1");
        Execute(request with { Labeled = _pictures.In("labeled", "right.csv"), Output = _pictures.In("right") });
        Execute(request with { Output = _pictures.In("uncorrected") });
        var observer = Execute(request with { Corrections = _pictures.In("mended.csv") });

        Assert.Equal(Models("right"), Models("run"));
        Assert.NotEqual(Models("uncorrected"), Models("run"));
        Assert.Equal(File.ReadAllText(_pictures.In("right", LearnedPictures.FileName)), File.ReadAllText(_pictures.In("run", LearnedPictures.FileName)));

        var applied = Assert.Single(observer.Events.OfType<CorrectionsApplied>());
        Assert.Equal((4, 1, 1, "dark/99.png", "middle"), (applied.Changed, applied.LeftOut, applied.Unknown, applied.FirstUnknown, Assert.Single(applied.NewClasses)));
        Assert.True(observer.Events.FindIndex(each => each is CorrectionsApplied) < observer.Events.FindIndex(each => each is SetsRead { Labeled: 11, Classes: 3 }));
        Assert.Single(EventLog.Read(_pictures.In("run", "events.jsonl")), each => each.What is CorrectionsApplied { Unknown: 1 });
    }

    [Fact]
    public void A_run_goes_on_with_the_same_corrections_in_any_order_and_with_no_others()
    {
        var request = _pictures.Request("students=[]", "teacher.epochs=1") with { Corrections = _pictures.In("mended.csv") };
        Write("mended.csv", "path,label", "dark/0.png,bright", "dark/2.png,bright");
        Execute(request);
        var version = LabelCorrections.Read(_pictures.In("mended.csv")).Version;
        Assert.Contains($"sha256 {version} of 2", File.ReadAllText(_pictures.In("run", "data.json")), StringComparison.Ordinal);

        Write("mended.csv", "label;path;who", "bright;dark/2.png;me", "bright;dark/0.png;you");
        Assert.Empty(Execute(request).Models);

        Write("mended.csv", "path,label", "dark/0.png,bright");
        Assert.Contains($"corrections (sha256 {version} of 2 there, sha256 ", Refused(request), StringComparison.Ordinal);
        Assert.Contains($"corrections (sha256 {version} of 2 there, absent now)", Refused(request with { Corrections = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_was_replaced_since_it_was_corrected_keeps_its_label()
    {
        var hash = WholeFile.HashOf(_pictures.In("labeled", "dark", "0.png"));
        Write("mended.csv", "path,label,sha256", $"dark/0.png,bright,{hash}", $"dark/2.png,bright,{hash}");
        var observer = Execute(_pictures.Request("students=[]", "teacher.epochs=1") with { Corrections = _pictures.In("mended.csv") });
        var applied = Assert.Single(observer.Events.OfType<CorrectionsApplied>());
        Assert.Equal((1, 1, "dark/2.png"), (applied.Changed, applied.Replaced, applied.FirstReplaced));
    }

    [Fact]
    public void Corrections_that_leave_nothing_of_a_class_are_refused_before_there_is_a_run()
    {
        Write("mended.csv", ["path,label", .. Labeled().Select(picture => $"{picture.Name},bright")]);
        Assert.StartsWith(
            $"The corrections in {_pictures.In("mended.csv")} leave no picture of class 'dark' in {_pictures.In("labeled")}: ",
            Refused(_pictures.Request() with { Corrections = _pictures.In("mended.csv") }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));
    }

    private IEnumerable<(string Name, string Class)> Labeled() => Directory.GetFiles(_pictures.In("labeled"), "*.png", SearchOption.AllDirectories)
        .Select(file => (Class: Path.GetFileName(Path.GetDirectoryName(file))!, File: Path.GetFileName(file))).Select(each => ($"{each.Class}/{each.File}", each.Class));

    private void Write(string name, params string[] lines) => File.WriteAllLines(_pictures.In(name), lines);

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);

    private static string Refused(RunRequest request) => Assert.Throws<NoisyStudentException>(() => Execute(request)).Message;

    private byte[][] Models(string run) => [.. Enumerable.Range(0, 3).Select(i => File.ReadAllBytes(_pictures.In(run, $"iteration-{i}", "model.safetensors")))];
}
