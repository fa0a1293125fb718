using NoisyStudent.Recipes;

namespace NoisyStudent.SelfTraining;

/// <summary>A recipe as it is given: by the name of a built-in one, by a YAML file, or as it is in memory.</summary>
public sealed class GivenRecipe
{
    private readonly Recipe? _recipe;

    private GivenRecipe(string name, Recipe? recipe) => (Name, _recipe) = (name, recipe);

    /// <summary>Its name, or its file.</summary>
    public string Name { get; }

    /// <summary>Whether it is to be made for the pictures at hand.</summary>
    public bool IsAuto => _recipe is null && Name == RecipeCatalog.Auto;

    /// <summary>A recipe by its name.</summary>
    /// <param name="nameOrFile">A built-in recipe's name, the path of a YAML file, or <see cref="RecipeCatalog.Auto"/>.</param>
    public static implicit operator GivenRecipe(string nameOrFile) => new(nameOrFile, null);

    /// <summary>A recipe in memory.</summary>
    /// <param name="recipe">The recipe.</param>
    public static implicit operator GivenRecipe(Recipe recipe) => new(recipe.Name, recipe);

    /// <summary>The recipe with some changes.</summary>
    /// <param name="overrides">Changes as <c>key.path=value</c>.</param>
    /// <exception cref="NoisyStudentException">There is none of that name, or it is wrong; the message says where.</exception>
    internal Recipe Read(IReadOnlyList<string> overrides) => _recipe is null ? RecipeCatalog.Read(Name, overrides) : RecipeCatalog.Change(_recipe, overrides);

    /// <summary>What messages call it.</summary>
    public override string ToString() => Name;
}
