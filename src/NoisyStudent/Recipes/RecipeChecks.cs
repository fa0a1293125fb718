using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Pretrained;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;

namespace NoisyStudent.Recipes;

/// <summary>What a recipe must fulfil beyond having the right keys and types.</summary>
internal static class RecipeChecks
{
    /// <summary>As many as a long budget makes of a few labeled pictures, and more.</summary>
    private const double MostEpochs = 1e9;

    private const int LargestBatch = 1 << 16;
    private const int MostStages = 100;
    private const double HighestRate = 1000;
    private const double GreatestEpsilon = 1000;

    /// <summary>Refuses a recipe that cannot be run.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="NoisyStudentException">A setting is out of range, a network is unknown, or a student is smaller than its teacher.</exception>
    public static void Require(Recipe recipe)
    {
        SettingRange.Require("image-size", recipe.ImageSize, 8, 1024);
        if (recipe.Channels is not (Luma.Channels or RgbImage.Channels))
        {
            throw new NoisyStudentException($"channels is {recipe.Channels}, but must be {RgbImage.Channels} or {Luma.Channels}.");
        }

        SettingRange.Require("sample-bits", recipe.SampleBits, 8, ImageReading.WholeSampleBits);
        SettingRange.Require("validation-fraction", recipe.ValidationFraction, 0, 0.9);
        Noise("noise", recipe.Noise, recipe.ImageSize);
        Training("training", recipe.Training);
        FineTuning("fine-tuning", recipe.FineTuning);
        recipe.PseudoLabels.Require("pseudo-labels.");
        SettingRange.Require("evaluation.limit", recipe.Evaluation.Limit ?? 1, 1, int.MaxValue);
        Labeling(recipe);
        Model("teacher", recipe.Teacher, recipe.ImageSize);
        for (var i = 0; i < recipe.Students.Count; i++)
        {
            Student($"students.{i}", recipe, i);
        }

        RequireLearning(recipe);
        SettingRange.Require("stored-size", recipe.KeptSize, (recipe with { StoredSize = null }).KeptSize, 2048);
    }

    /// <summary>A model without a training has at least a last layer that is fitted.</summary>
    private static void RequireLearning(Recipe recipe)
    {
        foreach (var model in Enumerable.Range(0, recipe.Students.Count + 1).Where(each => recipe.ModelSettingsOf(each).Epochs == 0 && !recipe.SectionsOf(each).Training.FitLastLayer))
        {
            var key = model == 0 ? "teacher" : $"students.{model - 1}";
            throw new NoisyStudentException($"{key}.epochs is 0, so that nothing is learned: give some, or set {key}.training.fit-last-layer to true.");
        }
    }

    /// <summary>Refuses a recipe that needs held-out pictures where of these none is held out.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="validation">The labeled pictures that are held out.</param>
    /// <exception cref="NoisyStudentException">There are none.</exception>
    public static void RequireHeldOut(Recipe recipe, LabeledSet validation)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(validation);
        if (recipe.Students.Count > 0 && NeedsHeldOut(recipe.PseudoLabels) is var (setting, without) && validation.Images.Count == 0)
        {
            throw new NoisyStudentException(
                $"{setting} is measured on held-out labeled pictures, but {validation.Path} has a single picture of each class, or others that show the same, so that none can be held out: add one, or give `{setting}={without}`.");
        }
    }

    /// <summary>The setting that needs held-out pictures, and what it is where it needs none; null where there is no such setting.</summary>
    private static (string Setting, string Without)? NeedsHeldOut(PseudoLabelSettings settings) =>
        settings.Calibrate ? ("pseudo-labels.calibrate", "false") : settings.KeepKnown is not null ? ("pseudo-labels.keep-known", "null") : null;

    private static void Labeling(Recipe recipe)
    {
        var settings = recipe.PseudoLabels;
        if (recipe.ValidationFraction == 0 && NeedsHeldOut(settings) is var (setting, _))
        {
            throw new NoisyStudentException($"{setting} is measured on held-out labeled pictures: set validation-fraction above 0.");
        }

        if (settings is { Online: true, NoisedTeacher: true })
        {
            throw new NoisyStudentException(
                "pseudo-labels.online asks the teacher again and again for the same answer, which one that is noised does not give: set noised-teacher or online, not both.");
        }
    }

    private static void Student(string key, Recipe recipe, int index)
    {
        var student = recipe.Students[index];
        var teacher = index == 0 ? recipe.Teacher : recipe.Students[index - 1];
        Model(key, student, recipe.ImageSize);
        SettingRange.Require($"{key}.ratio", student.Ratio, 1e-3, 1000);
        SettingRange.Require($"{key}.unlabeled-weight", student.UnlabeledWeight ?? 1, 0, 1000);
        if (Math.Round(student.Ratio * student.BatchSize) < 1)
        {
            throw new NoisyStudentException(
                $"{key}.ratio is {student.Ratio}: with {key}.batch-size {student.BatchSize} no unlabeled image fits into a batch.");
        }

        if (student is { StartFromTeacher: true, Init: { } init })
        {
            throw new NoisyStudentException($"{key}.init is {init}, and {key}.start-from-teacher is true, but a student starts from one of both: give one of them.");
        }

        if (!student.Joint && recipe.SectionsOf(index + 1).FineTuning.Epochs == 0)
        {
            throw new NoisyStudentException(
                $"{key}.joint is false, so the student learns the labels in its fine-tuning alone: set {key}.fine-tuning.epochs above 0.");
        }

        RequireNoSmaller(recipe, index, teacher.Network, $"its teacher {teacher.Network}");
    }

    /// <summary>Refuses a student that is smaller than its teacher, unless the recipe allows that.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="index">The student, from 0.</param>
    /// <param name="teacher">The teacher's network.</param>
    /// <param name="called">What that is called.</param>
    /// <exception cref="NoisyStudentException">It is smaller.</exception>
    public static void RequireNoSmaller(Recipe recipe, int index, string teacher, string called)
    {
        if (!recipe.AllowSmaller && NetworkCatalog.CompareSize(recipe.Students[index].Network, teacher) < 0)
        {
            throw new NoisyStudentException(
                $"students.{index}.network is {recipe.Students[index].Network}, smaller than {called}: Noisy Student wants an equal or larger student. "
                + "Choose a larger network, or set allow-smaller: true.");
        }
    }

    private static void Model(string key, ModelSettings model, int imageSize)
    {
        NetworkCatalog.Require(model.Network, $"{key}.network");
        if (model.Init is { } init)
        {
            NamedWeights.RequireFor(model.Network, init, key);
        }

        SettingRange.Require($"{key}.epochs", model.Epochs, 0, MostEpochs);
        SettingRange.Require($"{key}.batch-size", model.BatchSize, 1, LargestBatch);
        SettingRange.RequirePositive($"{key}.learning-rate", model.LearningRate, HighestRate);
        SettingRange.Require($"{key}.model-noise.survival-probability", model.ModelNoise.SurvivalProbability, 1e-3, 1);
        SettingRange.Require($"{key}.model-noise.dropout", model.ModelNoise.Dropout, 0, 0.99);

        if (model.Noise is { } noise)
        {
            Noise($"{key}.noise", noise, imageSize);
        }

        if (model.Training is { } training)
        {
            Training($"{key}.training", training);
        }

        if (model.FineTuning is { } fineTuning)
        {
            FineTuning($"{key}.fine-tuning", fineTuning);
        }
    }

    private static void Noise(string key, InputNoise noise, int imageSize)
    {
        SettingRange.Require($"{key}.operations", noise.Operations, 0, 16);
        SettingRange.Require($"{key}.magnitude", noise.Magnitude, 0, 30);
        SettingRange.Require($"{key}.full-magnitude", noise.FullMagnitude, 1, 100);
        SettingRange.Require($"{key}.full-translation", noise.FullTranslation, 0, 224);
        SettingRange.Require($"{key}.full-cutout", noise.FullCutout, 0, 224);
        SettingRange.Require($"{key}.cutout-size", noise.CutoutSize, 0, imageSize);
        SettingRange.Require($"{key}.versions", noise.Versions, 0, 10_000);
        SettingRange.Require($"{key}.crop-padding", noise.CropPadding, 0, imageSize);
        SettingRange.Require($"{key}.crop-area", noise.CropArea, 0, 1);
        SettingRange.Require($"{key}.crop-aspect", noise.CropAspect, 1, 100);
        SettingRange.Require($"{key}.fill", noise.Fill, 0, 255);
        SettingRange.Require($"{key}.mixup", noise.Mixup, 0, PictureMixing.LargestAlpha);
        SettingRange.Require($"{key}.cutmix", noise.Cutmix, 0, PictureMixing.LargestAlpha);
        RandAugment.RequireLeaveOut(noise, key);
    }

    private static void Training(string key, TrainingSettings training)
    {
        SettingRange.RequirePositive($"{key}.batch-norm-momentum", training.BatchNormMomentum, 1);
        SettingRange.Require($"{key}.frozen-stages", training.FrozenStages, 0, MostStages);
        SettingRange.RequirePositive($"{key}.layer-decay", training.LayerDecay, 1);
        SettingRange.Require($"{key}.warm-up", training.WarmUp, 0, 1);
        SettingRange.Require($"{key}.momentum", training.Momentum, 0, 0.9999);
        SettingRange.Require($"{key}.rmsprop.decay", training.Rmsprop.Decay, 0, 0.9999999);
        SettingRange.RequirePositive($"{key}.rmsprop.epsilon", training.Rmsprop.Epsilon, GreatestEpsilon);
        SettingRange.Require($"{key}.adamw.beta1", training.Adamw.Beta1, 0, 0.9999999);
        SettingRange.Require($"{key}.adamw.beta2", training.Adamw.Beta2, 0, 0.9999999);
        SettingRange.RequirePositive($"{key}.adamw.epsilon", training.Adamw.Epsilon, GreatestEpsilon);
        SettingRange.Require($"{key}.muon.weight-decay", training.Muon.WeightDecay, 0, 10);
        SettingRange.RequirePositive($"{key}.muon.others-rate", training.Muon.OthersRate, HighestRate);
        SettingRange.RequirePositive($"{key}.clip-norm", training.ClipNorm ?? 1, 1e9);
        SettingRange.Require($"{key}.rate-decay", training.RateDecay, 1e-6, 1);
        SettingRange.RequirePositive($"{key}.rate-decay-epochs", training.RateDecayEpochs, MostEpochs);
        SettingRange.Require($"{key}.weight-decay", training.WeightDecay, 0, 1);
        SettingRange.Require($"{key}.label-smoothing", training.LabelSmoothing, 0, 0.99);
        SettingRange.Require($"{key}.average-decay", training.AverageDecay, 0, 0.9999999);
        SettingRange.Require($"{key}.loss-average-decay", training.LossAverageDecay, 0, 0.9999999);
    }

    private static void FineTuning(string key, FineTuningSettings fineTuning)
    {
        SettingRange.Require($"{key}.epochs", fineTuning.Epochs, 0, MostEpochs);
        SettingRange.Require($"{key}.image-size", fineTuning.ImageSize ?? 8, 8, 1024);
        SettingRange.Require($"{key}.frozen-stages", fineTuning.FrozenStages, 0, MostStages);
        SettingRange.Require($"{key}.batch-size", fineTuning.BatchSize ?? 1, 1, LargestBatch);
        SettingRange.RequirePositive($"{key}.learning-rate", fineTuning.LearningRate, HighestRate);
        SettingRange.Require($"{key}.warm-up", fineTuning.WarmUp ?? 0, 0, 1);
    }
}
