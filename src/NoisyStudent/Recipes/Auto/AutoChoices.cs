using System.Globalization;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;

namespace NoisyStudent.Recipes;

/// <summary>The choices of which a recipe is made, and why each: those that go by the pictures here, those that go by what models start from in a derived class.</summary>
/// <param name="input">What the recipe is made for.</param>
internal abstract class AutoChoices(AutoInput input)
{
    private const double DefaultValidation = 0.1;
    private const int MostRatio = 7;

    /// <summary>Fewer held-out pictures say little, and nothing that a test set does not say better.</summary>
    private const int LeastHeldOut = 30;

    /// <summary>What all pseudo-labels count for a last layer, where all labels count 1 (docs/experiments.md, "Last layers as students").</summary>
    private const double LastLayerRatio = 3;

    /// <summary>Fewer are as good as none.</summary>
    private const double LeastRatio = 0.1;

    /// <summary>Why there is neither dropout nor stochastic depth.</summary>
    private const string WholeNetwork = "short trainings go better with all of the network present";

    private readonly List<SettingChosen> _reasons = [];
    private readonly double _validationFraction = input.Given("validation-fraction")?.ValidationFraction ?? (HoldsOut(input) ? DefaultValidation : 0);

    /// <summary>Each choice with its reason.</summary>
    public IReadOnlyList<SettingChosen> Reasons => _reasons;

    /// <summary>What the recipe is made for.</summary>
    protected AutoInput Input { get; } = input;

    /// <summary>How many labeled pictures are learned from.</summary>
    protected double Training => Math.Max(1, Input.Labeled.Pictures * (1 - _validationFraction));

    /// <summary>Whether pictures may be mirrored: a person who says no means it for every use.</summary>
    protected bool MayMirror => Input.Given("noise", "noise.flip")?.Noise.Flip ?? !IsOfCharacters;

    /// <summary>How models are trained.</summary>
    protected abstract TrainingScale Scale { get; }

    /// <summary>Classes with names of one character look like digits or letters, which a mirror changes.</summary>
    private bool IsOfCharacters => Input.Labeled.Classes.All(each => each.Name.Length == 1);

    /// <summary>The models, as keys of the recipe name them.</summary>
    private IEnumerable<string> Models => Enumerable.Range(0, Scale.StudentShares.Count + 1).Select(ModelKey);

    /// <summary>Makes the choices.</summary>
    public Recipe Make()
    {
        var imageSize = Input.ImageSize is { } given ? Said("image-size", given, GivenModel.Reason) : ChooseImageSize();
        var plan = new PassPlan(
            Input.Passes, imageSize, Input.Labeled.Classes.Count, Input.Unlabeled.Pictures, Input.TestPictures, MayMirror, Scale.LastLayers, [.. Models.Select(model => WantedNetwork(model) ?? Input.Model?.Network ?? Scale.Network)]);
        var recipe = plan.Recipe with
        {
            Name = RecipeCatalog.Auto,
            Description = $"Made for {Input.Labeled.Pictures:N0} labeled pictures of {Input.Labeled.Classes.Count} classes and {Input.Unlabeled.Pictures:N0} unlabeled ones.",
            Channels = ChooseChannels(),
            SampleBits = ChooseSampleBits(),
            ValidationFraction = ChooseValidation(),
            Noise = ChooseNoise(imageSize, plan),
            Training = ChooseTraining(),
            PseudoLabels = ChoosePseudoLabels(plan),
        };
        return recipe with
        {
            Teacher = ChooseTeacher(plan, recipe.Training),
            Students = [.. plan.Recipe.Students.Select((student, index) => index + 1 < Scale.LastLayers ? ChooseLastLayer(student, index, recipe.Training) : ChooseStudent(student, index, plan))],
        };
    }

    /// <summary>Width and height of the images, where the person leaves that open.</summary>
    protected abstract int ChooseImageSize();

    /// <summary>How strong the noise is, and where images are cut.</summary>
    /// <param name="imageSize">Their size.</param>
    /// <param name="plan">What the time pays for.</param>
    protected abstract InputNoise ChooseStrength(int imageSize, PassPlan plan);

    /// <summary>How networks are optimized.</summary>
    protected abstract TrainingSettings ChooseTraining();

    /// <summary>What is special about a teacher that starts so.</summary>
    /// <param name="teacher">The teacher but for that.</param>
    /// <param name="training">How all networks are optimized.</param>
    protected abstract ModelSettings Started(ModelSettings teacher, TrainingSettings training);

    /// <summary>Why the first student is a last layer alone.</summary>
    protected virtual string LastLayerReason => "";

    /// <summary>How many images a student sees.</summary>
    /// <param name="plan">What the time pays for.</param>
    /// <param name="index">0 is the first student.</param>
    protected double StudentPasses(PassPlan plan, int index)
    {
        // Who says how long it is to take has it filled: the noise goes by what the students will see.
        var useful = Input.Time is not null ? double.PositiveInfinity : Scale.MostStudentEpochs * (Input.Unlabeled.Pictures + Training);
        return Passes(Scale.LeastStudentPasses, useful, plan.ImagesOf(index + 1, Scale.StudentShares[index], Scale.StudentBatch));
    }

    /// <summary>Says a choice and gives it back.</summary>
    protected T Said<T>(string key, T value, string reason)
        where T : notnull
    {
        Say(key, value, reason);
        return value;
    }

    /// <summary>Says a choice, or that it is the person's.</summary>
    protected void Say(string key, object value, string reason)
    {
        _reasons.Add(Input.Overrides.LastOrDefault(each => key == RecipeOverride.KeyOf(each)) is { } given
            ? AsSet(given)
            : Input.Overrides.LastOrDefault(each => key.StartsWith(RecipeOverride.KeyOf(each) + ".", StringComparison.Ordinal)) is { } whole
            ? new SettingChosen(key, null, $"as you set {RecipeOverride.KeyOf(whole)}")
            : new SettingChosen(key, Text(value), reason));

        // What single models have otherwise than the run, as teacher.training.optimizer.
        _reasons.AddRange(Input.Overrides.Where(each => Models.Any(model => RecipeOverride.KeyOf(each) == $"{model}.{key}")).Select(AsSet));

        static SettingChosen AsSet(string given) => new(RecipeOverride.KeyOf(given), RecipeOverride.ValueOf(given), "as you set it");
    }

    private static string? Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        Enum word => word.ToString().ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>Whether labeled pictures are held out: not where they are few, and something else measures.</summary>
    private static bool HoldsOut(AutoInput input) => input.TestPictures == 0 || DefaultValidation * input.Labeled.Pictures >= LeastHeldOut
        || input.Given("pseudo-labels", "pseudo-labels.calibrate", "pseudo-labels.keep-known")?.PseudoLabels is { Calibrate: true } or { KeepKnown: not null };

    private static string ModelKey(int model) => model == 0 ? "teacher" : $"students.{model - 1}";

    /// <summary>The network that a person names for a model; null where it is to be chosen.</summary>
    private string? WantedNetwork(string model)
    {
        var network = Input.Written($"{model}.network");
        if (network is not null)
        {
            NetworkCatalog.Require(network, $"{model}.network");
        }

        return network;
    }

    /// <summary>What networks see of a picture.</summary>
    protected virtual int ChooseChannels()
    {
        var isGrey = Input.Labeled.IsGrey && Input.Unlabeled.IsGrey;
        return isGrey ? Said("channels", Luma.Channels, "the pictures are grey") : RgbImage.Channels;
    }

    /// <summary>All bits of deep pictures, unless none of those that were looked at uses the upper four.</summary>
    private int ChooseSampleBits()
    {
        var used = Input.Labeled.UsedSampleBits is { } labeled ? Math.Max(labeled, Input.Unlabeled.UsedSampleBits ?? 0) : Input.Unlabeled.UsedSampleBits;
        var bits = used switch
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
        return Said("validation-fraction", _validationFraction, _validationFraction == 0
            ? $"a tenth of {Input.Labeled.Pictures:N0} labeled pictures would say little, and there is a test set to measure by: all labels are learned from"
            : "a tenth of the labeled pictures, at least one of each class that has two"
            + (Input.Labeled.Classes.Min(each => each.Pictures) < FewPictures ? "; with so few of them, validation top-1 is only a hint" : ""));
    }

    private InputNoise ChooseNoise(int imageSize, PassPlan plan)
    {
        var noise = ChooseStrength(imageSize, plan);
        Say(
            "noise.flip", !IsOfCharacters, IsOfCharacters
            ? "classes with names of one character look like digits or letters, which a mirror changes"
            : "most things keep their class in a mirror; if yours do not, give `noise.flip=false`");
        if (Input.Labeled.IsGrey)
        {
            Say("noise.leave-out", "[Color]", "the pictures are grey, so the operation would do nothing");
        }

        return noise with { Flip = !IsOfCharacters, LeaveOut = Input.Labeled.IsGrey ? [nameof(EnhanceOperations.Color)] : [] };
    }

    private PseudoLabelSettings ChoosePseudoLabels(PassPlan plan)
    {
        var holdsOut = _validationFraction > 0 && Input.Labeled.Classes.Any(each => each.Pictures > 1);
        var (fewest, most) = (Input.Labeled.Classes.Min(each => each.Pictures), Input.Labeled.Classes.Max(each => each.Pictures));
        var pseudoLabels = plan.Recipe.PseudoLabels with
        {
            Temperature = 0.5,
            Calibrate = holdsOut,
            BalanceTowards = fewest == most ? ClassShares.Equal : ClassShares.Labeled,
        };
        const string Costly = "there is too little time to label so many pictures more than once";
        Say("pseudo-labels.calibrate", pseudoLabels.Calibrate, holdsOut ? "so that confidence is what the held-out pictures say" : "no labeled picture is held out to measure confidence on");
        Say("pseudo-labels.temperature", pseudoLabels.Temperature, "sharpened: in trials on CIFAR-10 students learned more that way");
        Say("pseudo-labels.balance-towards", pseudoLabels.BalanceTowards, fewest == most
            ? "each class has as many labeled pictures"
            : $"classes have {fewest:N0} to {most:N0} labeled pictures, which pseudo-labels keep: equal shares find rare classes more often, at the cost of the others");
        Say("pseudo-labels.ensemble", pseudoLabels.Ensemble, plan.LabelsOnce ? Costly : "two models know a little more than one");
        Say(
            "pseudo-labels.test-time-augmentation", pseudoLabels.TestTimeAugmentation,
            !MayMirror ? "these pictures are not to be mirrored" : plan.LabelsOnce ? Costly : "labels are the mean over a picture and its mirror");
        return pseudoLabels;
    }

    private ModelSettings ChooseTeacher(PassPlan plan, TrainingSettings training)
    {
        var batchSize = BatchSize(Scale.TeacherBatch);
        var passes = Passes(Scale.LeastTeacherPasses, Scale.MostTeacherEpochs * Training, plan.ImagesOf(0, Scale.TeacherShare, batchSize));
        var teacher = Started(plan.Recipe.Teacher with
        {
            BatchSize = batchSize,
            LearningRate = Scale.Rate(batchSize, Scale.TeacherBatch),
            Epochs = Scale.LastLayers > 0 ? 0 : Math.Ceiling(passes / Training),
            ModelNoise = ModelNoise.None,
        }, training);
        Say("teacher.network", teacher.Network, Input.Model is null ? Scale.NetworkReason : GivenModel.Reason);
        if (teacher.Epochs > 0)
        {
            Say("teacher.batch-size", batchSize, batchSize < Scale.TeacherBatch ? $"small, as there are only {Training:N0} labeled pictures to train on" : "fast on processors, and still many steps");
            Say("teacher.learning-rate", teacher.LearningRate, Scale.RateReason);
            Say("teacher.model-noise.survival-probability", 1, WholeNetwork);
            Say("teacher.model-noise.dropout", 0, WholeNetwork);
            Say("teacher.epochs", teacher.Epochs, $"{passes:N0} images, at most {100 * Scale.TeacherShare:0}% of what fits into {Input.TimeText} beside the labeling");
        }

        return teacher;
    }

    /// <summary>A student that is its teacher with another last layer, fitted to labels and pseudo-labels.</summary>
    private StudentSettings ChooseLastLayer(StudentSettings chosen, int index, TrainingSettings training)
    {
        var key = ModelKey(index + 1);
        Say($"{key}.network", chosen.Network, "as large as its teacher");
        Say($"{key}.start-from-teacher", true, "what the network sees of pictures is there already");
        Say($"{key}.training.fit-last-layer", true, "logistic regression on that, of labels and pseudo-labels together, takes seconds");
        var batchSize = BatchSize(Scale.TeacherBatch);
        var ratio = Math.Round(Math.Clamp(Input.Unlabeled.Pictures / Training, Math.Max(LeastRatio, 1.0 / batchSize), LastLayerRatio), 2);
        Say($"{key}.ratio", ratio, $"what all pseudo-labels count, where all labels count 1: {LastLayerRatio} at most, and no picture more than a labeled one");
        Say($"{key}.epochs", 0, LastLayerReason);
        return chosen with
        {
            BatchSize = batchSize,
            Ratio = ratio,
            StartFromTeacher = true,
            Epochs = 0,
            Training = training with { FitLastLayer = true },
            ModelNoise = ModelNoise.None,
        };
    }

    private StudentSettings ChooseStudent(StudentSettings chosen, int index, PassPlan plan)
    {
        var key = ModelKey(index + 1);
        var passes = StudentPasses(plan, index);
        var ratio = Ratio(passes);
        var batchSize = BatchSize((int)(Scale.StudentBatch / (1 + ratio)));
        var student = chosen with
        {
            BatchSize = batchSize,
            LearningRate = Scale.Rate(batchSize * (1 + ratio), Scale.StudentBatch),
            Ratio = ratio,
            StartFromTeacher = true,
            Epochs = Math.Ceiling(passes / (1 + ratio) / Training),
            ModelNoise = ModelNoise.None,
        };
        Say($"{key}.network", student.Network, "as large as its teacher");
        Say(
            $"{key}.ratio", ratio, $"there are {Input.Unlabeled.Pictures / Training:N1} unlabeled pictures for each labeled one, and the student is to see "
            + $"each label some {Scale.WantedEpochs} times; {MostRatio} at most");
        Say($"{key}.batch-size", batchSize, $"{batchSize * (1 + ratio):N0} images with the unlabeled ones");
        Say($"{key}.learning-rate", student.LearningRate, Scale.RateReason);
        Say($"{key}.start-from-teacher", student.StartFromTeacher, "so that no image is spent on what the teacher knows");
        Say($"{key}.model-noise.survival-probability", 1, WholeNetwork);
        Say($"{key}.model-noise.dropout", 0, WholeNetwork);
        Say($"{key}.epochs", student.Epochs, $"{passes:N0} images, labeled and unlabeled");
        return student;
    }

    /// <summary>As many unlabeled pictures as there are, but so that labels are seen often enough: they are what is certain.</summary>
    private double Ratio(double passes) => Math.Clamp(
        Math.Round(Math.Min(Input.Unlabeled.Pictures / Training, (passes / (Scale.WantedEpochs * Training)) - 1)), 1, MostRatio);

    /// <summary>What the time pays for, but no more than is useful, or than the least where that is more.</summary>
    protected static double Passes(double least, double useful, double affordable) => Math.Min(Math.Max(least, useful), affordable);

    /// <summary>A power of two, so that an epoch has at least four steps where that can be.</summary>
    /// <param name="most">What it is at the most.</param>
    protected int BatchSize(int most) => Math.Min(most, Math.Max(4, (int)Math.Pow(2, Math.Floor(Math.Log2(Training / 4)))));
}
