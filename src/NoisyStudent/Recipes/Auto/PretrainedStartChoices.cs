using NoisyStudent.Images;
using NoisyStudent.Noise;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;

namespace NoisyStudent.Recipes;

/// <summary>A recipe for a teacher that starts from weights which have learned other pictures, or is given as it is, and students that start from it.</summary>
/// <param name="input">What it is made for.</param>
/// <param name="start">What was found out about the weights.</param>
/// <param name="network">Whose they are.</param>
internal sealed class PretrainedStartChoices(AutoInput input, AutoStart start, string network) : AutoChoices(input)
{
    /// <summary>From this size on pictures are photographs of which a part shows the thing too.</summary>
    private const int CroppedSize = 128;

    /// <summary>Of fewer images in all than this, one long student learns more than two short ones (docs/experiments.md).</summary>
    private const double EnoughForTwo = 50_000;

    /// <summary>The rest goes to reading, measuring and comparing.</summary>
    private const double UsedPart = 0.85;

    private const double TeacherShare = 0.15, OneStudentShare = 0.85;
    private const double LeastTeacherPasses = 3_000, MostTeacherEpochs = 10;
    private const int TeacherBatch = 32, StudentBatch = 64;

    private readonly CountedSpeeds _speeds = new(input.Labeled.Classes.Count);

    /// <inheritdoc/>
    protected override TrainingScale Scale => field ??= new(network, $"the network of {start.Init}", TeacherShare, Shares)
    {
        LastLayers = TeacherIsLastLayer is null ? 0 : HasLastLayerStudent ? 2 : 1,
        LeastTeacherPasses = LeastTeacherPasses,
        LeastStudentPasses = 20_000,
        MostTeacherEpochs = MostTeacherEpochs,
        MostStudentEpochs = 20,
        WantedEpochs = 2,
        TeacherBatch = TeacherBatch,
        StudentBatch = StudentBatch,
        FullRate = 0.01,
        RateFalls = true,
    };

    /// <inheritdoc/>
    protected override string LastLayerReason => "a first answer, which all that follows must beat"
        + (IsTrained ? "" : $"; for {AutoStart.LeastOfStudent:N0} images, from which on a student that is trained further may be better, {Input.TimeText} is too short at this image size");

    private IReadOnlyList<double> Shares =>
        HasLastLayerStudent ? (IsTrained ? [0, OneStudentShare] : [0]) : ImagesFor(1, StudentBatch) < EnoughForTwo && !WantsSecond ? [OneStudentShare] : [0.38, 0.47];

    /// <summary>Why the teacher is not trained further; null where it is.</summary>
    private string? TeacherIsLastLayer => start.Init is null ? (IsTrained ? null : "you give the teacher")
        : AutoInput.SetsTrainings(Input.Overrides) || TeacherImages >= start.LeastTeacherImages ? null
        : $"it would be trained on {TeacherImages:N0} images, which may be too few to make it better than a fitted last layer" + (start.Compared is { } compared ? $": {compared}" : "");

    /// <summary>Whether the first student is a last layer too: not where a person says how students are trained.</summary>
    private bool HasLastLayerStudent => TeacherIsLastLayer is not null && !Input.Overrides.Any(each => RecipeOverride.KeyOf(each).StartsWith("students", StringComparison.Ordinal) || RecipeOverride.KeyOf(each).Contains("fine-tuning", StringComparison.Ordinal));

    /// <summary>Whether there is time for a student that is trained further.</summary>
    private bool IsTrained => ImagesFor(OneStudentShare, StudentBatch) >= AutoStart.LeastOfStudent;

    /// <summary>How many images the teacher would be trained on.</summary>
    private double TeacherImages => Passes(LeastTeacherPasses, MostTeacherEpochs * Training, ImagesFor(TeacherShare, BatchSize(TeacherBatch)));

    /// <summary>Who sets something of a second student wants one.</summary>
    private bool WantsSecond => Input.Overrides.Any(each => RecipeOverride.KeyOf(each).StartsWith("students.1", StringComparison.Ordinal));

    private (int Size, string Reason) Images { get; } = start is { ImageSize: { } measured, SizeReason: { } why } ? (measured, why) : PretrainedSizes.Of(input, network).Own;

    private int ImageSize => Input.ImageSize ?? Images.Size;

    /// <summary>An image's part of a training step.</summary>
    private double OfImage => start.PassesOfImage ?? _speeds.Training(network, ImageSize);

    /// <summary>What is left for training beside the answers: two for each unlabeled picture, and of three models two for each of the test. An answer is a third of a training step.</summary>
    private double TrainingPasses => Math.Max(0, (UsedPart * Input.Passes) - (((2 * Input.Unlabeled.Pictures) + (6 * Input.TestPictures)) / 3.0 * OfImage));

    /// <summary>How many images a share of that pays for.</summary>
    private double ImagesFor(double share, int batch) => share * TrainingPasses / (OfImage + (_speeds.OfStep(network, ImageSize) / batch));

    /// <summary>What was measured; else the pictures' own size, of those that such networks are used at, as far as the time is enough.</summary>
    protected override int ChooseImageSize() => Said("image-size", Images.Size, Images.Reason);

    /// <summary>All that the weights know, of grey pictures too.</summary>
    protected override int ChooseChannels() => RgbImage.Channels;

    /// <inheritdoc/>
    protected override InputNoise ChooseStrength(int imageSize, PassPlan plan)
    {
        var isPhotograph = Input.Labeled.ShorterSideMedian >= CroppedSize;
        var noise = new InputNoise { Operations = isPhotograph ? 2 : 1, Magnitude = 9, CropPadding = imageSize / 8, CropArea = isPhotograph ? 0.3 : 0 };
        Say("noise.operations", noise.Operations, isPhotograph ? "as in trials on photographs" : "small pictures lose more by each");
        Say("noise.magnitude", noise.Magnitude, "of 30; weaker than the paper's, which takes longer to learn from");
        if (isPhotograph)
        {
            Say("noise.crop-area", noise.CropArea, "parts of a photograph, down to this share of it, show what it shows");
        }
        else
        {
            Say("noise.crop-padding", noise.CropPadding, "an eighth of the image size");
        }

        return noise;
    }

    /// <inheritdoc/>
    protected override TrainingSettings ChooseTraining()
    {
        const string Known = "so that what the weights know stays: ";
        var training = new TrainingSettings
        {
            Optimizer = OptimizerKind.Sgd,
            BatchNorm = BatchNormStatistics.Running,
            LayerDecay = 0.5,
            AverageDecay = 0.98,
            WarmUp = 0.1,
            WeightDecay = 1e-4,
        };
        Say("training.optimizer", training.Optimizer, "weights that have learned are changed little");
        Say("training.batch-norm", training.BatchNorm, Known + "its statistics come from more pictures than there are here");
        Say("training.layer-decay", training.LayerDecay, Known + "each stage has half of the learning rate of the next");
        Say("training.average-decay", training.AverageDecay, "an average over some 50 steps");
        Say("training.warm-up", training.WarmUp, "a tenth of the steps");
        Say("training.weight-decay", training.WeightDecay, Known + "hardly any");
        return training;
    }

    /// <inheritdoc/>
    protected override ModelSettings Started(ModelSettings teacher, TrainingSettings training)
    {
        if (start.Init is { } init)
        {
            Say("teacher.init", init, start.Reason);
        }

        Say("teacher.training.fit-last-layer", true, "logistic regression on what the network sees is where the teacher begins");
        if (TeacherIsLastLayer is { } reason)
        {
            Say("teacher.epochs", 0, reason);
        }

        return teacher with { Init = start.Init, Training = training with { FitLastLayer = true } };
    }
}
