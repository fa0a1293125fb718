using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Recipes;

/// <summary>What a recipe must fulfil beyond having the right keys and types.</summary>
public static class RecipeChecks
{
    /// <summary>As many as a long budget makes of a few labeled pictures, and more.</summary>
    private const double MostEpochs = 1e9;

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
        SettingRange.Require("noise.operations", recipe.Noise.Operations, 0, 16);
        SettingRange.Require("noise.magnitude", recipe.Noise.Magnitude, 0, 30);
        SettingRange.Require("noise.full-magnitude", recipe.Noise.FullMagnitude, 1, 100);
        SettingRange.Require("noise.full-translation", recipe.Noise.FullTranslation, 0, 224);
        SettingRange.Require("noise.full-cutout", recipe.Noise.FullCutout, 0, 224);
        SettingRange.Require("noise.cutout-size", recipe.Noise.CutoutSize, 0, recipe.ImageSize);
        SettingRange.Require("noise.crop-padding", recipe.Noise.CropPadding, 0, recipe.ImageSize);
        SettingRange.Require("noise.crop-area", recipe.Noise.CropArea, 0, 1);
        SettingRange.Require("noise.fill", recipe.Noise.Fill, 0, 255);
        SettingRange.Require("noise.mixup", recipe.Noise.Mixup, 0, PictureMixing.LargestAlpha);
        SettingRange.Require("noise.cutmix", recipe.Noise.Cutmix, 0, PictureMixing.LargestAlpha);
        _ = new InputNoisePipeline(recipe.Noise, recipe.ImageSize);
        SettingRange.Require("training.warm-up", recipe.Training.WarmUp, 0, 1);
        SettingRange.Require("training.momentum", recipe.Training.Momentum, 0, 0.9999);
        SettingRange.Require("training.rmsprop.decay", recipe.Training.Rmsprop.Decay, 0, 0.9999999);
        SettingRange.RequirePositive("training.rmsprop.epsilon", recipe.Training.Rmsprop.Epsilon, GreatestEpsilon);
        SettingRange.Require("training.adamw.beta1", recipe.Training.Adamw.Beta1, 0, 0.9999999);
        SettingRange.Require("training.adamw.beta2", recipe.Training.Adamw.Beta2, 0, 0.9999999);
        SettingRange.RequirePositive("training.adamw.epsilon", recipe.Training.Adamw.Epsilon, GreatestEpsilon);
        SettingRange.Require("training.muon.weight-decay", recipe.Training.Muon.WeightDecay, 0, 10);
        SettingRange.RequirePositive("training.muon.others-rate", recipe.Training.Muon.OthersRate, HighestRate);
        SettingRange.RequirePositive("training.clip-norm", recipe.Training.ClipNorm ?? 1, 1e9);
        SettingRange.Require("training.rate-decay", recipe.Training.RateDecay, 1e-6, 1);
        SettingRange.RequirePositive("training.rate-decay-epochs", recipe.Training.RateDecayEpochs, MostEpochs);
        SettingRange.Require("training.weight-decay", recipe.Training.WeightDecay, 0, 1);
        SettingRange.Require("training.label-smoothing", recipe.Training.LabelSmoothing, 0, 0.99);
        SettingRange.Require("training.average-decay", recipe.Training.AverageDecay, 0, 0.9999999);
        SettingRange.Require("training.loss-average-decay", recipe.Training.LossAverageDecay, 0, 0.9999999);
        recipe.PseudoLabels.Require("pseudo-labels.");
        SettingRange.Require("evaluation.limit", recipe.Evaluation.Limit ?? 1, 1, int.MaxValue);
        Labeling(recipe);
        Model("teacher", recipe.Teacher);
        for (var i = 0; i < recipe.Students.Count; i++)
        {
            Student($"students.{i}", recipe, i);
        }

        SettingRange.Require("stored-size", recipe.KeptSize, (recipe with { StoredSize = null }).KeptSize, 2048);
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
                $"{setting} is measured on held-out labeled pictures, but {validation.Path} has a single picture of each class, or others that show the same, so that none can be held out: add one, or give --set {setting}={without}.");
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
        Model(key, student);
        SettingRange.Require($"{key}.ratio", student.Ratio, 1e-3, 1000);
        SettingRange.Require($"{key}.unlabeled-weight", student.UnlabeledWeight ?? 1, 0, 1000);
        if (Math.Round(student.Ratio * student.BatchSize) < 1)
        {
            throw new NoisyStudentException(
                $"{key}.ratio is {student.Ratio}: with {key}.batch-size {student.BatchSize} no unlabeled image fits into a batch.");
        }

        if (!student.Joint && student.FineTuning.Epochs == 0)
        {
            throw new NoisyStudentException(
                $"{key}.joint is false, so the student learns the labels in its fine-tuning alone: set {key}.fine-tuning.epochs above 0.");
        }

        if (!recipe.AllowSmaller && NetworkCatalog.CompareSize(student.Network, teacher.Network) < 0)
        {
            throw new NoisyStudentException(
                $"{key}.network is {student.Network}, smaller than its teacher {teacher.Network}: Noisy Student wants an equal or larger student. "
                + "Choose a larger network, or set allow-smaller: true.");
        }
    }

    private static void Model(string key, ModelSettings model)
    {
        NetworkCatalog.Require(model.Network, $"{key}.network");
        SettingRange.RequirePositive($"{key}.epochs", model.Epochs, MostEpochs);
        SettingRange.Require($"{key}.batch-size", model.BatchSize, 1, 1 << 16);
        SettingRange.RequirePositive($"{key}.learning-rate", model.LearningRate, HighestRate);
        SettingRange.Require($"{key}.fine-tuning.epochs", model.FineTuning.Epochs, 0, MostEpochs);
        SettingRange.Require($"{key}.fine-tuning.image-size", model.FineTuning.ImageSize ?? 8, 8, 1024);
        SettingRange.Require($"{key}.fine-tuning.frozen-stages", model.FineTuning.FrozenStages, 0, 100);
        SettingRange.RequirePositive($"{key}.fine-tuning.learning-rate", model.FineTuning.LearningRate, HighestRate);
        SettingRange.Require($"{key}.model-noise.survival-probability", model.ModelNoise.SurvivalProbability, 1e-3, 1);
        SettingRange.Require($"{key}.model-noise.dropout", model.ModelNoise.Dropout, 0, 0.99);
    }
}
