using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Training;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class JointBatchesTests
{
    private const int ImageSize = 8;
    private const int Classes = 4;
    private const int BatchSize = 3;

    [Fact]
    public void A_batch_holds_the_normalized_pictures_of_its_samples_in_order()
    {
        using var scope = NewDisposeScope();
        using var batches = Batches(Plan(), InputNoise.None);
        var batch = batches.Build(0);

        Assert.Equal([2 * BatchSize, 3, ImageSize, ImageSize], batch.Input.shape);
        Assert.Equal([new("labeled", 0, BatchSize, 1), new("pseudo-labeled", BatchSize, BatchSize, 1)], batch.Parts);
        for (var at = 0; at < 2 * BatchSize; at++)
        {
            // Pictures are flat; a picture's level is ten times its class, and 100 more where it is unlabeled.
            var class_ = (int)batch.Targets[at].argmax().item<long>();
            var level = (10 * class_) + (at < BatchSize ? 0 : 100);
            Assert.Equal((level - 50f) / 20f, batch.Input[at][0].min().item<float>());
            Assert.Equal((level - 60f) / 30f, batch.Input[at][2].max().item<float>());
        }
    }

    [Fact]
    public void Mixtures_mix_targets_as_pictures_and_labeled_with_labeled_alone()
    {
        using var scope = NewDisposeScope();
        using var batches = Batches(Plan(), InputNoise.None with { Mixup = 1 });
        var mixed = 0;
        for (var step = 0; step < 40; step++)
        {
            var batch = batches.Build(step);
            for (var at = 0; at < 2 * BatchSize; at++)
            {
                var targets = batch.Targets[at].data<float>().ToArray();
                var expected = targets.Select((share, class_) => share * ((10 * class_) + (at < BatchSize ? 0 : 100))).Sum();
                Assert.Equal(1, targets.Sum(), 5);
                Assert.Equal(expected, (batch.Input[at][0].max().item<float>() * 20) + 50, tolerance: 0.51);
                mixed += targets.Count(share => share > 0) > 1 ? 1 : 0;
            }
        }

        Assert.True(mixed > 100);
    }

    [Fact]
    public void A_part_may_go_without_augmentation_while_the_other_keeps_it()
    {
        using var scope = NewDisposeScope();
        var noise = InputNoise.None with { Operations = 2, Magnitude = 20, Mixup = 1 };
        var (full, clean) = (Build(Plan(), noise), Build(Plan(), InputNoise.None));
        var batch = Build(Plan(with: part => part with { HasFullInputNoise = false }), noise);

        Assert.True(Halves(batch).Labeled.Equals(Halves(full).Labeled));
        Assert.True(Halves(batch).Unlabeled.Equals(Halves(clean).Unlabeled));
        Assert.False(Halves(full).Unlabeled.Equals(Halves(clean).Unlabeled));
        Assert.False(Halves(full).Labeled.Equals(Halves(clean).Labeled));
    }

    [Fact]
    public void Crop_and_flip_stay_in_any_case()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            Build(Plan(), InputNoise.FlipAndCrop).Input.contiguous().data<float>().ToArray(),
            Build(Plan(with: part => part with { HasFullInputNoise = false }), InputNoise.FlipAndCrop).Input.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void A_part_without_images_is_in_no_batch_and_the_other_one_keeps_its_order_and_noise()
    {
        using var scope = NewDisposeScope();
        var (plan, noise) = (Plan(), InputNoise.RandAugment);
        var batch = Build(plan with { Parts = [plan.Parts[0] with { Images = 0 }, plan.Parts[1]] }, noise);

        Assert.Equal([new("pseudo-labeled", 0, BatchSize, 1)], batch.Parts);
        Assert.True(new Half(batch, 0).Equals(Halves(Build(plan, noise)).Unlabeled));
    }

    [Fact]
    public void Parts_with_model_noise_stand_at_the_front_and_numbers_alone_key_order_and_noise()
    {
        using var scope = NewDisposeScope();
        var (plan, noise) = (Plan(), InputNoise.RandAugment with { Mixup = 1 });
        var third = new TrainingPart { Name = "third", Set = Set(200), Images = 2, Weight = 0.5, ClassWeights = [1, 2, 3, 4] };
        var batch = Build(Plan(with: part => part with { HasModelNoise = false }, third), noise);

        Assert.Equal(
            [new("labeled", 0, BatchSize, 1), new("pseudo-labeled", BatchSize + 2, BatchSize, 1), new("third", BatchSize, 2, 0.5)], batch.Parts);
        Assert.Equal(BatchSize + 2, Plan(with: part => part with { HasModelNoise = false }, third).NoisedPerBatch);
        Assert.Null(Plan(with: null, third).NoisedPerBatch);

        // Neither the place in the batch nor the other parts change an image.
        var two = Halves(Build(plan, noise));
        Assert.True(Halves(batch).Labeled.Equals(two.Labeled));
        Assert.True(new Half(batch, BatchSize + 2).Equals(two.Unlabeled));

        // Weights are the third part's alone, mixed as its targets, and its images are of a stream of their own.
        var weights = batch.Weights.data<float>().ToArray();
        Assert.Equal([1, 1, 1, 1, 1, 1], weights[..BatchSize].Concat(weights[(BatchSize + 2)..]));
        Assert.Equal(
            batch.Targets.narrow(0, BatchSize, 2).matmul(tensor((float[])[1, 2, 3, 4])).data<float>().ToArray(), weights[BatchSize..(BatchSize + 2)],
            (a, b) => Math.Abs(a - b) < 1e-5);
        var asSecond = Build(plan with { Parts = [plan.Parts[0], third] }, noise);
        Assert.False(new Half(asSecond, BatchSize, count: 2).Equals(new Half(batch, BatchSize, count: 2)));
    }

    [Fact]
    public void A_plan_without_images_or_with_two_parts_of_one_name_is_refused()
    {
        var plan = Plan();
        Assert.Throws<ArgumentException>(() => plan with { Parts = [] });
        Assert.Throws<ArgumentException>(() => plan with { Parts = [plan.Parts[0] with { Images = 0 }] });
        Assert.Throws<ArgumentException>(() => plan with { Parts = [plan.Parts[0], plan.Parts[0]] });
    }

    [Fact]
    public void Targets_that_are_not_one_for_each_image_are_refused()
    {
        var plan = Plan();
        var set = new TrainingSet(plan.Parts[1].Set.Images, images => new float[(images.Count * Classes) - 1], Classes);
        using var batches = Batches(Plan(with: part => part with { Set = set }), InputNoise.None);
        Assert.Throws<ArgumentOutOfRangeException>(() => batches.Build(0));
    }

    [Fact]
    public void Targets_that_are_computed_are_asked_for_once_a_step_and_mixed_as_stored_ones()
    {
        using var scope = NewDisposeScope();
        var (asked, stored) = (new List<int>(), Set(100));
        var computed = new TrainingSet(stored.Images, images => Compute(images), Classes);
        var noise = InputNoise.None with { Mixup = 1, Cutmix = 1 };
        using var expected = Batches(Plan(with: part => part with { Set = stored }), noise);
        using var batches = Batches(Plan(with: part => part with { Set = computed }), noise);
        for (var step = 0; step < 10; step++)
        {
            Assert.Equal(expected.Build(step).Targets.data<float>().ToArray(), batches.Build(step).Targets.data<float>().ToArray());
        }

        Assert.Equal(Enumerable.Repeat(BatchSize, 10), asked);

        float[] Compute(ImageSet images)
        {
            asked.Add(images.Count);
            using var source = stored.Begin(average: null!);
            return source.Targets([.. images.Names.Select(name => int.Parse(name, CultureInfo.InvariantCulture) - 1)], step: 0);
        }
    }

    [Fact]
    public void Weights_go_by_class_and_part_and_are_mixed_as_targets()
    {
        using var scope = NewDisposeScope();
        Assert.All(Build(Plan(), InputNoise.None).Weights.data<float>().ToArray(), weight => Assert.Equal(1, weight));

        float[] labeled = [1, 2, 3, 4];
        var plan = Plan();
        using var batches = Batches(
            plan with { Parts = [plan.Parts[0] with { ClassWeights = labeled }, plan.Parts[1]] }, InputNoise.None with { Mixup = 1 });
        for (var step = 0; step < 10; step++)
        {
            var batch = batches.Build(step);
            for (var at = 0; at < 2 * BatchSize; at++)
            {
                var targets = batch.Targets[at].data<float>().ToArray();
                var expected = at < BatchSize ? targets.Zip(labeled, (share, weight) => share * weight).Sum() : 1;
                Assert.Equal(expected, batch.Weights[at].item<float>(), 1e-5f);
            }
        }
    }

    /// <summary>Of 20 images, 15, 5 and none: 20 / (2 * 15) and 20 / (2 * 5), of which the mean over the images is 1.</summary>
    [Fact]
    public void Balanced_weights_let_every_class_count_alike()
    {
        Assert.Equal([2 / 3f, 2, 1], new TrainingSettings { ClassWeights = ClassWeights.Balanced }.WeightsOf([15, 5, 0])!);
        Assert.Null(new TrainingSettings().WeightsOf([15, 5, 0]));
    }

    /// <summary>Targets go by no training here.</summary>
    private static JointBatches Batches(TrainingPlan plan, InputNoise noise) => new(plan, average: null!, noise, seed: 1, CPU);

    private static JointBatch Build(TrainingPlan plan, InputNoise noise)
    {
        using var batches = Batches(plan, noise);
        var batch = batches.Build(0);
        return batch with { Input = batch.Input.clone() };
    }

    private static (Half Labeled, Half Unlabeled) Halves(JointBatch batch) => (new Half(batch, 0), new Half(batch, BatchSize));

    private static TrainingPlan Plan(Func<TrainingPart, TrainingPart>? with = null, params TrainingPart[] more)
    {
        string[] names = ["a", "b", "c", "d"];
        var labeled = Set(0);
        var second = new TrainingPart { Name = "pseudo-labeled", Set = Set(100), Images = BatchSize };
        return new TrainingPlan
        {
            Iteration = 1,
            Description = new ModelDescription("resnet-8", names, ImageSize, new Normalization([50, 55, 60], [20, 20, 30])),
            ModelNoise = ModelNoise.None,
            Parts = [new TrainingPart { Name = "labeled", Set = labeled, Images = BatchSize }, with?.Invoke(second) ?? second, .. more],
            LearningRate = 0.1,
            Steps = 100,
            StepsPerEpoch = 1,
            Validation = new LabeledSet("none", labeled.Images.Subset([]), names, []),
        };
    }

    private static TrainingSet Set(int level)
    {
        var targets = new float[Classes * Classes];
        for (var i = 0; i < Classes; i++)
        {
            targets[(i * Classes) + i] = 1;
        }

        var pictures = Enumerable.Range(0, Classes)
            .Select(i => Enumerable.Repeat((byte)(level + (10 * i)), ImageSize * ImageSize * 3).ToArray());
        return new TrainingSet(new ImageSet(ImageSize, ["1", "2", "3", "4"], pictures), targets, Classes);
    }

    /// <summary>The labeled or the unlabeled images of a batch and their targets.</summary>
    private sealed class Half(JointBatch batch, int first, int count = BatchSize)
    {
        private readonly float[] _values =
        [
            .. batch.Input.narrow(0, first, count).contiguous().data<float>(), .. batch.Targets.narrow(0, first, count).contiguous().data<float>(),
        ];

        public bool Equals(Half other) => _values.SequenceEqual(other._values);
    }
}
