using System.Globalization;
using System.Numerics;

namespace NoisyStudent.Recipes;

/// <summary>The single values of a recipe: from text to value and back, the same under every culture.</summary>
internal static class RecipeScalars
{
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Whether a type is written as a single value. Nullable types count as what they wrap.</summary>
    public static bool Has(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long)
        || type == typeof(double);

    /// <summary>The value that a text stands for, or null if it stands for none of that type.</summary>
    public static object? Parse(RecipeScalar scalar, Type type) => type switch
    {
        _ when type == typeof(string) => scalar.Text,
        _ when scalar.Quoted => null,
        { IsEnum: true } => Enum.GetValues(type).Cast<object>().FirstOrDefault(value => Text(value) == scalar.Text),
        _ when type == typeof(bool) => bool.TryParse(scalar.Text, out var value) ? value : null,
        _ when type == typeof(int) =>
            int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
        _ when type == typeof(long) =>
            long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null,
        _ => Number(scalar.Text),
    };

    /// <summary>What a value of a type must be, in words that end a sentence.</summary>
    public static string Wanted(Type type, RecipeScalar? found) => type switch
    {
        _ when type == typeof(string) => "text",
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetValues(type).Cast<object>().Select(Text)),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) => "a number",
        _ when found is not { Quoted: false } || !BigInteger.TryParse(found.Text, CultureInfo.InvariantCulture, out _) => "a whole number",
        _ when type == typeof(int) => $"a whole number from {int.MinValue} to {int.MaxValue}",
        _ => $"a whole number from {long.MinValue} to {long.MaxValue}",
    };

    /// <summary>The text of a value, without quotes; doubles are told to the last bit.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        true => "true",
        false => "false",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum member => RecipeSetting.Kebab(member.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static object? Number(string text) => text switch
    {
        ".inf" or "+.inf" => double.PositiveInfinity,
        "-.inf" => double.NegativeInfinity,
        ".nan" => double.NaN,

        // The parser also takes 'Infinity' and 'NaN', and turns what is too large into infinity.
        _ => double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };
}
