namespace NoisyStudent.Recipes;

/// <summary>What the models of recipes cost, in one unit of time or work.</summary>
internal interface IModelSpeeds
{
    /// <summary>For one image that goes through a training step.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    double Training(Recipe recipe, int model);

    /// <summary>For the trained model's answer on one image.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    double Answer(Recipe recipe, int model);
}
