using NoisyStudent.Noise;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;

namespace NoisyStudent.Recipes;

/// <summary>A recipe for models that start from random weights.</summary>
/// <param name="input">What it is made for.</param>
/// <param name="start">Why from these, where that was a choice; else null.</param>
internal sealed class RandomStartChoices(AutoInput input, AutoStart? start) : AutoChoices(input)
{
    /// <summary>From so many passes of a student on, in all and for each label, strong noise is worth more than it costs.</summary>
    private const int LongTraining = 300_000;
    private const int LongTrainingForEachLabel = 150;

    /// <summary>Image sizes are multiples of it.</summary>
    private const int SizeStep = 4;
    private const int LeastImageSize = 16;

    /// <summary>No time is so short that pictures that are larger are scaled down further.</summary>
    private const int LegibleImageSize = 32;

    /// <summary>What networks for photographs take; larger ones are a person's choice.</summary>
    private const int LargestImageSize = 224;

    /// <inheritdoc/>
    protected override TrainingScale Scale => field ??= new(null, $"it learns fast on a processor, and is as large as {Input.TimeText} is enough for", TeacherShare: 0.15, StudentShares: [0.38, 0.47])
    {
        LeastTeacherPasses = 100_000,
        LeastStudentPasses = 200_000,
        MostTeacherEpochs = 200,
        MostStudentEpochs = 30,
        WantedEpochs = 25,
        TeacherBatch = 128,
        StudentBatch = 160,
        FullRate = 0.05,
        RateFalls = false,
    };

    /// <summary>The largest size that the pictures have and that leaves every model its least number of passes; 32 pixels where no size does.</summary>
    protected override int ChooseImageSize()
    {
        var fitting = Math.Max(LeastImageSize, Multiple(Input.Labeled.ShorterSideMedian));
        var least = Scale.LeastTeacherPasses + (Scale.StudentShares.Count * Scale.LeastStudentPasses);
        var affordable = (int)Math.Clamp(Multiple(32 * Math.Sqrt(Input.Passes / least)), LegibleImageSize, LargestImageSize);
        var size = Math.Min(fitting, affordable);
        return Said(
            "image-size", size, $"pictures are typically {Input.Labeled.TypicalWidth}x{Input.Labeled.TypicalHeight}"
            + (size == fitting ? "" : size == LargestImageSize ? "; networks for photographs take no more" : $"; more than {size} would take more than {Input.TimeText}"));

        static int Multiple(double value) => (int)value / SizeStep * SizeStep;
    }

    /// <inheritdoc/>
    protected override InputNoise ChooseStrength(int imageSize, PassPlan plan)
    {
        // docs/experiments.md, "How strong the noise": students learn faster from one weak operation, until they know the labels too well.
        var isLong = Enumerable.Range(0, Scale.StudentShares.Count).Max(index => StudentPasses(plan, index)) >= Math.Max(LongTraining, LongTrainingForEachLabel * Training);
        var noise = new InputNoise { Operations = isLong ? 2 : 1, Magnitude = isLong ? 27 : 9, CropPadding = imageSize / 8 };
        var reason = isLong ? "the paper's, as there is time to learn from it" : "weaker than the paper's, which takes longer to learn from";
        Say("noise.operations", noise.Operations, reason);
        Say("noise.magnitude", noise.Magnitude, isLong ? "of 30, as most reproductions of the paper have it" : $"of 30; {reason}");
        Say("noise.crop-padding", noise.CropPadding, "an eighth of the image size");
        return noise;
    }

    /// <inheritdoc/>
    protected override TrainingSettings ChooseTraining()
    {
        var training = new TrainingSettings { Optimizer = OptimizerKind.Muon, AverageDecay = 0.995, WarmUp = 0.1 };
        Say("training.optimizer", training.Optimizer, "it learns most from few images of all that were compared");
        Say("training.average-decay", training.AverageDecay, "an average over some 200 steps");
        Say("training.warm-up", training.WarmUp, "a tenth of the steps");
        return training;
    }

    /// <inheritdoc/>
    protected override ModelSettings Started(ModelSettings teacher, TrainingSettings training)
    {
        if (start is not null)
        {
            Say("teacher.init", AutoStart.Random, start.Reason);
        }

        return teacher;
    }
}
