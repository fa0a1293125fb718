using System.Collections;

namespace NoisyStudent.Recipes;

/// <summary>
/// Settings as YAML. Works for any graph of records with settable properties, each a string, int, long, double, bool, enum, another
/// record, an <see cref="IReadOnlyList{T}"/> of these, or a nullable one of these. Names of settings and of enum members are those of the
/// code in kebab case.
/// </summary>
public static class RecipeYaml
{
    /// <summary>Reads settings, applies overrides, and leaves everything else at the defaults of its record.</summary>
    /// <param name="yaml">The YAML text; an empty one means all defaults.</param>
    /// <param name="sourceName">What messages call the text, for example its file name.</param>
    /// <param name="overrides">
    /// Changes to be made afterwards, in order, for example <c>teacher.batch-size=64</c>, <c>students.0.epochs=3</c> or
    /// <c>noise.leave-out=[Invert, Cutout]</c>.
    /// </param>
    /// <typeparam name="T">The record; its defaults are those of its parameterless constructor.</typeparam>
    /// <exception cref="NoisyStudentException">
    /// The text is not YAML, or too large, or holds an anchor, alias or tag; a setting is unknown, set twice, or has a value of the wrong
    /// type; an override is malformed.
    /// </exception>
    public static T Read<T>(string yaml, string sourceName, IEnumerable<string> overrides)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(overrides);

        var root = RecipeNodeReader.Read(yaml, sourceName, hasLines: true);
        var recipe = RecipeBinder.Bind(root, typeof(T), canBeNull: false, current: null, path: "")!;
        foreach (var each in overrides)
        {
            recipe = new RecipeOverride(each).Apply(typeof(T), recipe);
        }

        return (T)recipe;
    }

    /// <summary>
    /// Every setting, defaults included, as YAML in the order of declaration. <see cref="Read{T}"/> gives back the same values, doubles to
    /// the last bit.
    /// </summary>
    /// <param name="value">The record.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    public static string Write<T>(T value)
        where T : class => RecipeWriter.Write(value);

    /// <summary>
    /// Every setting by its path, for example <c>teacher.batch-size</c> with <c>64</c>, in the order of declaration: each pair is an
    /// override. Lists of single values are one setting; lists of records are gone through by place.
    /// </summary>
    /// <param name="value">The record.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    public static IReadOnlyDictionary<string, string> Flatten<T>(T value)
        where T : class
    {
        var settings = new Dictionary<string, string>();
        Add("", value);
        return settings;

        void Add(string path, object? part)
        {
            switch (part)
            {
                case string or null:
                    settings.Add(path, OnOneLine(part));
                    break;
                case IEnumerable list when !RecipeWriter.IsFlat(list):
                    foreach (var (place, item) in list.Cast<object>().Index())
                    {
                        Add(RecipeSetting.Join(path, place), item);
                    }

                    break;
                case var record when RecipeSetting.IsRecord(record.GetType()):
                    foreach (var setting in RecipeSetting.Of(record.GetType()))
                    {
                        Add(RecipeSetting.Join(path, setting.Name), setting.Property.GetValue(record));
                    }

                    break;
                default:
                    settings.Add(path, OnOneLine(part));
                    break;
            }
        }

        static string OnOneLine(object? part) => RecipeWriter.Write(part, onOneLine: true).TrimEnd('\n');
    }
}
