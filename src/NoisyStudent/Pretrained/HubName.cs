using System.Text.RegularExpressions;

namespace NoisyStudent.Pretrained;

/// <summary>
/// A file of a repository of the Hugging Face hub, as people name it: <c>hf:ORGANIZATION/NAME[@REVISION][:FILE]</c>. Its parts become addresses and folders, so they
/// are plain letters, digits, <c>_</c>, <c>-</c> and <c>.</c> that lead nowhere else.
/// </summary>
internal sealed partial record HubName
{
    /// <summary>What such names begin with.</summary>
    public const string Prefix = "hf:";

    private const string UsualRevision = "main";
    private const string UsualFile = "model.safetensors";

    // Those of the hub's own names, and of folders that any system makes.
    private const int MostLetters = 96;
    private const int MostLettersOfPath = 200;

    private HubName(string organization, string repository) => (Organization, Repository) = (organization, repository);

    /// <summary>Whose repository it is.</summary>
    public string Organization { get; }

    /// <summary>The repository's own name.</summary>
    public string Repository { get; }

    /// <summary>A branch, a tag, or a commit of 40 hexadecimal digits.</summary>
    public string Revision { get; init; } = UsualRevision;

    /// <summary>The file's path in the repository.</summary>
    public string File { get; init; } = UsualFile;

    /// <summary>Both names of the repository, as the hub writes them.</summary>
    public string Id => $"{Organization}/{Repository}";

    /// <summary>Whether the file is the one that was meant by naming none.</summary>
    public bool IsUsualFile => File == UsualFile;

    /// <summary>Whether a text is meant as such a name, and not as a path.</summary>
    /// <param name="text">What was given.</param>
    public static bool IsMeant(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads a name.</summary>
    /// <param name="text">What was given.</param>
    /// <exception cref="NoisyStudentException">It is none.</exception>
    public static HubName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= Prefix.Length + (2 * MostLetters) + (2 * MostLettersOfPath) && Form().Match(text) is { Success: true } match)
        {
            var name = new HubName(match.Groups["organization"].Value, match.Groups["repository"].Value)
            {
                Revision = match.Groups["revision"] is { Success: true, Value: var revision } ? revision : UsualRevision,
                File = match.Groups["file"] is { Success: true, Value: var file } ? file : UsualFile,
            };
            if (IsOfRepository(name.Organization) && IsOfRepository(name.Repository) && IsPath(name.Revision) && IsPath(name.File))
            {
                return name;
            }
        }

        throw new NoisyStudentException(
            $"'{PrintableText.Of(text.Length > MostLettersOfPath ? $"{text[..MostLettersOfPath]}..." : text)}' is no name of the Hugging Face hub: write {Prefix}ORGANIZATION/NAME, "
            + $"and behind it @REVISION where that is not {UsualRevision} and :FILE where that is not {UsualFile}, for example {Prefix}timm/resnet18.a1_in1k.");
    }

    /// <summary>The name as it is read, without what is usual.</summary>
    public override string ToString() => $"{Prefix}{Id}{(Revision == UsualRevision ? "" : $"@{Revision}")}{(IsUsualFile ? "" : $":{File}")}";

    /// <summary>Two hyphens part the names in the cache's folders.</summary>
    private static bool IsOfRepository(string name) => name.Length <= MostLetters
        && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal) && !name.EndsWith(".git", StringComparison.OrdinalIgnoreCase);

    /// <summary>Windows has names that are devices in any folder.</summary>
    private static bool IsPath(string path) => path.Length <= MostLettersOfPath
        && path.Split('/').All(part => !part.Contains("..", StringComparison.Ordinal) && new FileNames().Give(part) == part);

    [GeneratedRegex(
        @"^hf:(?<organization>\w([\w.-]*\w)?)/(?<repository>\w([\w.-]*\w)?)(@(?<revision>\w([\w.-]*\w)?(/\w([\w.-]*\w)?)*))?(:(?<file>\w([\w.-]*\w)?(/\w([\w.-]*\w)?)*))?\z",
        RegexOptions.ECMAScript)]
    private static partial Regex Form();
}
