using NoisyStudent.Cli.Terminal;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Images;
using Spectre.Console;

namespace NoisyStudent.Cli.Inspection;

/// <summary>What was found out about sets of pictures, as tables.</summary>
internal static class InspectionTables
{
    private const int MostClasses = 40;
    private const int MostFiles = 10;
    private const int MostPairs = 3;

    /// <summary>Shows the tables.</summary>
    public static void Show(IAnsiConsole console, SetInspection inspection)
    {
        ShowSets(console, inspection.Sets, inspection.Recipe.Fit);
        ShowClasses(console, [.. inspection.Sets.Where(set => set.Classes.Count > 0)]);
        ShowUnreadable(console, inspection.Sets);
        ShowOverlaps(console, inspection);
    }

    private static void ShowSets(IAnsiConsole console, IReadOnlyList<InspectedSet> sets, ImageFit fit)
    {
        var table = Table(["set"], ["pictures", "classes", "shorter side", "median", LossOf(fit), "unreadable"]);
        foreach (var (set, survey) in sets.Select(set => (set, set.Survey)))
        {
            table.AddRow(
                set.Name, $"{set.Images.Count:N0}", set.Classes.Count == 0 ? "-" : $"{set.Classes.Count:N0}",
                survey.ShorterSideMinimum == survey.ShorterSideMaximum
                    ? $"{survey.ShorterSideMinimum}" : $"{survey.ShorterSideMinimum} to {survey.ShorterSideMaximum}",
                $"{survey.TypicalWidth}x{survey.TypicalHeight}", Loss(fit, survey), $"{set.Unreadable.Count:N0}");
        }

        console.Write(table);
    }

    /// <summary>What a fit loses of pictures that are no squares.</summary>
    private static string LossOf(ImageFit fit) => fit switch
    {
        ImageFit.Pad => "filled with grey",
        ImageFit.Squash => "squashed",
        _ => "cut off",
    };

    /// <summary>How much that is of a picture of the median size.</summary>
    private static string Loss(ImageFit fit, DatasetSurvey survey) =>
        fit == ImageFit.Squash ? $"{(double)survey.TypicalWidth / survey.TypicalHeight:0.##}:1" : Percentage.ShortText(survey.TypicalOutside);

    /// <summary>The classes of all sets beside each other, so that one that is missing, small or misspelt is seen.</summary>
    private static void ShowClasses(IAnsiConsole console, InspectedSet[] sets)
    {
        if (sets.Length == 0)
        {
            return;
        }

        var counts = sets.Select(set => set.Labels.CountBy(label => set.Classes[label]).ToDictionary()).ToArray();
        var classes = counts.SelectMany(count => count.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var table = Table(["class"], [.. sets.Select(set => set.Name)]);
        foreach (var name in classes.Take(MostClasses))
        {
            table.AddRow([PrintableText.Cell(name), .. counts.Select(count => count.TryGetValue(name, out var pictures) ? $"{pictures:N0}" : "-")]);
        }

        console.Write(table);
        if (classes.Length > MostClasses)
        {
            var spans = sets.Zip(counts, (set, count) => $"{count.Values.Min():N0} to {count.Values.Max():N0} pictures each in the {set.Name} set");
            console.WriteLine($"and {classes.Length - MostClasses:N0} more classes; {string.Join(", ", spans)}");
        }
    }

    private static void ShowUnreadable(IAnsiConsole console, IReadOnlyList<InspectedSet> sets)
    {
        var files = sets.SelectMany(set => set.Unreadable).ToArray();
        if (files.Length == 0)
        {
            return;
        }

        var table = Table(["set", "unreadable file", "reason"], []);
        foreach (var file in files.Take(MostFiles))
        {
            table.AddRow(file.Set, PrintableText.Cell(file.File), Markup.Escape(PrintableText.Said(file.Reason)));
        }

        console.Write(table);
        if (files.Length > MostFiles)
        {
            console.WriteLine($"and {files.Length - MostFiles:N0} more; a run lists all in unreadable-files.csv");
        }
    }

    private static void ShowOverlaps(IAnsiConsole console, SetInspection inspection)
    {
        if (inspection.Overlaps.All(overlap => overlap.Pairs.Count == 0))
        {
            console.WriteLine(inspection.Sets.Count == 1 ? "No picture is there twice." : "No picture is there twice, and none is in two sets.");
            return;
        }

        var table = Table(["duplicates"], ["exact", "near"]);
        foreach (var overlap in inspection.Overlaps)
        {
            var name = inspection.Sets[overlap.Duplicates].Name;
            table.AddRow(
                overlap.Originals == overlap.Duplicates
                    ? $"{name} pictures that repeat an earlier one" : $"{name} pictures that are in the {inspection.Sets[overlap.Originals].Name} set too",
                $"{overlap.Count(Likeness.Exact):N0}", $"{overlap.Count(Likeness.Near):N0}");
        }

        console.Write(table);
        ShowPairs(console, inspection);
        ShowConflicts(console, inspection);
    }

    private static void ShowConflicts(IAnsiConsole console, SetInspection inspection)
    {
        foreach (var overlap in inspection.Overlaps)
        {
            var (originals, duplicates) = (inspection.Sets[overlap.Originals], inspection.Sets[overlap.Duplicates]);
            if (originals.Classes.Count > 0 && duplicates.Classes.Count > 0
                && LabelConflicts.Describe(overlap.Pairs, Labeled(originals), Labeled(duplicates), originals.Name, duplicates.Name) is { } conflicts)
            {
                console.WriteLine(PrintableText.Of(conflicts));
            }
        }

        static LabeledSet Labeled(InspectedSet set) => new(set.Name, set.Images, set.Classes, set.Labels);
    }

    private static void ShowPairs(IAnsiConsole console, SetInspection inspection)
    {
        var table = Table(["", "picture", "duplicate of"], []);
        foreach (var overlap in inspection.Overlaps)
        {
            foreach (var pair in overlap.Pairs.OrderBy(pair => pair.Likeness).Take(MostPairs))
            {
                table.AddRow(
                    pair.Likeness == Likeness.Exact ? "exact" : "near",
                    PrintableText.Cell(Named(overlap.Duplicates, pair.Duplicate)), PrintableText.Cell(Named(overlap.Originals, pair.Original)));
            }
        }

        console.Write(table);
        var listed = inspection.Overlaps.Sum(overlap => Math.Min(overlap.Pairs.Count, MostPairs));
        var all = inspection.Overlaps.Sum(overlap => overlap.Pairs.Count);
        if (all > listed)
        {
            console.WriteLine($"and {all - listed:N0} more");
        }

        string Named(int set, int picture) => $"{inspection.Sets[set].Name}: {inspection.Sets[set].Images.Names[picture]}";
    }

    private static Table Table(string[] left, string[] right)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(left);
        foreach (var heading in right)
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        return table;
    }
}
