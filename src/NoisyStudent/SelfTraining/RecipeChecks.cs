using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;

namespace NoisyStudent.SelfTraining;

/// <summary>What a recipe must fulfil beyond having the right keys and types.</summary>
public static class RecipeChecks
{
    /// <summary>Refuses a recipe that cannot be run.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="NoisyStudentException">A setting is out of range, a network is unknown, or a student is smaller than its teacher.</exception>
    public static void Require(Recipe recipe)
    {
        Range("image-size", recipe.ImageSize, 8, 1024);
        Range("stored-size", recipe.KeptSize, (recipe with { StoredSize = null }).KeptSize, 2048);
        if (recipe.Channels is not (Luma.Channels or RgbImage.Channels))
        {
            throw new NoisyStudentException($"channels is {recipe.Channels}, but must be {RgbImage.Channels} or {Luma.Channels}.");
        }

        Range("validation-fraction", recipe.ValidationFraction, 0, 0.9);
        Range("noise.operations", recipe.Noise.Operations, 0, 16);
        Range("noise.magnitude", recipe.Noise.Magnitude, 0, 30);
        Range("noise.crop-padding", recipe.Noise.CropPadding, 0, recipe.ImageSize);
        Range("noise.crop-area", recipe.Noise.CropArea, 0, 1);
        Range("noise.fill", recipe.Noise.Fill, 0, 255);
        Range("noise.mixup", recipe.Noise.Mixup, 0, PictureMixing.LargestAlpha);
        Range("noise.cutmix", recipe.Noise.Cutmix, 0, PictureMixing.LargestAlpha);
        _ = new InputNoisePipeline(recipe.Noise, recipe.ImageSize);
        Range("training.warm-up", recipe.Training.WarmUp, 0, 1);
        Range("training.momentum", recipe.Training.Momentum, 0, 0.9999);
        Range("training.rmsprop.decay", recipe.Training.Rmsprop.Decay, 0, 0.9999999);
        Positive("training.rmsprop.epsilon", recipe.Training.Rmsprop.Epsilon);
        Range("training.adamw.beta1", recipe.Training.Adamw.Beta1, 0, 0.9999999);
        Range("training.adamw.beta2", recipe.Training.Adamw.Beta2, 0, 0.9999999);
        Positive("training.adamw.epsilon", recipe.Training.Adamw.Epsilon);
        Positive("training.clip-norm", recipe.Training.ClipNorm ?? 1);
        Range("training.rate-decay", recipe.Training.RateDecay, 1e-6, 1);
        Positive("training.rate-decay-epochs", recipe.Training.RateDecayEpochs);
        Range("training.weight-decay", recipe.Training.WeightDecay, 0, 1);
        Range("training.label-smoothing", recipe.Training.LabelSmoothing, 0, 0.99);
        Range("training.average-decay", recipe.Training.AverageDecay, 0, 0.9999999);
        Range("training.loss-average-decay", recipe.Training.LossAverageDecay, 0, 0.9999999);
        Positive("pseudo-labels.temperature", recipe.PseudoLabels.Temperature);
        Range("pseudo-labels.label-smoothing", recipe.PseudoLabels.LabelSmoothing, 0, 0.99);
        Range("pseudo-labels.threshold", recipe.PseudoLabels.Threshold, 0, 1);
        Range("pseudo-labels.ensemble", recipe.PseudoLabels.Ensemble, 1, 1000);
        Range("pseudo-labels.keep-known", recipe.PseudoLabels.KeepKnown ?? 1, 0, 1);
        if (recipe.ValidationFraction == 0 && (recipe.PseudoLabels.Calibrate || recipe.PseudoLabels.KeepKnown is not null))
        {
            throw new NoisyStudentException(
                $"pseudo-labels.{(recipe.PseudoLabels.Calibrate ? "calibrate" : "keep-known")} is measured on held-out labeled pictures: set validation-fraction above 0.");
        }

        Range("pseudo-labels.per-class", recipe.PseudoLabels.PerClass ?? 1, 1, int.MaxValue);
        Model("teacher", recipe.Teacher);
        for (var i = 0; i < recipe.Students.Count; i++)
        {
            Student($"students.{i}", recipe, i);
        }
    }

    private static void Student(string key, Recipe recipe, int index)
    {
        var student = recipe.Students[index];
        var teacher = index == 0 ? recipe.Teacher : recipe.Students[index - 1];
        Model(key, student);
        Range($"{key}.ratio", student.Ratio, 1e-3, 1000);
        Range($"{key}.unlabeled-weight", student.UnlabeledWeight ?? 1, 0, 1000);
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
        Positive($"{key}.epochs", model.Epochs);
        Range($"{key}.batch-size", model.BatchSize, 1, 1 << 16);
        Positive($"{key}.learning-rate", model.LearningRate);
        Range($"{key}.fine-tuning.epochs", model.FineTuning.Epochs, 0, 1e6);
        Range($"{key}.fine-tuning.image-size", model.FineTuning.ImageSize ?? 8, 8, 1024);
        Range($"{key}.fine-tuning.frozen-stages", model.FineTuning.FrozenStages, 0, 100);
        Positive($"{key}.fine-tuning.learning-rate", model.FineTuning.LearningRate);
        Range($"{key}.model-noise.survival-probability", model.ModelNoise.SurvivalProbability, 1e-3, 1);
        Range($"{key}.model-noise.dropout", model.ModelNoise.Dropout, 0, 0.99);
    }

    private static void Positive(string key, double value)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new NoisyStudentException($"{key} is {value}, but must be above 0.");
        }
    }

    private static void Range(string key, double value, double minimum, double maximum)
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new NoisyStudentException($"{key} is {value}, but must be from {minimum} to {maximum}.");
        }
    }
}
