
namespace NoisyStudent.Recipes;

/// <summary>Recipes by name or file: the built-in ones, and anybody's own.</summary>
public static class RecipeCatalog
{
    /// <summary>The name that stands for a recipe made for the pictures at hand, by <see cref="AutoRecipe"/>.</summary>
    public const string Auto = "auto";

    private const string ResourcePrefix = "recipes/";
    private const string Extension = ".yaml";

    /// <summary>The names of the built-in recipes, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RecipeCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a recipe and changes settings of it.</summary>
    /// <param name="nameOrFile">A built-in recipe's name, or the path of a YAML file.</param>
    /// <param name="overrides">Changes as <c>key.path=value</c>.</param>
    /// <exception cref="NoisyStudentException">There is no such recipe, or it is wrong; the message says where.</exception>
    public static Recipe Read(string nameOrFile, params IEnumerable<string> overrides) =>
        Checked(RecipeYaml.Read<Recipe>(Source(nameOrFile), nameOrFile, overrides));

    /// <summary>Changes settings of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="overrides">Changes as <c>key.path=value</c>.</param>
    /// <exception cref="NoisyStudentException">A change is wrong, or the recipe with it.</exception>
    public static Recipe Change(Recipe recipe, IEnumerable<string> overrides) =>
        Checked(RecipeYaml.Read<Recipe>(RecipeYaml.Write(recipe), recipe.Name, overrides));

    private static bool HoldsSomething(string line) => line.Trim(' ', '\t', '\r', '\0') is { Length: > 0 } words && words[0] != '#' && words is not ("null" or "~" or "---" or "...");

    private static Recipe Checked(Recipe recipe)
    {
        RecipeChecks.Require(recipe);
        return recipe;
    }

    private static string Source(string nameOrFile)
    {
        if (Names.Contains(nameOrFile))
        {
            using var stream = typeof(RecipeCatalog).Assembly.GetManifestResourceStream(ResourcePrefix + nameOrFile + Extension)!;
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }

        try
        {
            // Few settings are the defaults but for these; none at all is a file that was never written.
            return File.ReadAllText(nameOrFile) is var text && text.Split('\n').Any(HoldsSomething) ? text
                : throw new NoisyStudentException($"The recipe {nameOrFile} is empty: give one with settings, as 'recipes show {Names[0]}' prints them.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new NoisyStudentException(
                $"There is no built-in recipe and no readable file '{nameOrFile}': {NearestName.Suggest(nameOrFile, [.. Names, Auto])}", exception);
        }
    }
}
