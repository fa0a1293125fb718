using NoisyStudent.Recipes;

namespace NoisyStudent.Runs.Budgets;

/// <summary>What the models of recipes cost on this machine; each figure is found when it is first asked for.</summary>
internal interface IModelSpeeds
{
    /// <summary>Seconds for one image that goes through a training step.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    double Training(Recipe recipe, int model);

    /// <summary>Seconds for the trained model's answer on one image.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    double Answer(Recipe recipe, int model);
}
