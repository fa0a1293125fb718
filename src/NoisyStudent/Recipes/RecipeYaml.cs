using System.Globalization;

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

        return Bind<T>(RecipeNodeReader.Read(yaml, sourceName, hasLines: true), [.. overrides.Select(each => new RecipeOverride(each))]);
    }

    /// <summary>
    /// Every setting, defaults included, as YAML in the order of declaration. <see cref="Read{T}"/> gives back the same values, doubles to
    /// the last bit.
    /// </summary>
    /// <param name="value">The record.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    public static string Write<T>(T value)
        where T : class => RecipeWriter.Write(RecipeNodes.Of(value));

    /// <summary>
    /// Every setting by its path, for example <c>teacher.batch-size</c> with <c>64</c>, in the order of declaration: each pair is an
    /// override. Lists of single values are one setting; lists of records are gone through by place. Of a model's section, only what differs from the run's
    /// is there, so that records that mean the same have the same settings.
    /// </summary>
    /// <param name="value">The record.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    public static IReadOnlyDictionary<string, string> Flatten<T>(T value)
        where T : class
    {
        var settings = new Dictionary<string, string>();
        Add("", RecipeNodes.Of(value));
        return settings;

        void Add(string path, RecipeNode node)
        {
            switch (node)
            {
                case RecipeMapping record:
                    foreach (var (key, setting) in record.Entries)
                    {
                        Add(RecipeSetting.Join(path, key.Text), setting);
                    }

                    break;
                case RecipeSequence list when !RecipeWriter.IsFlat(list):
                    foreach (var (place, item) in list.Items.Index())
                    {
                        Add(RecipeSetting.Join(path, place), item);
                    }

                    break;
                default:
                    settings.Add(path, RecipeWriter.Write(node, onOneLine: true).TrimEnd('\n'));
                    break;
            }
        }
    }

    /// <summary>Reads what <see cref="Flatten{T}"/> gave; what is missing there keeps its default.</summary>
    /// <param name="settings">Settings by their paths, lists of records with all their places.</param>
    /// <param name="sourceName">What messages call them, for example the name of the file that they are in.</param>
    /// <typeparam name="T">The record.</typeparam>
    /// <exception cref="NoisyStudentException">A setting is unknown, or its value is not one.</exception>
    public static T Unflatten<T>(IReadOnlyDictionary<string, string> settings, string sourceName)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Bind<T>(Nested([.. settings.Select(setting => (setting.Key.Split('.'), setting.Value))], depth: 0), []);

        RecipeNode Nested((string[] Path, string Value)[] within, int depth)
        {
            if (within is [var (path, value)] && path.Length <= depth)
            {
                return RecipeNodeReader.Read(value, sourceName, hasLines: false);
            }

            var parts = within.GroupBy(each => each.Path.ElementAtOrDefault(depth) ?? "").ToArray();
            return parts.Length > 0 && parts.All(part => int.TryParse(part.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                ? new RecipeSequence(sourceName, [.. parts.Select(part => Nested([.. part], depth + 1))])
                : new RecipeMapping(sourceName, [.. parts.Select(part => (new RecipeScalar(sourceName, part.Key, Quoted: false), Nested([.. part], depth + 1)))]);
        }
    }

    /// <summary>
    /// Binds and changes, and does it twice: a model's section is laid over what the run's is in the end, in whatever order the two are given, so that
    /// the run's must be known first.
    /// </summary>
    private static T Bind<T>(RecipeNode root, RecipeOverride[] changes)
        where T : class, new()
    {
        return (T)Over(Over(null));

        object Over(object? run)
        {
            var binder = new RecipeBinder(run);
            var recipe = binder.Bind(root, typeof(T), canBeNull: false, current: null, path: "")!;
            return changes.Aggregate(recipe, (changed, change) => change.Apply(typeof(T), changed, binder));
        }
    }
}
