using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NoisyStudent.Recipes;

/// <summary>Writes nodes as YAML.</summary>
internal static class RecipeWriter
{
    // Long texts stay on one line: folded ones are hard to compare.
    private static readonly EmitterSettings _settings = new EmitterSettings().WithBestWidth(int.MaxValue).WithIndentedSequences();

    /// <summary>A node as a YAML document.</summary>
    /// <param name="node">The node.</param>
    /// <param name="onOneLine">Whether to write it in flow style, as an override has it.</param>
    public static string Write(RecipeNode node, bool onOneLine = false)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, _settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node, onOneLine);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>Whether a list holds single values alone, so that it is one setting, on one line.</summary>
    public static bool IsFlat(RecipeSequence list) => list.Items.All(item => item is RecipeScalar);

    private static void Emit(IEmitter emitter, RecipeNode node, bool onOneLine)
    {
        switch (node)
        {
            case RecipeScalar scalar:
                var style = scalar.Quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain;
                emitter.Emit(new Scalar(null, null, scalar.Text, style, isPlainImplicit: true, isQuotedImplicit: true));
                break;
            case RecipeSequence list:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, onOneLine || IsFlat(list) ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list.Items)
                {
                    Emit(emitter, item, onOneLine);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case RecipeMapping mapping:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, onOneLine ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in mapping.Entries)
                {
                    Emit(emitter, key, onOneLine);
                    Emit(emitter, value, onOneLine);
                }

                emitter.Emit(new MappingEnd());
                break;
            default:
                throw new NotSupportedException($"{node.GetType()} cannot be written.");
        }
    }
}
