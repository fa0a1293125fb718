using NoisyStudent.Cli.Terminal;
using NoisyStudent.Datasets;
using NoisyStudent.Prediction;

namespace NoisyStudent.Cli.Commands;

/// <summary>
/// Sorts classified pictures into folders, and says so on standard error: predictions alone are on standard output.
/// </summary>
internal sealed class PictureSorting
{
    /// <summary>The folder of pictures that the model is not sure of.</summary>
    public const string Unsure = "_unsure";

    private const int MostClassesNamed = 20;

    private readonly string _folder;
    private readonly string[] _classes;
    private readonly float? _leastConfidence;
    private readonly ClassSorting _sorting;

    /// <summary>Says where pictures go.</summary>
    /// <param name="folder">The folder of all.</param>
    /// <param name="classes">The model's classes.</param>
    /// <param name="link">Whether to make links instead of copies.</param>
    /// <param name="leastConfidence">Pictures of less confidence are unsure; null where none are.</param>
    public PictureSorting(string folder, IReadOnlyList<string> classes, bool link, double? leastConfidence)
    {
        (_folder, _leastConfidence) = (folder, (float?)leastConfidence);

        // First, so that it has this name whatever classes are called.
        _classes = leastConfidence is null ? [.. classes] : [Unsure, .. classes];
        _sorting = new ClassSorting(folder, _classes, link);
    }

    /// <summary>Makes sure, before the work, that pictures can be sorted into the folder.</summary>
    /// <param name="paths">The paths of the pictures and sets.</param>
    public void Check(IReadOnlyList<string> paths) => _sorting.Check(paths);

    /// <summary>Sorts them.</summary>
    /// <param name="screen">Where the person reads what was done.</param>
    /// <param name="pictures">The pictures.</param>
    /// <param name="predictions">The model's answers.</param>
    /// <param name="interrupt">Stops between pictures.</param>
    public void Sort(Screen screen, GivenPictures pictures, Predictions predictions, CancellationToken interrupt)
    {
        SortedPictures sorted;
        try
        {
            sorted = _sorting.Sort(pictures, [.. Enumerable.Range(0, pictures.Images.Count).Select(picture => ClassOf(predictions, picture))], interrupt);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"What is sorted is in {_folder}: the same command adds the rest.");
        }

        foreach (var (number, count) in sorted.Counts.Index().Where(each => each.Item > 0 && _sorting.Folders[each.Index] != _classes[each.Index]))
        {
            Say(screen, $"The folder of class '{_classes[number]}' is called {_sorting.Folders[number]}: its name cannot be a folder's, or is taken.");
        }

        Say(screen, Summary(pictures.Images.Count, sorted));
    }

    private int ClassOf(Predictions predictions, int picture) => _leastConfidence is not { } least
        ? predictions.Class(picture)
        : predictions.Confidence(picture) < least ? 0 : predictions.Class(picture) + 1;

    private string Summary(int given, SortedPictures sorted)
    {
        var total = sorted.Counts.Sum();
        var filled = sorted.Counts.Index().Where(each => each.Item > 0).Select(each => $"{_sorting.Folders[each.Index]} {each.Item:N0}").ToArray();
        var classes = string.Join(", ", filled.Take(MostClassesNamed)) + (filled.Length > MostClassesNamed ? $" and {filled.Length - MostClassesNamed:N0} more classes" : "");
        return $"{total:N0} {(total == 1 ? "picture is" : "pictures are")} sorted into {_folder}: {classes}."
            + (given > total ? $" {given - total:N0} that came twice {Are(given - total)} there once." : "")
            + (sorted.There > 0 ? $" {sorted.There:N0} {(sorted.There == 1 ? "was" : "were")} there already." : "")
            + (sorted.Renamed > 0 ? $" {sorted.Renamed:N0} {(sorted.Renamed == 1 ? "has" : "have")} another name there, as theirs was taken or could not be one." : "");
    }

    private static string Are(int count) => count == 1 ? "is" : "are";

    private static void Say(Screen screen, string sentence) => screen.Error.WriteLine(PrintableText.Said(sentence));
}
