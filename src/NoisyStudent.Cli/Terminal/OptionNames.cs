using System.Text.RegularExpressions;

namespace NoisyStudent.Cli.Terminal;

/// <summary>
/// The library names what it was asked for in backquotes: a property of a request, <c>`Output`</c>, or a setting of the recipe, <c>`noise.flip=false`</c>.
/// On the command line these are options.
/// </summary>
internal static partial class OptionNames
{
    extension(PrintableText)
    {
        /// <summary>A sentence of the library as the command says it.</summary>
        /// <param name="sentence">The sentence.</param>
        public static string Said(string sentence) => PrintableText.Of(Named().Replace(sentence, name => name.Groups["property"] is { Success: true, Value: var property }
            ? $"--{System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(property)}" : $"--set {name.Groups["setting"].Value}"));
    }

    [GeneratedRegex("`(?:(?<property>[A-Z][A-Za-z]*)|(?<setting>[^`]+))`")]
    private static partial Regex Named();
}
