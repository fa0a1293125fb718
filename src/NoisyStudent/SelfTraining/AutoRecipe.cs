using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>
/// Makes a recipe for a person's own pictures: from their sizes, their colour, and how many there are. Each choice comes with its reason.
/// </summary>
public sealed class AutoRecipe
{
    /// <summary>What a run may cost, in training passes of ResNet-20 over one 32x32 image: about an hour on two ordinary cores.</summary>
    private const double Budget = 2e6;

    private const double TeacherShare = 0.2;
    private const int LeastTeacherPasses = 40_000;
    private const int LeastStudentPasses = 100_000;
    private const int MostTeacherEpochs = 200;
    private const int MostStudentEpochs = 20;
    private const int MostRatio = 7;
    private const int TeacherBatch = 64;
    private const int StudentBatch = 128;
    private const double ValidationFraction = 0.1;
    private const string TeacherNetwork = "resnet-20";

    private static readonly string[] _studentNetworks = [TeacherNetwork, "resnet-26"];
    private static readonly int[] _imageSizes = [16, 24, 32, 48, 64, 96];

    private readonly DatasetSurvey _labeled;
    private readonly int _unlabeled;
    private readonly double _training;
    private readonly List<string> _reasons = [];

    private AutoRecipe(DatasetSurvey labeled, DatasetSurvey unlabeled)
    {
        _labeled = labeled;
        _unlabeled = unlabeled.Pictures;
        _training = Math.Max(1, labeled.Pictures * (1 - ValidationFraction));
    }

    /// <summary>Makes a recipe.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <returns>The recipe, complete, and a line for each choice with its reason.</returns>
    public static (Recipe Recipe, IReadOnlyList<string> Reasons) For(DatasetSurvey labeled, DatasetSurvey unlabeled)
    {
        var choices = new AutoRecipe(labeled, unlabeled);
        return (choices.Make(), choices._reasons);
    }

    private Recipe Make()
    {
        var imageSize = ChooseImageSize();
        return new Recipe
        {
            Name = RunRequest.Auto,
            Description = $"Made for {_labeled.Pictures:N0} labeled pictures of {_labeled.Classes.Count} classes and {_unlabeled:N0} unlabeled ones.",
            ImageSize = imageSize,
            ValidationFraction = ChooseValidation(),
            Noise = ChooseNoise(imageSize),
            Training = new TrainingSettings { AverageDecay = 0.995, WarmUp = 0.1 },
            Teacher = ChooseTeacher(imageSize),
            Students = ChooseStudents(imageSize),
        };
    }

    /// <summary>The largest size that the pictures have and that leaves every model its least number of passes.</summary>
    private int ChooseImageSize()
    {
        var least = LeastTeacherPasses + (_studentNetworks.Length * LeastStudentPasses);
        var fitting = _imageSizes.Where(size => size <= Math.Max(_labeled.ShorterSideMedian, _imageSizes[0])).Max();
        var affordable = _imageSizes.Where(size => least * Cost(size, TeacherNetwork) <= Budget).Max();
        var size = Math.Min(fitting, affordable);
        Say(
            $"image-size {size}", $"pictures are typically {_labeled.TypicalWidth}x{_labeled.TypicalHeight}"
            + (size < fitting ? $"; more than {size} would take more than an hour on two cores" : ""));
        return size;
    }

    private double ChooseValidation()
    {
        const int FewPictures = 20;
        Say(
            $"validation-fraction {ValidationFraction}", "a tenth of the labeled pictures, at least one of each class"
            + (_labeled.Classes.Min(each => each.Pictures) < FewPictures ? "; with so few of them, validation top-1 is only a hint" : ""));
        return ValidationFraction;
    }

    private InputNoise ChooseNoise(int imageSize)
    {
        // In trials on CIFAR-10 as short as these runs, students learned faster from one operation than from two.
        var noise = new InputNoise { Operations = 1, Magnitude = 9, CropPadding = imageSize / 8 };
        Say($"noise.operations {noise.Operations}, noise.magnitude {noise.Magnitude}", "the paper's 2 and 27 are for trainings a hundred times as long");
        Say($"noise.crop-padding {noise.CropPadding}", "an eighth of the image size");

        var characters = _labeled.Classes.All(each => each.Name.Length == 1);
        Say(
            characters ? "noise.flip false" : "noise.flip true", characters
            ? "classes with names of one character look like digits or letters, which a mirror changes"
            : "most things keep their class in a mirror; if yours do not, give --set noise.flip=false");
        if (_labeled.IsGrey)
        {
            Say("noise.leave-out [Color]", "the pictures are grey, so the operation would do nothing");
        }

        return noise with { Flip = !characters, LeaveOut = _labeled.IsGrey ? [nameof(EnhanceOperations.Color)] : [] };
    }

    private ModelSettings ChooseTeacher(int imageSize)
    {
        var batchSize = BatchSize(TeacherBatch);
        var passes = Passes(TeacherShare, LeastTeacherPasses, MostTeacherEpochs * _training, imageSize, TeacherNetwork);
        var teacher = new ModelSettings
        {
            Network = TeacherNetwork,
            BatchSize = batchSize,
            LearningRate = Rate(0.1, batchSize, TeacherBatch),
            Epochs = Math.Ceiling(passes / _training),
            ModelNoise = ModelNoise.None,
        };
        Say($"teacher.network {teacher.Network}", "small enough to be trained in minutes on a processor");
        Say(
            $"teacher.batch-size {batchSize}", batchSize < TeacherBatch
            ? $"small, as there are only {_training:N0} labeled pictures to train on" : "fast on processors, and still many steps");
        Say($"teacher.epochs {teacher.Epochs}", $"{passes:N0} images, at most a fifth of what fits into an hour on two cores");
        return teacher;
    }

    private StudentSettings[] ChooseStudents(int imageSize)
    {
        var ratio = Math.Clamp(Math.Round(_unlabeled / _training), 1, MostRatio);
        var batchSize = BatchSize((int)(StudentBatch / (1 + ratio)));
        Say("students.*.ratio " + ratio, $"there are {_unlabeled / _training:N1} unlabeled pictures for each labeled one, and more than {MostRatio} drown the labels");
        return [.. _studentNetworks.Select((network, index) =>
        {
            var share = (1 - TeacherShare) / _studentNetworks.Length;
            var passes = Passes(share, LeastStudentPasses, MostStudentEpochs * (_unlabeled + _training), imageSize, network);
            var student = new StudentSettings
            {
                Network = network,
                BatchSize = batchSize,
                LearningRate = Rate(0.2, batchSize * (1 + ratio), StudentBatch),
                Ratio = ratio,
                Epochs = Math.Ceiling(passes / (1 + ratio) / _training),
                ModelNoise = new ModelNoise { SurvivalProbability = 0.95, Dropout = 0.1 },
            };
            Say($"students.{index}.network {network}", index == 0 ? "as large as its teacher" : "larger than its teacher");
            Say($"students.{index}.batch-size {batchSize}", $"{batchSize * (1 + ratio):N0} images with the unlabeled ones");
            Say($"students.{index}.epochs {student.Epochs}", $"{passes:N0} images, labeled and unlabeled");
            return student;
        })];
    }

    /// <summary>What a model's share of the budget pays for, but no more than is useful; and no less than it needs.</summary>
    private static double Passes(double share, double least, double useful, int imageSize, string network) =>
        Math.Min(Math.Max(least, useful), share * Budget / Cost(imageSize, network));

    /// <summary>A power of two, so that an epoch has at least four steps where that can be.</summary>
    private int BatchSize(int most) => Math.Min(most, Math.Max(4, (int)Math.Pow(2, Math.Floor(Math.Log2(_training / 4)))));

    /// <summary>The rate falls with the batch (Goyal et al., arXiv 1706.02677), though not without end.</summary>
    private static double Rate(double full, double batch, double fullBatch) => Math.Round(full * Math.Clamp(batch / fullBatch, 0.25, 1), 4);

    /// <summary>The cost of a training pass over one image; that of ResNet-20 at 32x32 is 1.</summary>
    private static double Cost(int imageSize, string network) =>
        Math.Pow(imageSize / 32.0, 2) * int.Parse(network.AsSpan(network.IndexOf('-') + 1)) / 20;

    private void Say(string choice, string reason) => _reasons.Add($"{choice}: {reason}");
}
