using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>
/// Makes a recipe for a person's own pictures: from their sizes, their colour, and how many there are. Each choice comes with its reason.
/// </summary>
public sealed class AutoRecipe
{
    /// <summary>What a run may cost, in training passes of ResNet-20 over one 32x32 image: about an hour on two ordinary cores.</summary>
    private const double PassesPerHour = 2e6;

    private const double TeacherShare = 0.2;
    private const int LeastTeacherPasses = 60_000;
    private const int LeastStudentPasses = 200_000;
    private const int MostTeacherEpochs = 200;
    private const int MostStudentEpochs = 20;
    private const int MostRatio = 7;
    private const int WantedEpochs = 50;
    private const int TeacherBatch = 64;
    private const int StudentBatch = 128;
    private const double ValidationFraction = 0.1;
    private const string TeacherNetwork = "resnet-20";

    private static readonly string[] _studentNetworks = [TeacherNetwork, "resnet-26"];

    /// <summary>Image sizes are multiples of it, as a network halves them twice.</summary>
    private const int SizeStep = 4;
    private const int LeastImageSize = 16;

    private readonly DatasetSurvey _labeled;
    private readonly int _unlabeled;
    private readonly bool _isGrey;
    private readonly double _training;
    private readonly double _hours;
    private readonly IReadOnlyList<string> _overrides;
    private readonly List<string> _reasons = [];

    private AutoRecipe(DatasetSurvey labeled, DatasetSurvey unlabeled, double hours, IReadOnlyList<string> overrides)
    {
        (_hours, _overrides) = (hours, overrides);
        _labeled = labeled;
        _unlabeled = unlabeled.Pictures;
        _isGrey = labeled.IsGrey && unlabeled.IsGrey;
        _training = Math.Max(1, labeled.Pictures * (1 - ValidationFraction));
    }

    /// <summary>Makes a recipe for a run of an hour at most on two ordinary cores.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and a line for each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<string> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, params IReadOnlyList<string> overrides) => For(labeled, unlabeled, null, overrides);

    /// <summary>Makes a recipe.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="budget">How long the run may take, where that is more than the hour that it is made for otherwise; shorter runs get smaller networks and fewer epochs later.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and a line for each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<string> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, TimeSpan? budget, IReadOnlyList<string> overrides)
    {
        var choices = new AutoRecipe(labeled, unlabeled, Math.Max(1, budget?.TotalHours ?? 1), overrides);
        return (RecipeCatalog.Change(choices.Make(), overrides), choices._reasons);
    }

    private Recipe Make()
    {
        var imageSize = ChooseImageSize();
        return new Recipe
        {
            Name = RunRequest.Auto,
            Description = $"Made for {_labeled.Pictures:N0} labeled pictures of {_labeled.Classes.Count} classes and {_unlabeled:N0} unlabeled ones.",
            ImageSize = imageSize,
            Channels = ChooseChannels(),
            ValidationFraction = ChooseValidation(),
            Noise = ChooseNoise(imageSize),
            Training = ChooseTraining(),
            PseudoLabels = ChoosePseudoLabels(),
            Teacher = ChooseTeacher(imageSize),
            Students = ChooseStudents(imageSize),
        };
    }

    /// <summary>The largest size that the pictures have and that leaves every model its least number of passes.</summary>
    private int ChooseImageSize()
    {
        if (_overrides.LastOrDefault(each => RecipeOverride.KeyOf(each) == "image-size") is { } given)
        {
            var wanted = RecipeYaml.Read<Recipe>("", "", [given]).ImageSize;
            Say("image-size", wanted, "");
            return wanted;
        }

        var fitting = Math.Max(LeastImageSize, Multiple(_labeled.ShorterSideMedian));
        var least = LeastTeacherPasses + (_studentNetworks.Length * LeastStudentPasses);
        var affordable = Multiple(32 * Math.Sqrt(_hours * PassesPerHour / least));
        var size = Math.Min(fitting, affordable);
        Say(
            "image-size", size, $"pictures are typically {_labeled.TypicalWidth}x{_labeled.TypicalHeight}"
            + (size < fitting ? $"; more than {size} would take more than {Time} on two cores" : ""));
        return size;

        static int Multiple(double value) => (int)value / SizeStep * SizeStep;
    }

    private int ChooseChannels()
    {
        if (_isGrey)
        {
            Say("channels", Luma.Channels, "the pictures are grey");
        }

        return _isGrey ? Luma.Channels : RgbImage.Channels;
    }

    private double ChooseValidation()
    {
        const int FewPictures = 20;
        Say(
            "validation-fraction", ValidationFraction, "a tenth of the labeled pictures, at least one of each class that has two"
            + (_labeled.Classes.Min(each => each.Pictures) < FewPictures ? "; with so few of them, validation top-1 is only a hint" : ""));
        return ValidationFraction;
    }

    private InputNoise ChooseNoise(int imageSize)
    {
        // In trials on CIFAR-10 as short as these runs, students learned faster from one operation than from two.
        var noise = new InputNoise { Operations = 1, Magnitude = 9, CropPadding = imageSize / 8 };
        Say("noise.operations", noise.Operations, "the paper's 2 are for trainings a hundred times as long");
        Say("noise.magnitude", noise.Magnitude, "of 30; the paper's 27 is for trainings a hundred times as long");
        Say("noise.crop-padding", noise.CropPadding, "an eighth of the image size");

        var characters = _labeled.Classes.All(each => each.Name.Length == 1);
        Say(
            "noise.flip", !characters, characters
            ? "classes with names of one character look like digits or letters, which a mirror changes"
            : "most things keep their class in a mirror; if yours do not, give --set noise.flip=false");
        if (_labeled.IsGrey)
        {
            Say("noise.leave-out", "[Color]", "the pictures are grey, so the operation would do nothing");
        }

        return noise with { Flip = !characters, LeaveOut = _labeled.IsGrey ? [nameof(EnhanceOperations.Color)] : [] };
    }

    private TrainingSettings ChooseTraining()
    {
        var training = new TrainingSettings { AverageDecay = 0.995, WarmUp = 0.1 };
        Say("training.average-decay", training.AverageDecay, "an average over some 200 steps, as there are few thousand");
        Say("training.warm-up", training.WarmUp, "a tenth of the steps");
        return training;
    }

    private PseudoLabelSettings ChoosePseudoLabels()
    {
        var pseudoLabels = new PseudoLabelSettings { Temperature = 0.5 };
        Say("pseudo-labels.temperature", pseudoLabels.Temperature, "sharpened: in trials on CIFAR-10 students learned more that way");
        return pseudoLabels;
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
        Say("teacher.network", teacher.Network, "small enough to be trained in minutes on a processor");
        Say(
            "teacher.batch-size", batchSize, batchSize < TeacherBatch
            ? $"small, as there are only {_training:N0} labeled pictures to train on" : "fast on processors, and still many steps");
        Say("teacher.learning-rate", teacher.LearningRate, "it goes with the batch size");
        Say("teacher.model-noise.survival-probability", 1, "a teacher this small learns better with every layer present");
        Say("teacher.epochs", teacher.Epochs, $"{passes:N0} images, at most a fifth of what fits into {Time} on two cores");
        return teacher;
    }

    private StudentSettings[] ChooseStudents(int imageSize)
    {
        return [.. _studentNetworks.Select((network, index) =>
        {
            var share = (1 - TeacherShare) / _studentNetworks.Length;
            var passes = Passes(share, LeastStudentPasses, MostStudentEpochs * (_unlabeled + _training), imageSize, network);
            var ratio = Ratio(passes);
            var batchSize = BatchSize((int)(StudentBatch / (1 + ratio)));
            var student = new StudentSettings
            {
                Network = network,
                BatchSize = batchSize,
                LearningRate = Rate(0.2, batchSize * (1 + ratio), StudentBatch),
                Ratio = ratio,
                Epochs = Math.Ceiling(passes / (1 + ratio) / _training),
                ModelNoise = new ModelNoise { SurvivalProbability = 0.95, Dropout = 0.1 },
            };
            var key = $"students.{index}";
            Say($"{key}.network", network, index == 0 ? "as large as its teacher" : "larger than its teacher");
            Say(
                $"{key}.ratio", ratio, $"there are {_unlabeled / _training:N1} unlabeled pictures for each labeled one, and the student is to see "
                + $"each label some {WantedEpochs} times; {MostRatio} at most");
            Say($"{key}.batch-size", batchSize, $"{batchSize * (1 + ratio):N0} images with the unlabeled ones");
            Say($"{key}.learning-rate", student.LearningRate, "it goes with the batch size");
            Say($"{key}.model-noise.survival-probability", student.ModelNoise.SurvivalProbability, "little noise for a small network");
            Say($"{key}.model-noise.dropout", student.ModelNoise.Dropout, "little noise for a small network");
            Say($"{key}.epochs", student.Epochs, $"{passes:N0} images, labeled and unlabeled");
            return student;
        })];
    }

    /// <summary>As many unlabeled pictures as there are, but so that labels are seen often enough: they are what is certain.</summary>
    private double Ratio(double passes) => Math.Clamp(
        Math.Round(Math.Min(_unlabeled / _training, (passes / (WantedEpochs * _training)) - 1)), 1, MostRatio);

    /// <summary>What a model's share of the budget pays for, but no more than is useful; and no less than it needs.</summary>
    private double Passes(double share, double least, double useful, int imageSize, string network) =>
        Math.Min(Math.Max(least, useful), share * _hours * PassesPerHour / Cost(imageSize, network));

    /// <summary>A power of two, so that an epoch has at least four steps where that can be.</summary>
    private int BatchSize(int most) => Math.Min(most, Math.Max(4, (int)Math.Pow(2, Math.Floor(Math.Log2(_training / 4)))));

    /// <summary>The rate falls with the batch (Goyal et al., arXiv 1706.02677), though not without end.</summary>
    private static double Rate(double full, double batch, double fullBatch) => Math.Round(full * Math.Clamp(batch / fullBatch, 0.25, 1), 4);

    /// <summary>The cost of a training pass over one image; that of ResNet-20 at 32x32 is 1.</summary>
    private double Cost(int imageSize, string network) =>
        (double)NetworkCatalog.MultiplyAddsOf(network, new(_labeled.Classes.Count, imageSize))
        / NetworkCatalog.MultiplyAddsOf("resnet-20", new(_labeled.Classes.Count, ImageSize: 32));

    private string Time => _hours == 1 ? "an hour" : Duration.Text(TimeSpan.FromHours(_hours));

    private void Say(string key, object value, string reason) => _reasons.Add(
        _overrides.LastOrDefault(each => RecipeOverride.KeyOf(each) == key) is { } given
            ? $"{key} {given[(given.IndexOf('=') + 1)..].Trim()}: as you set it"
            : string.Create(CultureInfo.InvariantCulture, $"{key} {(value is bool flag ? (flag ? "true" : "false") : value)}: {reason}"));
}
