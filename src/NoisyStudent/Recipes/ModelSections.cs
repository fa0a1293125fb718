using NoisyStudent.Noise;
using NoisyStudent.Training;

namespace NoisyStudent.Recipes;

/// <summary>
/// The sections by which a model is trained, each of them whole: what the model gives, laid over the run's section of the same name. They are
/// asked for by <see cref="Recipe.SectionsOf"/>.
/// </summary>
/// <param name="Noise">Input noise of its training images.</param>
/// <param name="Training">Its optimization.</param>
/// <param name="FineTuning">What follows its training.</param>
public sealed record ModelSections(InputNoise Noise, TrainingSettings Training, FineTuningSettings FineTuning);

/// <summary>
/// Marks a section of a model that is laid over the section of the same name of the whole recipe: what is not given comes from there, and null is
/// all of it. A section that is read is whole (<see cref="RecipeBinder"/>); of one that is written stands what differs (<see cref="RecipeNodes"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ModelSectionAttribute : Attribute;
