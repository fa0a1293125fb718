using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Models;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using Parquet.Serialization;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

[Collection(TorchCollection.Name)]
public sealed class PseudoLabelingTests : IDisposable
{
    private readonly PictureFolders _pictures = new();
    private readonly ImageSet _unlabeled;

    public PseudoLabelingTests() =>
        _unlabeled = DatasetReader.ReadUnlabeled(_pictures.In("unlabeled"), new ReadingSettings { ImageSize = 12, Set = "test" });

    public void Dispose()
    {
        _unlabeled.Dispose();
        _pictures.Dispose();
    }

    [Fact]
    public void The_latest_models_label_together_by_their_mean_over_views()
    {
        Execute("pseudo-labels.ensemble=2", "pseudo-labels.test-time-augmentation=flip");
        var (first, second) = (Answers(0, TestTimeAugmentation.Flip), Answers(1, TestTimeAugmentation.Flip));
        RequireParts(1, first);
        RequireParts(2, Predictions.Mean([first, second]));
        Assert.NotEqual(Answers(0, TestTimeAugmentation.None).Confidence(0), first.Confidence(0));
    }

    [Fact]
    public void Views_are_shifted_and_filled_as_the_recipe_says_and_the_labels_say_so()
    {
        Execute("pseudo-labels={test-time-augmentation: flip-and-shift, view-shift: 0.25, view-fill: 250}", "noise.fill=3");
        var views = new TestTimeViews(TestTimeAugmentation.FlipAndShift) { Shift = 0.25, Fill = 250 };
        RequireParts(1, Answers(0, views));
        Assert.NotEqual(Answers(0, views with { Shift = 1.0 / 32 }).Confidence(0), Answers(0, views).Confidence(0));
        Assert.NotEqual(Answers(0, views with { Fill = 3 }).Confidence(0), Answers(0, views).Confidence(0));
        var description = LabelsDescription.Read(_pictures.In("run", "iteration-1", "pseudo-labels"))!;
        Assert.Equal((0.25, 250), (description.ViewShift, description.ViewFill));
    }

    [Theory]
    [InlineData(0.35)]
    [InlineData(1)]
    public void A_calibrated_teacher_answers_at_the_temperature_that_fits_the_held_out_pictures(double prior)
    {
        Execute(["pseudo-labels.calibrate=true", .. prior == 0.35 ? [] : (string[])[$"pseudo-labels.calibration-prior={prior}"]]);
        var calibration = Calibration.Fit(HeldOutAnswers(out var labels), labels, prior);
        Assert.Equal(prior, LabelsDescription.Read(_pictures.In("run", "iteration-1", "pseudo-labels"))!.CalibrationPrior);
        Assert.NotEqual(1, calibration.Temperature);
        RequireParts(1, Answers(0, TestTimeAugmentation.None).AtTemperature(calibration.Temperature));
        Assert.Equal(calibration.Temperature, ModelRecord.Read(new RunFolder(_pictures.Run).RecordFile(1))!.Calibration!.Temperature, 4);
    }

    /// <summary>Of six held-out pictures, the third is the last of their less strange half.</summary>
    [Fact]
    public void Pictures_stranger_than_a_part_of_the_held_out_ones_are_left_out()
    {
        Execute("validation-fraction=0.5", "pseudo-labels.keep-known=0.5", "pseudo-labels.balance=false");
        var heldOut = HeldOutAnswers(out _, fraction: 0.5);
        Assert.Equal(6, heldOut.Count);
        var limit = Enumerable.Range(0, heldOut.Count).Select(heldOut.OutlierScore).Order().ElementAt(2);
        var (known, strange) = (Parts(1).Where(row => row.OutlierScore <= limit), Parts(1).Where(row => row.OutlierScore > limit));
        Assert.NotEmpty(strange);
        Assert.Equal(known.Select(row => row.File).Order(), Selected(1).Select(row => row.File).Order());

        // A run's labels are to be selected from again, as those that the command label wrote.
        var labels = _pictures.In("run", "iteration-1", "pseudo-labels");
        var output = _pictures.In("again.parquet");
        new PseudoLabelSelection(new SelectionRequest
        {
            Labels = labels,
            Output = output,
            Settings = new PseudoLabelSettings { Balance = false },
            OutlierScore = LabelsDescription.Read(labels)!.HeldOut!.OutlierLimit(0.5),
            Seed = 1,
            Iteration = 1,
        }).Execute(TestContext.Current.CancellationToken);
        Assert.Equal(Selected(1), SelectedRow.Read(output).ToArray());
    }

    [Fact]
    public void Pictures_that_are_not_selected_anew_are_those_of_the_student_before_labeled_by_its_teacher()
    {
        Execute("pseudo-labels.per-class=2", "students.1.reselect=false");
        Assert.Equal(Selected(1), Selected(2));
        Assert.True(Selected(1).Length < _unlabeled.Count, "Some are left out.");
        var answers = Answers(1, TestTimeAugmentation.None);
        Assert.Equal(Selected(2).Select(row => row.File).Order(), Parts(2).Select(row => row.File).Order());
        Assert.All(Parts(2), row => Assert.Equal(answers.Distribution(IndexOf(row.File))[0], row.Distribution![0], 1e-5f));
    }

    [Fact]
    public void A_noised_teacher_labels_otherwise_than_one_that_is_not()
    {
        Execute("pseudo-labels.noised-teacher=true");
        var clean = Answers(0, TestTimeAugmentation.None);
        Assert.Contains(Parts(1), row => Math.Abs(clean.Distribution(IndexOf(row.File))[0] - row.Distribution![0]) > 1e-3);
    }

    [Theory]
    [InlineData("pseudo-labels.calibrate is measured on held-out labeled pictures", "validation-fraction=0", "pseudo-labels.calibrate=true")]
    [InlineData("pseudo-labels.keep-known is measured on held-out labeled pictures", "validation-fraction=0", "pseudo-labels.keep-known=0.9")]
    [InlineData("set noised-teacher or online, not both", "pseudo-labels.online=true", "pseudo-labels.noised-teacher=true")]
    [InlineData("pseudo-labels.ensemble is 0", "pseudo-labels.ensemble=0")]
    public void Settings_that_cannot_be_followed_are_refused(string reason, params string[] settings) => Assert.Contains(
        reason, Assert.Throws<NoisyStudentException>(() => Execute(settings)).Message, StringComparison.Ordinal);

    private void Execute(params string[] settings) => new NoisyStudentRun(_pictures.Request(settings), new RecordingObserver()).Execute();

    private Predictions Answers(int iteration, TestTimeAugmentation augmentation) => Answers(iteration, new TestTimeViews(augmentation));

    private Predictions Answers(int iteration, TestTimeViews views)
    {
        using var model = Predictor.Load(new RunFolder(_pictures.Run).ModelFile(iteration), "cpu");
        return model.Predict(_unlabeled, views);
    }

    private Predictions HeldOutAnswers(out IReadOnlyList<int> labels, double fraction = 0.2)
    {
        using var labeled = DatasetReader.ReadLabeled(_pictures.In("labeled"), new ReadingSettings { ImageSize = 12, Set = "test" });
        var (_, heldOut) = labeled.Split(fraction, 1);
        labels = heldOut.Labels;
        using var model = Predictor.Load(new RunFolder(_pictures.Run).ModelFile(0), "cpu");
        return model.Predict(heldOut.Images);
    }

    private void RequireParts(int iteration, Predictions expected)
    {
        Assert.Equal(_unlabeled.Count, Parts(iteration).Length);
        Assert.All(Parts(iteration), row => Assert.Equal(expected.Distribution(IndexOf(row.File))[0], row.Distribution![0], 1e-5f));
    }

    private int IndexOf(string file) => _unlabeled.Names.Index().Single(each => each.Item == file).Index;

    private PseudoLabelRow[] Parts(int iteration) => [.. ParquetSerializer.DeserializeAsync<PseudoLabelRow>(
        _pictures.In("run", $"iteration-{iteration}", "pseudo-labels", "part-00000-00000.parquet")).GetAwaiter().GetResult().Data];

    private SelectedRow[] Selected(int iteration) => [.. SelectedRow.Read(_pictures.In("run", $"iteration-{iteration}", "selected.parquet"))];
}
