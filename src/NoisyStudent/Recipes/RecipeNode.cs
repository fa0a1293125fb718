using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NoisyStudent.Recipes;

/// <summary>A piece of a recipe's text, before it is known which type it is to become.</summary>
/// <param name="Place">Where it stands, as messages begin: a file and line, or an override.</param>
internal abstract record RecipeNode(string Place);

/// <summary>A single value.</summary>
internal sealed record RecipeScalar(string Place, string Text, bool Quoted) : RecipeNode(Place)
{
    /// <summary>Whether this is YAML's null: nothing, <c>null</c> or <c>~</c>.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record RecipeSequence(string Place, IReadOnlyList<RecipeNode> Items) : RecipeNode(Place);

/// <summary>Keys with their values.</summary>
internal sealed record RecipeMapping(string Place, IReadOnlyList<(RecipeScalar Key, RecipeNode Value)> Entries) : RecipeNode(Place);

/// <summary>
/// Reads YAML text into nodes. Of YAML it takes values, lists and mappings; what could make a small text large or run code (aliases,
/// tags) is refused, so it is safe on a recipe from a stranger.
/// </summary>
internal sealed class RecipeNodeReader
{
    private const int LargestText = 1_000_000;
    private const int DeepestNesting = 20;

    private readonly Parser _parser;
    private readonly Func<Mark, string> _place;

    private RecipeNodeReader(string yaml, Func<Mark, string> place)
    {
        _parser = new Parser(new StringReader(yaml));
        _place = place;
    }

    /// <summary>Reads the one document of a text; an empty text is a null.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What the text is called in messages.</param>
    /// <param name="hasLines">Whether messages tell the line too.</param>
    /// <exception cref="NoisyStudentException">The text is not a YAML document of the kind that a recipe is.</exception>
    public static RecipeNode Read(string yaml, string name, bool hasLines)
    {
        if (yaml.Length > LargestText)
        {
            throw new NoisyStudentException($"{name}: larger than 1 MB, which no recipe is; is this the right file?");
        }

        var reader = new RecipeNodeReader(yaml, mark => hasLines ? $"{name}, line {mark.Line}" : name);
        try
        {
            return reader.Document();
        }
        catch (YamlException exception)
        {
            throw NotYaml(exception.End, exception.Message.TrimEnd('.'), exception);
        }
        catch (InvalidOperationException exception)
        {
            // The scanner's answer to a plain text that runs on from one line to the next where a ',' or a bracket is missing.
            throw NotYaml(reader._parser.Current?.End ?? Mark.Empty, "after here a ',', ':', ']' or '}' is missing", exception);
        }

        NoisyStudentException NotYaml(Mark mark, string why, Exception exception) =>
            new($"{reader._place(mark)}{(hasLines ? $", column {mark.Column}" : "")}: this is not YAML: {why}.", exception);
    }

    private RecipeNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out var end))
        {
            return new RecipeScalar(_place(end.Start), "", Quoted: false);
        }

        _parser.Consume<DocumentStart>();
        var root = Node(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            throw Refuse(second, "a second document begins here ('---'), but a recipe is one document");
        }

        return root;
    }

    private RecipeNode Node(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw Refuse(alias, $"the alias '*{alias.Value}' stands here, but recipes have no aliases; write the value out");
        }

        var node = _parser.Consume<NodeEvent>();
        if (!node.Anchor.IsEmpty)
        {
            throw Refuse(node, $"the anchor '&{node.Anchor}' stands here, but recipes have no anchors; take it away");
        }

        if (!node.Tag.IsEmpty)
        {
            throw Refuse(node, $"the tag '{node.Tag}' stands here, but recipes have no tags; take it away");
        }

        if (depth > DeepestNesting)
        {
            throw Refuse(node, $"lists and mappings are nested more than {DeepestNesting} deep, which no recipe is");
        }

        return node switch
        {
            Scalar scalar => new RecipeScalar(_place(node.Start), scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => new RecipeSequence(_place(node.Start), [.. Items(depth)]),
            _ => new RecipeMapping(_place(node.Start), Entries(depth)),
        };
    }

    private IEnumerable<RecipeNode> Items(int depth)
    {
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            yield return Node(depth + 1);
        }
    }

    private List<(RecipeScalar Key, RecipeNode Value)> Entries(int depth)
    {
        var entries = new List<(RecipeScalar Key, RecipeNode Value)>();
        var keys = new HashSet<string>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            if (key is not RecipeScalar name)
            {
                throw new NoisyStudentException($"{key.Place}: a list or mapping stands where the name of a setting must stand.");
            }

            if (!keys.Add(name.Text))
            {
                throw new NoisyStudentException($"{key.Place}: '{name.Text}' is set a second time; take one of the two away.");
            }

            entries.Add((name, Node(depth + 1)));
        }

        return entries;
    }

    private NoisyStudentException Refuse(ParsingEvent at, string what) => new($"{_place(at.Start)}: {what}.");
}
