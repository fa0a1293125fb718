namespace NoisyStudent.Recipes;

/// <summary>Turns nodes into the values of a record graph, and says in one sentence what does not fit.</summary>
/// <param name="run">
/// The whole recipe over whose sections those of models are laid (<see cref="ModelSectionAttribute"/>); null while its sections are not known.
/// </param>
internal sealed class RecipeBinder(object? run)
{
    private const int LongestQuotation = 60;

    /// <summary>The value of a type that a node stands for.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">The type wanted: a record, a list or a scalar.</param>
    /// <param name="canBeNull">Whether null is a value too.</param>
    /// <param name="current">The value so far: where the node is a mapping, what it does not name stays as it is there.</param>
    /// <param name="path">The path of the setting, for messages; empty for the whole recipe.</param>
    /// <exception cref="NoisyStudentException">The node does not fit the type.</exception>
    public object? Bind(RecipeNode node, Type type, bool canBeNull, object? current, string path)
    {
        canBeNull |= Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (node is RecipeScalar { IsNull: true } && canBeNull)
        {
            return null;
        }

        if (RecipeScalars.Has(type))
        {
            var scalar = node as RecipeScalar;
            return (scalar is { IsNull: false } ? RecipeScalars.Parse(scalar, type) : null)
                ?? throw Wrong(node, path, RecipeScalars.Wanted(type, scalar) + OrNull(canBeNull));
        }

        if (RecipeSetting.IsList(type, out var element))
        {
            return node is RecipeSequence list
                ? Items(list, element, path)
                : throw Wrong(node, path, "a list, for example [a, b] or []" + OrNull(canBeNull));
        }

        return node switch
        {
            _ when !RecipeSetting.IsRecord(type) => throw new NotSupportedException($"{type} cannot be a setting of a recipe."),
            RecipeMapping mapping => Record(mapping, type, current, path),

            // All settings of a section may be commented out, in a whole recipe too.
            RecipeScalar { IsNull: true } => RecipeSetting.Copy(type, current),
            RecipeScalar { Quoted: false } scalar when RecipeSetting.Named(type).TryGetValue(scalar.Text, out var named) => named,
            _ => throw Wrong(node, path, "settings, each as 'name: value'" + OrNamed(type) + OrNull(canBeNull)),
        };
    }

    /// <summary>The value of a setting to which changes are made: of a model that has no such section, the run's section.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="record">The record that has it.</param>
    public object? Current(RecipeSetting setting, object record) =>
        setting.Property.GetValue(record) ?? (setting.IsModelSection && run is not null ? setting.SectionOf(run) : null);

    /// <summary>The setting of a record type by its name.</summary>
    /// <exception cref="NoisyStudentException">There is none of that name.</exception>
    public static RecipeSetting Find(Type record, string name, string place, string path)
    {
        var settings = RecipeSetting.Of(record);
        var owner = path.Length == 0 ? "" : $" of '{path}'";
        return settings.FirstOrDefault(setting => setting.Name == name)
            ?? throw new NoisyStudentException(
                $"{place}: '{Shorten(name)}' is not a setting{owner}; "
                + NearestName.Suggest(name, [.. settings.Select(setting => setting.Name)]));
    }

    private object Record(RecipeMapping mapping, Type type, object? current, string path)
    {
        var record = RecipeSetting.Copy(type, current);
        foreach (var (key, value) in mapping.Entries)
        {
            var setting = Find(type, key.Text, key.Place, path);
            var bound = Bind(value, setting.Property.PropertyType, setting.CanBeNull, Current(setting, record), RecipeSetting.Join(path, setting.Name));
            setting.Property.SetValue(record, bound);
        }

        return record;
    }

    private Array Items(RecipeSequence list, Type element, string path)
    {
        var items = Array.CreateInstance(element, list.Items.Count);
        for (var index = 0; index < items.Length; index++)
        {
            var bound = Bind(list.Items[index], element, canBeNull: false, current: null, RecipeSetting.Join(path, index));
            items.SetValue(bound, index);
        }

        return items;
    }

    private static NoisyStudentException Wrong(RecipeNode node, string path, string wanted)
    {
        var what = path.Length == 0 ? "the recipe" : $"'{path}'";
        var found = node switch
        {
            RecipeScalar { IsNull: true } => "empty",
            RecipeScalar { Quoted: true } scalar => $"the text '{Shorten(scalar.Text)}'",
            RecipeScalar scalar => $"'{Shorten(scalar.Text)}'",
            RecipeSequence => "a list",
            _ => "a mapping",
        };
        return new NoisyStudentException($"{node.Place}: {what} is {found}, but must be {wanted}.");
    }

    private static string OrNamed(Type type) =>
        RecipeSetting.Named(type) is { Count: > 0 } named ? $", or one of {string.Join(", ", named.Keys)}" : "";

    private static string OrNull(bool canBeNull) => canBeNull ? ", or null" : "";

    private static string Shorten(string text) => text.Length <= LongestQuotation ? text : text[..LongestQuotation] + "...";
}
