using System.Collections;
using System.Globalization;

namespace NoisyStudent.Recipes;

/// <summary>One change to a recipe, as a command line states it: <c>teacher.batch-size=64</c>.</summary>
internal sealed class RecipeOverride
{
    private readonly string _place;
    private readonly string[] _path;
    private readonly RecipeNode _value;

    /// <summary>Reads an override.</summary>
    /// <param name="text">A path of setting names and list places, '=', and a value in YAML.</param>
    /// <exception cref="NoisyStudentException">It has no '=', no path, or a value that is not YAML.</exception>
    public RecipeOverride(string text)
    {
        _place = $"`{text}`";
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split < 0 || string.IsNullOrWhiteSpace(text[..split]))
        {
            throw new NoisyStudentException($"{_place}: write a setting, '=' and its value, for example teacher.epochs=3.");
        }

        _path = text[..split].Trim().Split('.');
        _value = RecipeNodeReader.Read(text[(split + 1)..].Trim(), _place, hasLines: false);
    }

    /// <summary>Which setting an override is for, whether or not it is a whole one.</summary>
    /// <param name="text">The override.</param>
    public static string KeyOf(string text) => text.Split('=')[0].Trim();

    /// <summary>What an override sets it to, as written.</summary>
    /// <param name="text">The override.</param>
    public static string ValueOf(string text) => text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();

    /// <summary>Whether it sets a setting of this name, by itself or within a whole record or list.</summary>
    /// <param name="setting">The last part of a setting's path.</param>
    public bool Sets(string setting) => _path[^1] == setting || Holds(_value, setting);

    /// <summary>A copy of a record with this one change.</summary>
    /// <exception cref="NoisyStudentException">The path leads nowhere, or the value does not fit.</exception>
    public object Apply(Type type, object record, RecipeBinder binder) => Change(type, canBeNull: false, record, depth: 0, binder)!;

    private object? Change(Type type, bool canBeNull, object? current, int depth, RecipeBinder binder)
    {
        var path = string.Join('.', _path[..depth]);
        if (depth == _path.Length)
        {
            return binder.Bind(_value, type, canBeNull, current, path);
        }

        if (RecipeSetting.IsList(type, out var element))
        {
            object?[] items = [.. ((IEnumerable?)current)?.Cast<object?>() ?? []];
            var index = Place(items.Length, path, _path[depth]);
            items[index] = Change(element, canBeNull: false, items[index], depth + 1, binder);

            var changed = Array.CreateInstance(element, items.Length);
            Array.Copy(items, changed, items.Length);
            return changed;
        }

        if (!RecipeSetting.IsRecord(type))
        {
            throw new NoisyStudentException($"{_place}: '{path}' is a single value, so nothing is within it.");
        }

        var setting = RecipeBinder.Find(type, _path[depth], _place, path);
        var record = RecipeSetting.Copy(type, current);
        setting.Property.SetValue(record, Change(setting.Property.PropertyType, setting.CanBeNull, binder.Current(setting, record), depth + 1, binder));
        return record;
    }

    private static bool Holds(RecipeNode value, string key) => value switch
    {
        RecipeMapping mapping => mapping.Entries.Any(entry => entry.Key.Text == key || Holds(entry.Value, key)),
        RecipeSequence sequence => sequence.Items.Any(item => Holds(item, key)),
        _ => false,
    };

    private int Place(int count, string path, string written)
    {
        if (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new NoisyStudentException($"{_place}: '{path}' is a list, so a place counted from 0 must follow, not '{written}'.");
        }

        return index < count
            ? index
            : throw new NoisyStudentException(
                $"{_place}: '{path}' has {count} element{(count == 1 ? "" : "s")}, and places count from 0, so there is no '{index}'.");
    }
}
