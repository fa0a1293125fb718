using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>The trainings of a run's models, but for what they start from.</summary>
/// <param name="sets">Which pictures are learned from.</param>
/// <param name="normalization">Of a model that starts from random weights.</param>
internal sealed class ModelPlans(RunSets sets, Normalization normalization)
{
    /// <summary>A model's training.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="iteration">0 is the teacher.</param>
    /// <param name="pseudoLabeled">What a student learns from beside the labels; null for nothing.</param>
    /// <param name="selection">How many of these are of each class; null where that is no matter.</param>
    public TrainingPlan Of(Recipe recipe, int iteration, TrainingSet? pseudoLabeled, Selection? selection)
    {
        var (settings, training) = (recipe.ModelSettingsOf(iteration), recipe.SectionsOf(iteration).Training);
        var labeled = new TrainingPart
        {
            Name = "labeled",
            Set = TrainingSet.Of(sets.Training, training.LabelSmoothing),
            Images = settings.BatchSize,
            ClassWeights = training.WeightsOf(sets.Training.CountByClass()),
        };
        return new TrainingPlan
        {
            Iteration = iteration,
            Description = new ModelDescription(settings.Network, sets.Labeled.Classes, recipe.ImageSize, normalization)
            {
                Fit = recipe.Fit,
                SampleBits = recipe.SampleBits == ImageReading.WholeSampleBits ? null : recipe.SampleBits,
            },
            ModelNoise = settings.ModelNoise,
            FrozenStages = training.FrozenStages,
            FitLastLayerTo = training.FitLastLayer ? sets.Training : null,
            Parts = settings is StudentSettings student && pseudoLabeled is not null
                ? PartsOf(student, labeled, pseudoLabeled, selection is null ? null : training.WeightsOf([.. selection.Classes.Select(each => each.Copies)]))
                : [labeled],
            LearningRate = settings.LearningRate,
            Steps = TrainingPlan.StepsOf(settings.Epochs, sets.Training.Images.Count, settings.BatchSize),
            StepsPerEpoch = (double)sets.Training.Images.Count / settings.BatchSize,
            Validation = sets.Validation,
        };
    }

    /// <summary>
    /// A training that takes as long as a model's. What images show and what is said of them does not change what a step takes: labeled ones stand for those without
    /// labels.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="iteration">0 is the teacher.</param>
    public TrainingPlan ToMeasure(Recipe recipe, int iteration) => Of(recipe, iteration, TrainingSet.Of(sets.Training, labelSmoothing: 0), null);

    /// <summary>A student's batches: B labeled images and r B pseudo-labeled ones, or where it is not joint as many of these alone.</summary>
    private static TrainingPart[] PartsOf(StudentSettings student, TrainingPart labeled, TrainingSet pseudoLabeled, IReadOnlyList<float>? weights)
    {
        var unlabeled = (int)Math.Round(student.Ratio * student.BatchSize);
        return
        [
            labeled with { Images = student.Joint ? student.BatchSize : 0 },
            new TrainingPart
            {
                Name = "pseudo-labeled",
                Set = pseudoLabeled,
                Images = student.Joint ? unlabeled : student.BatchSize + unlabeled,
                Weight = student.UnlabeledWeight ?? student.Ratio,
                ClassWeights = weights,
                HasFullInputNoise = student.UnlabeledNoise == UnlabeledNoise.Full,
                HasModelNoise = student.UnlabeledNoise != UnlabeledNoise.None,
            },
        ];
    }
}
