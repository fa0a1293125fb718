using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;

namespace NoisyStudent.Recipes;

/// <summary>
/// Makes a recipe for a person's own pictures: from their sizes, their colour, and how many there are. Each choice comes with its reason.
/// </summary>
public sealed class AutoRecipe
{
    private const double TeacherShare = 0.15;
    private const int LeastTeacherPasses = 100_000;
    private const int LeastStudentPasses = 200_000;
    private const int MostTeacherEpochs = 200;
    private const int MostStudentEpochs = 30;
    private const int MostRatio = 7;
    private const int WantedEpochs = 25;
    private const int TeacherBatch = 128;
    private const int StudentBatch = 160;
    private const double FullRate = 0.05;

    /// <summary>From so many passes of a student on, in all and for each label, strong noise is worth more than it costs.</summary>
    private const int LongTraining = 300_000;
    private const int LongTrainingForEachLabel = 150;

    private const double ValidationFraction = 0.1;

    /// <summary>Image sizes are multiples of it.</summary>
    private const int SizeStep = 4;
    private const int LeastImageSize = 16;

    /// <summary>No time is so short that pictures that are larger are scaled down further.</summary>
    private const int LegibleImageSize = 32;

    /// <summary>What networks for photographs take; larger ones are a person's choice.</summary>
    private const int LargestImageSize = 224;

    /// <summary>Why there is neither dropout nor stochastic depth.</summary>
    private const string WholeNetwork = "short trainings go better with all of the network present";

    /// <summary>What each student may cost, as a share of the whole.</summary>
    private static readonly double[] _studentShares = [0.38, 0.47];

    /// <summary>The models, as keys of the recipe name them.</summary>
    private static readonly string[] _models = ["teacher", .. _studentShares.Select((_, index) => $"students.{index}")];

    private readonly DatasetSurvey _labeled;
    private readonly int _unlabeled;
    private readonly bool _isGrey;
    private readonly int? _usedSampleBits;
    private readonly double _training;
    private readonly TimeSpan _time;
    private readonly bool _fillsTime;
    private readonly double _passes;
    private readonly double _validationFraction;
    private readonly IReadOnlyList<string> _overrides;
    private readonly List<SettingChosen> _reasons = [];

    private AutoRecipe(DatasetSurvey labeled, DatasetSurvey unlabeled, RunTime? time, IReadOnlyList<string> overrides)
    {
        (_time, _fillsTime, _overrides) = (time?.Budget ?? TimeSpan.FromHours(1), time is not null, overrides);
        _passes = _time.TotalSeconds * CountedSpeeds.OrdinaryPerSecond * (time?.Pace ?? 1);
        _validationFraction = Given("validation-fraction")?.ValidationFraction ?? ValidationFraction;
        _labeled = labeled;
        _unlabeled = unlabeled.Pictures;
        _isGrey = labeled.IsGrey && unlabeled.IsGrey;
        _usedSampleBits = labeled.UsedSampleBits is { } used ? Math.Max(used, unlabeled.UsedSampleBits ?? 0) : unlabeled.UsedSampleBits;
        _training = Math.Max(1, labeled.Pictures * (1 - _validationFraction));
    }

    /// <summary>Makes a recipe for a run of an hour at most on two ordinary cores.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<SettingChosen> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, params IReadOnlyList<string> overrides) => For(labeled, unlabeled, null, overrides);

    /// <summary>Makes a recipe.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="time">How long the run is to take; where it is not said, an hour on two ordinary cores, and no longer than is useful.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<SettingChosen> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, RunTime? time, IReadOnlyList<string> overrides)
    {
        var choices = new AutoRecipe(labeled, unlabeled, time, overrides);
        return (RecipeCatalog.Change(choices.Make(), overrides), choices._reasons);
    }

    private Recipe Make()
    {
        var imageSize = ChooseImageSize();
        var plan = new PassPlan(
            _passes, imageSize, _labeled.Classes.Count, _unlabeled, MayMirror,
            [.. _models.Select(WantedNetwork)]);
        return plan.Recipe with
        {
            Name = RecipeCatalog.Auto,
            Description = $"Made for {_labeled.Pictures:N0} labeled pictures of {_labeled.Classes.Count} classes and {_unlabeled:N0} unlabeled ones.",
            Channels = ChooseChannels(),
            SampleBits = ChooseSampleBits(),
            ValidationFraction = ChooseValidation(),
            Noise = ChooseNoise(imageSize, plan),
            Training = ChooseTraining(),
            PseudoLabels = ChoosePseudoLabels(plan),
            Teacher = ChooseTeacher(plan),
            Students = ChooseStudents(plan),
        };
    }

    /// <summary>The largest size that the pictures have and that leaves every model its least number of passes; 32 pixels where no size does.</summary>
    private int ChooseImageSize()
    {
        if (Given("image-size") is { } given)
        {
            Say("image-size", given.ImageSize, "");
            return given.ImageSize;
        }

        var fitting = Math.Max(LeastImageSize, Multiple(_labeled.ShorterSideMedian));
        var least = LeastTeacherPasses + (_studentShares.Length * LeastStudentPasses);
        var affordable = (int)Math.Clamp(Multiple(32 * Math.Sqrt(_passes / least)), LegibleImageSize, LargestImageSize);
        var size = Math.Min(fitting, affordable);
        Say(
            "image-size", size, $"pictures are typically {_labeled.TypicalWidth}x{_labeled.TypicalHeight}"
            + (size == fitting ? "" : size == LargestImageSize ? "; networks for photographs take no more" : $"; more than {size} would take more than {Time}"));
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

    /// <summary>All bits of deep pictures, unless none of those that were looked at uses the upper four.</summary>
    private int ChooseSampleBits()
    {
        var bits = _usedSampleBits switch
        {
            null or > SampleRange.MostDarkBits => ImageReading.WholeSampleBits,
            8 => 8,
            <= 10 => 10,
            _ => 12,
        };
        if (bits < ImageReading.WholeSampleBits)
        {
            Say("sample-bits", bits, $"pictures of 16 bits hold no value over {(1 << bits) - 1:N0}, as a camera of {bits} bits writes them; if they are dark indeed, give `sample-bits={ImageReading.WholeSampleBits}`");
        }

        return bits;
    }

    private double ChooseValidation()
    {
        const int FewPictures = 20;
        Say(
            "validation-fraction", _validationFraction, "a tenth of the labeled pictures, at least one of each class that has two"
            + (_labeled.Classes.Min(each => each.Pictures) < FewPictures ? "; with so few of them, validation top-1 is only a hint" : ""));
        return _validationFraction;
    }

    private InputNoise ChooseNoise(int imageSize, PassPlan plan)
    {
        // docs/experiments.md, "How strong the noise": students learn faster from one weak operation, until they know the labels too well.
        var isLong = Enumerable.Range(0, _studentShares.Length).Max(index => StudentPasses(plan, index)) >= Math.Max(LongTraining, LongTrainingForEachLabel * _training);
        var noise = new InputNoise { Operations = isLong ? 2 : 1, Magnitude = isLong ? 27 : 9, CropPadding = imageSize / 8 };
        var reason = isLong ? "the paper's, as there is time to learn from it" : "weaker than the paper's, which takes longer to learn from";
        Say("noise.operations", noise.Operations, reason);
        Say("noise.magnitude", noise.Magnitude, isLong ? "of 30, as most reproductions of the paper have it" : $"of 30; {reason}");
        Say("noise.crop-padding", noise.CropPadding, "an eighth of the image size");

        Say(
            "noise.flip", !IsOfCharacters, IsOfCharacters
            ? "classes with names of one character look like digits or letters, which a mirror changes"
            : "most things keep their class in a mirror; if yours do not, give `noise.flip=false`");
        if (_labeled.IsGrey)
        {
            Say("noise.leave-out", "[Color]", "the pictures are grey, so the operation would do nothing");
        }

        return noise with { Flip = !IsOfCharacters, LeaveOut = _labeled.IsGrey ? [nameof(EnhanceOperations.Color)] : [] };
    }

    /// <summary>Whether pictures may be mirrored: a person who says no means it for every use.</summary>
    private bool MayMirror => Given("noise", "noise.flip")?.Noise.Flip ?? !IsOfCharacters;

    /// <summary>Classes with names of one character look like digits or letters, which a mirror changes.</summary>
    private bool IsOfCharacters => _labeled.Classes.All(each => each.Name.Length == 1);

    /// <summary>Settings as the person gives them, in a recipe of defaults else; null where none of them is given.</summary>
    private Recipe? Given(params IReadOnlyList<string> keys)
    {
        string[] given = [.. _overrides.Where(each => keys.Contains(RecipeOverride.KeyOf(each)))];
        return given.Length == 0 ? null : RecipeYaml.Read<Recipe>("", "", given);
    }

    private TrainingSettings ChooseTraining()
    {
        var training = new TrainingSettings { Optimizer = OptimizerKind.Muon, AverageDecay = 0.995, WarmUp = 0.1 };
        Say("training.optimizer", "muon", "it learns most from few images of all that were compared");
        Say("training.average-decay", training.AverageDecay, "an average over some 200 steps");
        Say("training.warm-up", training.WarmUp, "a tenth of the steps");
        return training;
    }

    private PseudoLabelSettings ChoosePseudoLabels(PassPlan plan)
    {
        var holdsOut = _validationFraction > 0 && _labeled.Classes.Any(each => each.Pictures > 1);
        var (fewest, most) = (_labeled.Classes.Min(each => each.Pictures), _labeled.Classes.Max(each => each.Pictures));
        var pseudoLabels = plan.Recipe.PseudoLabels with
        {
            Temperature = 0.5,
            Calibrate = holdsOut,
            BalanceTowards = fewest == most ? ClassShares.Equal : ClassShares.Labeled,
        };
        const string Costly = "there is too little time to label so many pictures more than once";
        Say("pseudo-labels.calibrate", pseudoLabels.Calibrate, holdsOut ? "so that confidence is what the held-out pictures say" : "no labeled picture is held out to measure confidence on");
        Say("pseudo-labels.temperature", pseudoLabels.Temperature, "sharpened: in trials on CIFAR-10 students learned more that way");
        Say("pseudo-labels.balance-towards", pseudoLabels.BalanceTowards.ToString().ToLowerInvariant(), fewest == most
            ? "each class has as many labeled pictures"
            : $"classes have {fewest:N0} to {most:N0} labeled pictures, which pseudo-labels keep: equal shares find rare classes more often, at the cost of the others");
        Say("pseudo-labels.ensemble", pseudoLabels.Ensemble, plan.LabelsOnce ? Costly : "two models know a little more than one");
        Say(
            "pseudo-labels.test-time-augmentation", pseudoLabels.TestTimeAugmentation.ToString().ToLowerInvariant(),
            !MayMirror ? "these pictures are not to be mirrored" : plan.LabelsOnce ? Costly : "labels are the mean over a picture and its mirror");
        return pseudoLabels;
    }

    private ModelSettings ChooseTeacher(PassPlan plan)
    {
        var batchSize = BatchSize(TeacherBatch);
        var passes = Passes(LeastTeacherPasses, MostTeacherEpochs * _training, plan.ImagesOf(0, TeacherShare));
        var teacher = plan.Recipe.Teacher with
        {
            BatchSize = batchSize,
            LearningRate = Rate(batchSize, TeacherBatch),
            Epochs = Math.Ceiling(passes / _training),
            ModelNoise = ModelNoise.None,
        };
        Say("teacher.network", teacher.Network, $"it learns fast on a processor, and is as large as {Time} is enough for");
        Say(
            "teacher.batch-size", batchSize, batchSize < TeacherBatch
            ? $"small, as there are only {_training:N0} labeled pictures to train on" : "fast on processors, and still many steps");
        Say("teacher.learning-rate", teacher.LearningRate, "it goes with the batch size");
        Say("teacher.model-noise.survival-probability", 1, WholeNetwork);
        Say("teacher.model-noise.dropout", 0, WholeNetwork);
        Say("teacher.epochs", teacher.Epochs, $"{passes:N0} images, at most {100 * TeacherShare:0}% of what fits into {Time} beside the labeling");
        return teacher;
    }

    private StudentSettings[] ChooseStudents(PassPlan plan)
    {
        return [.. plan.Recipe.Students.Select((chosen, index) =>
        {
            var key = $"students.{index}";
            var passes = StudentPasses(plan, index);
            var ratio = Ratio(passes);
            var batchSize = BatchSize((int)(StudentBatch / (1 + ratio)));
            var student = chosen with
            {
                BatchSize = batchSize,
                LearningRate = Rate(batchSize * (1 + ratio), StudentBatch),
                Ratio = ratio,
                StartFromTeacher = true,
                Epochs = Math.Ceiling(passes / (1 + ratio) / _training),
                ModelNoise = ModelNoise.None,
            };
            Say($"{key}.network", student.Network, "as large as its teacher");
            Say(
                $"{key}.ratio", ratio, $"there are {_unlabeled / _training:N1} unlabeled pictures for each labeled one, and the student is to see "
                + $"each label some {WantedEpochs} times; {MostRatio} at most");
            Say($"{key}.batch-size", batchSize, $"{batchSize * (1 + ratio):N0} images with the unlabeled ones");
            Say($"{key}.learning-rate", student.LearningRate, "it goes with the batch size");
            Say($"{key}.start-from-teacher", student.StartFromTeacher, "so that no image is spent on what the teacher knows");
            Say($"{key}.model-noise.survival-probability", 1, WholeNetwork);
            Say($"{key}.model-noise.dropout", 0, WholeNetwork);
            Say($"{key}.epochs", student.Epochs, $"{passes:N0} images, labeled and unlabeled");
            return student;
        })];
    }

    /// <summary>The network that a person names for a model; null where it is to be chosen.</summary>
    private string? WantedNetwork(string model)
    {
        if (_overrides.LastOrDefault(each => RecipeOverride.KeyOf(each) == $"{model}.network") is not { } given)
        {
            return null;
        }

        var network = RecipeOverride.ValueOf(given).Trim('\'', '"');
        NetworkCatalog.Require(network, $"{model}.network");
        return network;
    }

    /// <summary>Who says how long it is to take has it filled: the noise goes by what the students will see.</summary>
    private double StudentPasses(PassPlan plan, int index) => Passes(
        LeastStudentPasses, _fillsTime ? double.PositiveInfinity : MostStudentEpochs * (_unlabeled + _training), plan.ImagesOf(index + 1, _studentShares[index]));

    /// <summary>As many unlabeled pictures as there are, but so that labels are seen often enough: they are what is certain.</summary>
    private double Ratio(double passes) => Math.Clamp(
        Math.Round(Math.Min(_unlabeled / _training, (passes / (WantedEpochs * _training)) - 1)), 1, MostRatio);

    /// <summary>What the time pays for, but no more than is useful, or than the least where that is more.</summary>
    private static double Passes(double least, double useful, double affordable) => Math.Min(Math.Max(least, useful), affordable);

    /// <summary>A power of two, so that an epoch has at least four steps where that can be.</summary>
    private int BatchSize(int most) => Math.Min(most, Math.Max(4, (int)Math.Pow(2, Math.Floor(Math.Log2(_training / 4)))));

    /// <summary>The rate falls with the batch (Goyal et al., arXiv 1706.02677), though not without end.</summary>
    private static double Rate(double batch, double fullBatch) => Math.Round(FullRate * Math.Clamp(batch / fullBatch, 0.25, 1), 4);

    private string Time => _fillsTime ? $"{Duration.Text(_time)} on this machine" : "an hour on two cores";

    private void Say(string key, object value, string reason)
    {
        _reasons.Add(_overrides.LastOrDefault(each => key == RecipeOverride.KeyOf(each)) is { } given
            ? AsSet(given)
            : _overrides.LastOrDefault(each => key.StartsWith(RecipeOverride.KeyOf(each) + ".", StringComparison.Ordinal)) is { } whole
            ? new SettingChosen(key, null, $"as you set {RecipeOverride.KeyOf(whole)}")
            : new SettingChosen(key, value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture), reason));

        // What single models have otherwise than the run, as teacher.training.optimizer.
        _reasons.AddRange(_overrides.Where(each => _models.Any(model => RecipeOverride.KeyOf(each) == $"{model}.{key}")).Select(AsSet));

        static SettingChosen AsSet(string given) => new(RecipeOverride.KeyOf(given), RecipeOverride.ValueOf(given), "as you set it");
    }
}
