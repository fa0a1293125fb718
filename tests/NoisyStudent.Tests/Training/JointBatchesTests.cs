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
        using var batches = new JointBatches(Plan(), InputNoise.None, seed: 1, CPU);
        var batch = batches.Build(0);

        Assert.Equal([2 * BatchSize, 3, ImageSize, ImageSize], batch.Input.shape);
        Assert.Equal(BatchSize, batch.Labeled);
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
        using var batches = new JointBatches(Plan(), InputNoise.None with { Mixup = 1 }, seed: 1, CPU);
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

    [Theory]
    [InlineData(UnlabeledNoise.Model)]
    [InlineData(UnlabeledNoise.None)]
    public void Unlabeled_images_may_go_without_augmentation_while_labeled_ones_keep_it(UnlabeledNoise unlabeled)
    {
        using var scope = NewDisposeScope();
        var noise = InputNoise.None with { Operations = 2, Magnitude = 20, Mixup = 1 };
        var (full, clean) = (Build(Plan(), noise), Build(Plan(), InputNoise.None));
        var batch = Build(Plan() with { UnlabeledNoise = unlabeled }, noise);

        Assert.True(Halves(batch).Labeled.Equals(Halves(full).Labeled));
        Assert.True(Halves(batch).Unlabeled.Equals(Halves(clean).Unlabeled));
        Assert.False(Halves(full).Unlabeled.Equals(Halves(clean).Unlabeled));
        Assert.False(Halves(full).Labeled.Equals(Halves(clean).Labeled));
    }

    [Theory]
    [InlineData(UnlabeledNoise.Model)]
    [InlineData(UnlabeledNoise.None)]
    public void Crop_and_flip_stay_in_any_case(UnlabeledNoise unlabeled)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            Build(Plan(), InputNoise.FlipAndCrop).Input.contiguous().data<float>().ToArray(),
            Build(Plan() with { UnlabeledNoise = unlabeled }, InputNoise.FlipAndCrop).Input.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Batches_that_are_not_joint_are_as_large_and_hold_no_labeled_image()
    {
        using var scope = NewDisposeScope();
        var (joint, plan) = (Plan() with { Ratio = 3 }, Plan() with { Ratio = 3, Joint = false });
        using var batches = new JointBatches(plan, InputNoise.None, seed: 1, CPU);
        var batch = batches.Build(0);

        Assert.Equal((0, joint.TotalImages, joint.ImagesPerStep), (batch.Labeled, plan.TotalImages, batches.Size));
        for (var at = 0; at < batches.Size; at++)
        {
            var level = 100 + (10 * (int)batch.Targets[at].argmax().item<long>());
            Assert.Equal((level - 50f) / 20f, batch.Input[at][0].min().item<float>());
        }
    }

    [Fact]
    public void Targets_that_are_computed_are_asked_for_once_a_step_and_mixed_as_stored_ones()
    {
        using var scope = NewDisposeScope();
        var (asked, stored) = (new List<int>(), Set(100));
        var computed = new TrainingSet(stored.Images, images => Compute(images), Classes);
        var noise = InputNoise.None with { Mixup = 1, Cutmix = 1 };
        using var expected = new JointBatches(Plan() with { Unlabeled = stored }, noise, seed: 1, CPU);
        using var batches = new JointBatches(Plan() with { Unlabeled = computed }, noise, seed: 1, CPU);
        for (var step = 0; step < 10; step++)
        {
            Assert.Equal(expected.Build(step).Targets.data<float>().ToArray(), batches.Build(step).Targets.data<float>().ToArray());
        }

        Assert.Equal(Enumerable.Repeat(BatchSize, 10), asked);

        float[] Compute(ImageSet images)
        {
            asked.Add(images.Count);
            return stored.Targets([.. images.Names.Select(name => int.Parse(name, CultureInfo.InvariantCulture) - 1)]);
        }
    }

    [Fact]
    public void Weights_go_by_class_and_kind_and_are_mixed_as_targets()
    {
        using var scope = NewDisposeScope();
        using var none = new JointBatches(Plan(), InputNoise.None, seed: 1, CPU);
        Assert.Null(none.Build(0).Weights);

        float[] labeled = [1, 2, 3, 4];
        using var batches = new JointBatches(Plan() with { LabeledClassWeights = labeled }, InputNoise.None with { Mixup = 1 }, seed: 1, CPU);
        for (var step = 0; step < 10; step++)
        {
            var batch = batches.Build(step);
            for (var at = 0; at < 2 * BatchSize; at++)
            {
                var targets = batch.Targets[at].data<float>().ToArray();
                var expected = at < BatchSize ? targets.Zip(labeled, (share, weight) => share * weight).Sum() : 1;
                Assert.Equal(expected, batch.Weights![at].item<float>(), 1e-5f);
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

    private static JointBatch Build(TrainingPlan plan, InputNoise noise)
    {
        using var batches = new JointBatches(plan, noise, seed: 1, CPU);
        var batch = batches.Build(0);
        return batch with { Input = batch.Input.clone() };
    }

    private static (Half Labeled, Half Unlabeled) Halves(JointBatch batch) => (new Half(batch, 0), new Half(batch, BatchSize));

    private static TrainingPlan Plan()
    {
        string[] names = ["a", "b", "c", "d"];
        var labeled = Set(0);
        return new TrainingPlan
        {
            Iteration = 1,
            Description = new ModelDescription("resnet-8", names, ImageSize, new Normalization([50, 55, 60], [20, 20, 30])),
            ModelNoise = ModelNoise.None,
            Labeled = labeled,
            Unlabeled = Set(100),
            Ratio = 1,
            BatchSize = BatchSize,
            LearningRate = 0.1,
            Epochs = 100,
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
    private sealed class Half(JointBatch batch, int first)
    {
        private readonly float[] _values =
        [
            .. batch.Input.narrow(0, first, BatchSize).contiguous().data<float>(), .. batch.Targets.narrow(0, first, BatchSize).contiguous().data<float>(),
        ];

        public bool Equals(Half other) => _values.SequenceEqual(other._values);
    }
}
