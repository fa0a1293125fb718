using System.Collections;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NoisyStudent.Recipes;

/// <summary>Writes a record graph as YAML: every setting, defaults included, in the order of declaration.</summary>
internal static partial class RecipeWriter
{
    // Long texts stay on one line: folded ones are hard to compare.
    private static readonly EmitterSettings _settings = new EmitterSettings().WithBestWidth(int.MaxValue).WithIndentedSequences();

    /// <summary>A value as a YAML document.</summary>
    /// <param name="value">A record, a list or a scalar.</param>
    /// <param name="onOneLine">Whether to write it in flow style, as an override has it.</param>
    public static string Write(object? value, bool onOneLine = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, _settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Node(emitter, value, onOneLine);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>Whether a list holds single values alone, so that it is one setting, on one line.</summary>
    public static bool IsFlat(IEnumerable list) => list.Cast<object?>().All(item => item is null || RecipeScalars.Has(item.GetType()));

    private static void Node(IEmitter emitter, object? value, bool onOneLine)
    {
        if (value is null || RecipeScalars.Has(value.GetType()))
        {
            var style = value is string text && !SafeWithoutQuotes().IsMatch(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain;
            emitter.Emit(new Scalar(null, null, RecipeScalars.Text(value), style, isPlainImplicit: true, isQuotedImplicit: true));
        }
        else if (value is IEnumerable list)
        {
            var style = onOneLine || IsFlat(list) ? SequenceStyle.Flow : SequenceStyle.Block;
            emitter.Emit(new SequenceStart(null, null, isImplicit: true, style));
            foreach (var item in list)
            {
                Node(emitter, item, onOneLine);
            }

            emitter.Emit(new SequenceEnd());
        }
        else
        {
            emitter.Emit(new MappingStart(null, null, isImplicit: true, onOneLine ? MappingStyle.Flow : MappingStyle.Block));
            foreach (var setting in RecipeSetting.Of(value.GetType()))
            {
                emitter.Emit(new Scalar(setting.Name));
                Node(emitter, setting.Property.GetValue(value), onOneLine);
            }

            emitter.Emit(new MappingEnd());
        }
    }

    // Words, names and paths, but none that YAML 1.1 or 1.2 takes for a null or a truth value.
    [GeneratedRegex(@"^(?!(null|true|false|yes|no|on|off|y|n)\z)[a-z]([a-z0-9_./ -]*[a-z0-9_./-])?\z", RegexOptions.IgnoreCase)]
    private static partial Regex SafeWithoutQuotes();
}
