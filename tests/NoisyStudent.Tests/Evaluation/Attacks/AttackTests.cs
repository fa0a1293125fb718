using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Evaluation.Attacks;

[Collection(TorchCollection.Name)]
public sealed class AttackTests : IClassFixture<AttackTests.Models>, IDisposable
{
    private const int Pictures = 60;

    private readonly Models _models;
    private readonly PixelLoss _loss;
    private readonly Tensor _pixels;
    private readonly Tensor _labels;

    public AttackTests(Models models)
    {
        _models = models;
        _loss = LossOf(models.Colour);
        (_pixels, _labels) = Batch(_loss);
    }

    public void Dispose()
    {
        _loss.Dispose();
        _pixels.Dispose();
        _labels.Dispose();
    }

    [Fact]
    public void The_networks_have_learned_something()
    {
        foreach (var model in (TrainedModel[])[_models.Colour, _models.Grey])
        {
            using var test = StripedScenes.Set(Pictures, from: 1000);
            Assert.True(Scores.Of(Predictor.Predict(model, test.Images, CPU), test.Labels).Top1 > 0.8);
        }
    }

    /// <summary>Normalization, and luma where the network is for grey pictures, are those that pictures get everywhere else.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_answers_to_pixels_are_the_predictors(bool grey)
    {
        var model = grey ? _models.Grey : _models.Colour;
        using var loss = LossOf(model);
        using var test = StripedScenes.Set(Pictures, from: 1000);
        var pictures = Enumerable.Range(0, Pictures).Select(test.Images.Picture).ToArray();
        using var predictor = Predictor.InLibTorch(model, CPU);
        var expected = predictor.Logits(pictures);
        using var pixels = loss.Pixels(pictures);
        using var answers = loss.Logits(pixels).cpu().contiguous();

        // Luma is rounded to whole levels elsewhere, but not here, where gradients flow through it.
        Assert.All(expected.SelectMany(logits => logits).Zip(answers.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, grey ? 0.2f : 1e-3f));
    }

    /// <summary>For the pixels that matter most, the slope of the loss itself, half a level to both sides.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_is_the_slope_of_the_loss_through_all_of_the_preprocessing(bool grey)
    {
        using var loss = LossOf(grey ? _models.Grey : _models.Colour);
        var (pixels, labels) = Batch(loss);
        using var ofPixels = pixels;
        using var ofLabels = labels;
        using var gradient = loss.Gradient(pixels, labels);
        for (var picture = 0; picture < 5; picture++)
        {
            var slopes = gradient[picture].contiguous().data<float>().ToArray();
            foreach (var place in Enumerable.Range(0, slopes.Length).OrderByDescending(place => Math.Abs(slopes[place])).Take(5))
            {
                var measured = (LossAt(picture, place, 0.5f) - LossAt(picture, place, -0.5f)) / 1;
                Assert.Equal(slopes[place], measured, (0.05 * Math.Abs(slopes[place])) + 1e-6);
            }
        }

        double LossAt(int picture, int place, float moved)
        {
            using var scope = NewDisposeScope();
            using var inference = no_grad();
            var copy = pixels.narrow(0, picture, 1).contiguous().clone();
            copy.view(-1)[place] += moved;
            return loss.Loss(copy, labels.narrow(0, picture, 1)).item<float>();
        }
    }

    [Theory]
    [InlineData("fgsm", 1)]
    [InlineData("fgsm", 2)]
    [InlineData("fgsm", 4)]
    [InlineData("fgsm", 8)]
    [InlineData("fgsm", 16)]
    [InlineData("pgd", 1)]
    [InlineData("pgd", 2)]
    [InlineData("pgd", 4)]
    [InlineData("pgd", 8)]
    [InlineData("pgd", 16)]
    public void Pixels_move_by_no_more_than_epsilon_and_stay_pixels(string name, int epsilon)
    {
        using var moved = Attack.All.Single(attack => attack.Name == name).Apply(_loss, _pixels, _labels, epsilon);
        var (before, after) = (_pixels.contiguous().data<float>().ToArray(), moved.contiguous().data<float>().ToArray());
        var distances = before.Zip(after, (from, to) => Math.Abs(to - from)).ToArray();
        Assert.Equal(_pixels.shape, moved.shape);
        Assert.Equal(epsilon, distances.Max(), 1e-4);
        Assert.InRange(after.Min(), 0, 255);
        Assert.InRange(after.Max(), 0, 255);

        // One whole step leaves whole levels; quarters of a small epsilon do not.
        var whole = after.Count(level => Math.Abs(level - MathF.Round(level)) < 1e-3) / (double)after.Length;
        Assert.InRange(whole, name == "fgsm" || epsilon % 4 == 0 ? 1 : 0.1, name == "fgsm" || epsilon % 4 == 0 ? 1 : 0.999);
        Assert.True(_loss.Loss(moved, _labels).mean().item<float>() > _loss.Loss(_pixels, _labels).mean().item<float>());
    }

    [Fact]
    public void Black_and_white_are_not_left()
    {
        using var extremes = (_pixels > 127).to(float32) * 255;
        using var moved = Attack.Pgd.Apply(_loss, extremes, _labels, 16);
        Assert.Equal((0f, 255f), (moved.min().item<float>(), moved.max().item<float>()));
    }

    [Fact]
    public void The_same_attack_twice_moves_the_same_pixels()
    {
        using var once = Attack.Pgd.Apply(_loss, _pixels, _labels, 4);
        using var twice = Attack.Pgd.Apply(_loss, _pixels, _labels, 4);
        Assert.True(once.equal(twice).all().item<bool>());
    }

    [Fact]
    public void The_suite_finds_that_attacks_hurt_and_that_ten_steps_hurt_more_than_one()
    {
        using var test = StripedScenes.Set(Pictures, from: 1000);
        var done = new List<int>();
        var results = AttackSuite.Run(_loss, test, CPU, new Relay<int>(done.Add), TestContext.Current.CancellationToken);
        Assert.Equal(from name in (string[])["fgsm", "pgd"] from epsilon in (int[])[1, 2, 4, 8, 16] select (name, epsilon), results.Select(result => (result.Attack, result.Epsilon)));
        var clean = Scores.Of(Predictor.Predict(_models.Colour, test.Images, CPU), test.Labels);
        Assert.All(results, result => Assert.Equal(clean.NegativeLogLikelihood, result.CleanLoss, 1e-3));
        Assert.All(results, result => Assert.True(result.Loss > result.CleanLoss && result.Top1 <= clean.Top1 && result.Images == Pictures));
        foreach (var (fgsm, pgd) in results.Take(5).Zip(results.Skip(5)))
        {
            Assert.True(pgd.Loss >= fgsm.Loss, $"{fgsm} {pgd}");
        }

        Assert.True(results[^1].Top1 < 0.5 * clean.Top1, "PGD of 16 leaves most answers right");
        Assert.Equal(Pictures * AttackSuite.WorkPerImage, done[^1]);
        Assert.Equal((2 + 11) * 5, AttackSuite.WorkPerImage);
    }

    [Fact]
    public void An_ONNX_file_is_refused_as_it_gives_no_gradients() => Assert.Equal(
        "run/model.onnx: attacks need gradients, which an .onnx does not give; give the model.safetensors beside it.",
        Assert.Throws<NoisyStudentException>(() => AttackSuite.RequireGradients("run/model.onnx")).Message);

    private static PixelLoss LossOf(TrainedModel model) => new(model, CPU, model.Description.Classes);

    private static (Tensor Pixels, Tensor Labels) Batch(PixelLoss loss)
    {
        using var test = StripedScenes.Set(Pictures, from: 1000);
        RgbImage[] pictures = [.. Enumerable.Range(0, Pictures).Select(test.Images.Picture)];
        return (loss.Pixels(pictures), tensor(test.Labels.Select(label => (long)label).ToArray()));
    }

    /// <summary>Trained once for all tests.</summary>
    public sealed class Models : IDisposable
    {
        public TrainedModel Colour { get; } = StripedScenes.Train(channels: 3);

        public TrainedModel Grey { get; } = StripedScenes.Train(channels: 1);

        public void Dispose()
        {
            Colour.Dispose();
            Grey.Dispose();
        }
    }
}
