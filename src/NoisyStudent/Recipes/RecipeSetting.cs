using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace NoisyStudent.Recipes;

/// <summary>One property of a record, as a setting of a recipe.</summary>
/// <param name="Name">Its name in kebab case, for example <c>batch-size</c>.</param>
/// <param name="Property">The property.</param>
/// <param name="CanBeNull">Whether null is one of its values.</param>
internal sealed record RecipeSetting(string Name, PropertyInfo Property, bool CanBeNull)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RecipeSetting>> _known = [];

    /// <summary>Whether it is a section of a model that is laid over the run's (<see cref="ModelSectionAttribute"/>).</summary>
    public bool IsModelSection { get; } = Property.IsDefined(typeof(ModelSectionAttribute));

    /// <summary>The section of a whole recipe over which this one is laid.</summary>
    /// <param name="run">The recipe.</param>
    public object? SectionOf(object run) => Of(run.GetType()).Single(setting => setting.Name == Name).Property.GetValue(run);

    /// <summary>The settings of a record type: its settable properties, in the order of declaration.</summary>
    public static IReadOnlyList<RecipeSetting> Of(Type record) => _known.GetOrAdd(record, static type =>
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is { IsPublic: true })
                .OrderBy(property => property.MetadataToken)
                .Select(property => new RecipeSetting(
                    Kebab(property.Name), property, nullability.Create(property).WriteState == NullabilityState.Nullable)),
        ];
    });

    /// <summary>The values of a record type that have names of their own, such as <c>none</c>: its static properties.</summary>
    public static IReadOnlyDictionary<string, object> Named(Type record) => record.GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => property.PropertyType == record)
        .ToDictionary(property => Kebab(property.Name), property => property.GetValue(null)!);

    /// <summary>A name of the code as a recipe writes it.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>The path of a setting or list element within the one at <paramref name="path"/>.</summary>
    public static string Join(string path, object name) => path.Length == 0 ? $"{name}" : $"{path}.{name}";

    /// <summary>Whether a type is a list, and of what.</summary>
    public static bool IsList(Type type, out Type element)
    {
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        element = isList ? type.GenericTypeArguments[0] : type;
        return isList;
    }

    /// <summary>Whether a type is a record.</summary>
    public static bool IsRecord(Type type) => CloneMethod(type) is not null;

    /// <summary>A copy of a record, or a new one with its defaults where there is none, so that nothing shared is written to.</summary>
    public static object Copy(Type type, object? record) =>
        record is null ? Activator.CreateInstance(type)! : CloneMethod(type)!.Invoke(record, null)!;

    private static MethodInfo? CloneMethod(Type type) => type.GetMethod("<Clone>$");
}
