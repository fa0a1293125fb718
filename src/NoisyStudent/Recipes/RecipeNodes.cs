using System.Collections;
using System.Text.RegularExpressions;

namespace NoisyStudent.Recipes;

/// <summary>
/// The values of a record graph as nodes, which <see cref="RecipeBinder"/> turns back into it: every setting, defaults included, in the order of
/// declaration; but of a model's section what differs from the run's, and null where nothing does.
/// </summary>
internal static partial class RecipeNodes
{
    /// <summary>A value as a node.</summary>
    /// <param name="value">A record, a list or a scalar.</param>
    public static RecipeNode Of(object? value) => Of(value, run: value);

    private static RecipeNode Of(object? value, object? run) => value switch
    {
        null => Plain(RecipeScalars.Text(null)),
        string text => new RecipeScalar("", text, Quoted: !SafeWithoutQuotes().IsMatch(text)),
        _ when RecipeScalars.Has(value.GetType()) => Plain(RecipeScalars.Text(value)),
        IEnumerable list => new RecipeSequence("", [.. list.Cast<object?>().Select(item => Of(item, run))]),
        _ => new RecipeMapping("", [.. RecipeSetting.Of(value.GetType()).Select(setting => (Plain(setting.Name), Of(setting, value, run)))]),
    };

    private static RecipeNode Of(RecipeSetting setting, object record, object? run)
    {
        var node = Of(setting.Property.GetValue(record), run);
        return setting.IsModelSection ? Difference(node, Of(setting.SectionOf(run!), run)) ?? Of(null, run) : node;
    }

    /// <summary>What of a node is not the same in another of its type; null where all is.</summary>
    private static RecipeNode? Difference(RecipeNode node, RecipeNode other)
    {
        if (node is not RecipeMapping mapping || other is not RecipeMapping { Entries: var others })
        {
            return RecipeWriter.Write(node) == RecipeWriter.Write(other) ? null : node;
        }

        (RecipeScalar, RecipeNode)[] different =
        [
            .. mapping.Entries.Zip(others, (entry, same) => (entry.Key, Value: Difference(entry.Value, same.Value)))
                .Where(entry => entry.Value is not null).Select(entry => (entry.Key, entry.Value!)),
        ];
        return different.Length == 0 ? null : new RecipeMapping("", different);
    }

    private static RecipeScalar Plain(string text) => new("", text, Quoted: false);

    // Words, names and paths, but none that YAML 1.1 or 1.2 takes for a null or a truth value.
    [GeneratedRegex(@"^(?!(null|true|false|yes|no|on|off|y|n)\z)[a-z]([a-z0-9_./ -]*[a-z0-9_./-])?\z", RegexOptions.IgnoreCase)]
    private static partial Regex SafeWithoutQuotes();
}
