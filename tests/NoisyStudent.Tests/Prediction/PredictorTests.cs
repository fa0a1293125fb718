using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Tests.Networks.Export;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Prediction;

[Collection(TorchCollection.Name)]
public sealed class PredictorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainedModel _model = OnnxRuns.Model(OnnxRuns.Describe("resnet-8", 4, 16));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ONNX_Runtime_and_libtorch_answer_alike_for_more_images_than_a_batch_and_of_another_size()
    {
        using var images = TestSets.Images(300);
        using var predictor = Predictor.Of(_model, torch.CPU);
        using var inLibTorch = Predictor.InLibTorch(_model, torch.CPU);
        var (ours, theirs) = (predictor.Predict(images), inLibTorch.Predict(images));
        Assert.Equal(300, ours.Count);
        Assert.All(Enumerable.Range(0, images.Count), i => Assert.All(
            ours.Distribution(i).ToArray().Zip(theirs.Distribution(i).ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f)));
        Assert.True(Enumerable.Range(0, 300).Select(ours.Confidence).Distinct().Count() > 100, "The images differ to the network.");
    }

    [Fact]
    public void A_predictor_keeps_the_model_as_it_was_given()
    {
        using var images = TestSets.Images(5);
        using var predictor = Predictor.Of(_model, torch.CPU);
        var before = predictor.Predict(images);
        using (torch.no_grad())
        {
            _model.Network.state_dict()["fc.bias"].add_(torch.tensor(new float[] { 3, 0, 0, 0 }));
        }

        Assert.Equal(before.Distribution(0).ToArray(), predictor.Predict(images).Distribution(0).ToArray());
        Assert.NotEqual(before.Distribution(0).ToArray(), Predictor.Predict(_model, images, torch.CPU).Distribution(0).ToArray());
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.safetensors")]
    public void Both_kinds_of_files_answer_as_the_model_does(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        if (name.EndsWith("onnx", StringComparison.Ordinal))
        {
            _model.SaveOnnx(path);
        }
        else
        {
            _model.Save(path);
        }

        using var images = TestSets.Images(5);
        using var loaded = Predictor.Load(path, "cpu");
        Assert.Equal(Predictor.Predict(_model, images, torch.CPU).Distribution(3).ToArray(), loaded.Predict(images).Distribution(3).ToArray());
    }

    /// <summary>The views made by hand: a picture and its mirror image as a set of their own.</summary>
    [Fact]
    public void With_flips_the_answer_is_the_mean_of_the_picture_and_its_mirror_image()
    {
        using var images = TestSets.Images(3);
        using var mirrored = new ImageSet(TestSets.Size, images.Names, Enumerable.Range(0, 3).Select(i => Mirrored(images.Pixels(i))));
        using var predictor = Predictor.Of(_model, torch.CPU);
        var (plain, other, both) = (predictor.Predict(images), predictor.Predict(mirrored), predictor.Predict(images, new TestTimeViews(TestTimeAugmentation.Flip)));
        Assert.NotEqual(plain.Confidence(0), other.Confidence(0));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((plain.OutlierScore(i) + other.OutlierScore(i)) / 2, both.OutlierScore(i), 1e-4f);
            for (var c = 0; c < both.Classes; c++)
            {
                Assert.Equal((plain.Distribution(i)[c] + other.Distribution(i)[c]) / 2, both.Distribution(i)[c], 1e-5f);
            }
        }
    }

    [Theory]
    [InlineData(64, null, 2)]
    [InlineData(63, null, 1)]
    [InlineData(12, null, 1)]
    [InlineData(64, 0.1, 6)]
    [InlineData(64, 1e-3, 1)]
    public void Shifts_make_six_views(int size, double? shift, int pixels)
    {
        var settings = new TestTimeViews(TestTimeAugmentation.FlipAndShift);
        var views = (shift is { } given ? settings with { Shift = given } : settings).Of(size);
        Assert.Equal(
            [(0, false), (0, true), (pixels, false), (pixels, true), (-pixels, false), (-pixels, true)], views.Select(view => (view.Left, view.Mirrored)));
        Assert.All(views, view => Assert.Equal(view.Left, view.Top));
    }

    [Theory]
    [InlineData(null, 128)]
    [InlineData(7, 7)]
    public void What_a_shift_leaves_empty_is_grey(int? fill, byte expected)
    {
        var settings = new TestTimeViews(TestTimeAugmentation.FlipAndShift);
        settings = fill is { } given ? settings with { Fill = given } : settings;
        var picture = new RgbImage(4, 4, Enumerable.Repeat((byte)200, 4 * 4 * 3).ToArray());
        var seen = settings.Show(picture, settings.Of(4)[2]).Pixels.Chunk(4 * 3).ToArray();
        Assert.All(seen[..3], row => Assert.Equal([.. Enumerable.Repeat((byte)200, 9), expected, expected, expected], row));
        Assert.Equal(Enumerable.Repeat(expected, 12), seen[3]);
    }

    [Fact]
    public void The_outlier_score_is_the_energy_of_the_logits()
    {
        using var images = TestSets.Images(2);
        using var predictor = Predictor.Of(_model, torch.CPU);
        var logits = predictor.Logits(images)[1];
        Assert.Equal(-Math.Log(logits.Sum(logit => Math.Exp(logit))), predictor.Predict(images).OutlierScore(1), 1e-4);
    }

    [Fact]
    public void Progress_counts_images_over_all_views()
    {
        using var images = TestSets.Images(10);
        using var predictor = Predictor.Of(_model, torch.CPU);
        var reports = new List<int>();
        predictor.Predict(images, new TestTimeViews(TestTimeAugmentation.Flip), new Relay<int>(reports.Add));
        Assert.Equal([5, 10], reports);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0, 0.5)]
    public void A_noised_teacher_answers_otherwise_and_the_same_again(double dropout, double survival)
    {
        var path = Path.Combine(_folder.Path, "model.safetensors");
        _model.Save(path);
        using var images = TestSets.Images(300);
        var modelNoise = new ModelNoise { Dropout = dropout, SurvivalProbability = survival };
        var input = dropout == 0 && survival == 1 ? new InputNoise() : InputNoise.None;
        float[] Answer(int iteration)
        {
            using var noised = Predictor.LoadNoised(path, torch.CPU, modelNoise, new TeacherNoise(input, 1, iteration));
            return Confidences(noised.Predict(images));
        }

        var (first, again, next) = (Answer(1), Answer(1), Answer(2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, next);
        Assert.NotEqual(Confidences(Predictor.Predict(_model, images, torch.CPU)), first);
    }

    /// <summary>Batch-norm is as in evaluation: without any noise the answers are those of the teacher that is not noised.</summary>
    [Fact]
    public void A_teacher_noised_with_nothing_answers_as_ever()
    {
        using var images = TestSets.Images(3);
        var path = Path.Combine(_folder.Path, "model.safetensors");
        _model.Save(path);
        using var noised = Predictor.LoadNoised(path, torch.CPU, ModelNoise.None, new TeacherNoise(InputNoise.None, 1, 1));
        using var plain = Predictor.InLibTorch(_model, torch.CPU);
        Assert.Equal(plain.Predict(images).Distribution(2).ToArray(), noised.Predict(images).Distribution(2).ToArray());
        Assert.Equal(plain.Predict(images).Distribution(2).ToArray(), noised.Predict(images).Distribution(2).ToArray());
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_named()
    {
        using var noGradient = torch.no_grad();
        _model.Network.state_dict()["fc.bias"].fill_(float.NaN);
        using var images = TestSets.Images(1);
        Assert.StartsWith(
            "The answers of resnet-8 are no numbers: ", Assert.Throws<NoisyStudentException>(() => Predictor.Predict(_model, images, torch.CPU)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_onnx_file_does_not_run_on_cuda()
    {
        var exception = Assert.Throws<NoisyStudentException>(() => Predictor.Load("model.onnx", "cuda"));
        Assert.Equal("`Device` cuda: an .onnx runs on the processor here; give the model.safetensors instead.", exception.Message);
    }

    private static float[] Confidences(Predictions predictions) => [.. Enumerable.Range(0, predictions.Count).Select(predictions.Confidence)];

    private static byte[] Mirrored(ReadOnlySpan<byte> pixels)
    {
        var mirrored = pixels.ToArray();
        CropAndFlip.Mirror(mirrored, TestSets.Size);
        return mirrored;
    }
}
