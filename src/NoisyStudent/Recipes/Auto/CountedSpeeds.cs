using NoisyStudent.Networks;

namespace NoisyStudent.Recipes;

/// <summary>
/// What models cost before anything is measured, by their multiply-adds. It is counted in passes, the work of a training step on one image; one of
/// fast-32 at 32x32 is the unit.
/// </summary>
/// <param name="classes">How many classes there are.</param>
internal sealed class CountedSpeeds(int classes) : IModelSpeeds
{
    /// <summary>The network whose passes are the unit.</summary>
    public const string UnitNetwork = "fast-32";

    /// <summary>Width and height of their images in pixels.</summary>
    public const int UnitSize = 32;

    /// <summary>How many of them two ordinary cores make in a second.</summary>
    public const double OrdinaryPerSecond = 1000;

    /// <summary>Some passes, and one for so many weights (docs/experiments.md, "Photographs, from what ImageNet taught").</summary>
    private const double PassesOfStep = 5, WeightsOfPass = 200_000;

    /// <inheritdoc/>
    public double Training(Recipe recipe, int model) => Training(recipe.ModelSettingsOf(model).Network, recipe.ImageSize);

    /// <summary>For one image that goes through a training step, without what the step itself costs.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="imageSize">Width and height of the image in pixels.</param>
    public double Training(string network, int imageSize) =>
        (double)NetworkCatalog.MultiplyAddsOf(network, new(classes, imageSize)) / NetworkCatalog.MultiplyAddsOf(UnitNetwork, new(classes, UnitSize));

    /// <summary>For one image of a step, with its part of what the step costs beside its images.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="imageSize">Width and height of the image in pixels.</param>
    /// <param name="batch">How many images the step has.</param>
    public double Training(string network, int imageSize, double batch) =>
        Training(network, imageSize) + (OfStep(network, imageSize) / batch);

    /// <summary>What a step costs beside its images.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="imageSize">Width and height of the images in pixels.</param>
    public double OfStep(string network, int imageSize) => PassesOfStep + (NetworkCatalog.ParametersOf(network, new(classes, imageSize)) / WeightsOfPass);

    /// <summary>A third of a training step, as an answer goes forward alone.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    public double Answer(Recipe recipe, int model) => Training(recipe, model) / 3;
}
