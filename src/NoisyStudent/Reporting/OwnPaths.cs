using System.Text.RegularExpressions;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>Ways to a run's folder, which are nobody's business: files in it are shown without them.</summary>
internal sealed class OwnPaths
{
    private readonly Regex _ways;

    private OwnPaths(IEnumerable<string> folders) => _ways = new Regex(
        $@"(?<![\w\-./\\])(?:{string.Join('|', folders.OrderByDescending(each => each.Length).Select(each => Regex.Escape(Path.TrimEndingDirectorySeparator(each))))})[/\\]");

    /// <summary>The ways to a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="earlier">The way to it as it was given to the run, perhaps on another machine; null where that is not known.</param>
    public static OwnPaths Of(RunFolder folder, string? earlier = null) =>
        new(((string?[])[Path.GetFullPath(folder.Path), folder.Path, earlier]).Where(way => !string.IsNullOrEmpty(way)).OfType<string>());

    /// <summary>Text with paths in the folder as they are within it.</summary>
    /// <param name="text">Any text.</param>
    public string CutFrom(string text) => _ways.Replace(text, "");
}
