using System.Text.Json;
using NoisyStudent.Events;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public sealed class PseudoLabelSelectionTests : IDisposable
{
    private static readonly string[] _oddities =
        ["", "'", "\"", "[a]*?", "\n", " ", "\u00E9", "e\u0301", "\uFFFD", "\U0001F469\u200D\U0001F4BB", "\uE000", "%", "\\", "zz", "Z", "{}", ";--", "\t\u202E"];

    private readonly LabelsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Random_pseudo_labels_are_selected_as_the_reference_selects_them()
    {
        for (var number = 0; number < Thoroughness.Times(everyDay: 50, asked: 200); number++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, number);
            var (rows, classes) = RandomRows(ref random);
            using var folder = new LabelsFolder();
            var request = RandomRequest(folder, ref random, rows, classes);
            var (copies, selections) = ReferenceSelection.Of(rows, classes, request);
            WriteParts(folder, rows, ref random);
            if (copies.Sum() == 0)
            {
                Assert.Throws<NoisyStudentException>(() => LabelsFolder.Select(request));
                continue;
            }

            var (summary, selected) = LabelsFolder.Select(request);
            var because = $"case {number}: {request.Settings}, {request.OutlierScore}";
            Assert.True(classes.SequenceEqual(summary.Classes.Keys), because);
            Assert.True(selections.SequenceEqual(summary.Classes.Values), $"{because}\n{string.Join("\n", selections.Zip(summary.Classes.Values))}");
            var expected = Enumerable.Range(0, rows.Length).Where(row => copies[row] > 0)
                .Select(row => (rows[row].File, rows[row].Class, rows[row].Confidence, copies[row]));
            Assert.True(expected.SequenceEqual(selected.Select(row => (row.File, row.Class, row.Confidence, row.Copies))), because);
        }
    }

    [Fact]
    public void Many_rows_come_in_the_order_of_the_parts_and_in_few_bytes_of_memory()
    {
        string[] classes = ["a", "b", "c"];
        var rows = Enumerable.Range(0, 400_000).Select(i => LabelsFolder.Row($"{(i * 7919L) % 400_009}.png", classes[i % 5 % 3], i % 1000 / 1000f)).ToArray();
        foreach (var (number, part) in rows.Chunk(50_000).Index())
        {
            _folder.WritePart(number, part);
        }

        var request = _folder.Request(new PseudoLabelSettings { PerClass = 100_000 }) with { Classes = classes, Memory = 256L << 20 };
        var (copies, _) = ReferenceSelection.Of(rows, classes, request);
        var (_, selected) = LabelsFolder.Select(request);
        Assert.Equal(
            Enumerable.Range(0, rows.Length).Where(row => copies[row] > 0).Select(row => (rows[row].File, copies[row])),
            selected.Select(row => (row.File, row.Copies)));
    }

    [Fact]
    public void What_became_of_each_class_is_written_beside_the_selection()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "<a>", 0.75f), LabelsFolder.Row("2", "<a>", 0.5f), LabelsFolder.Row("3", "<a>", 0.25f));
        new LabelsDescription { Classes = ["never", "<a>"] }.WriteOnce(_folder.Labels);
        LabelsFolder.Select(_folder.Request(new PseudoLabelSettings { PerClass = 2 }));

        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.In("selected.json")));
        var classes = json.RootElement.GetProperty("classes").EnumerateObject().ToArray();
        Assert.Equal(["never", "<a>"], classes.Select(each => each.Name));
        Assert.Equal("""{"seen":0,"kept":0,"copies":0,"confidence":null}""", Compact(classes[0].Value));
        Assert.Equal(
            """{"seen":3,"kept":2,"copies":2,"confidence":{"minimum":0.25,"lowerQuartile":0.25,"median":0.5,"upperQuartile":0.75,"maximum":0.75}}""",
            Compact(classes[1].Value));
        Assert.Equal(["labels", "selected.json", "selected.parquet"], Directory.GetFileSystemEntries(_folder.In()).Select(Path.GetFileName).Order());

        static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
    }

    [Fact]
    public void Paths_that_look_like_patterns_or_hold_columns_are_taken_as_they_are()
    {
        var strange = _folder.In("wo[r]d's *?", "class=9");
        Directory.CreateDirectory(strange);
        Directory.CreateDirectory(_folder.In("word's xx", "class=9"));
        File.Copy(_folder.WritePart(0, LabelsFolder.Row("1", "a", 1)), Path.Combine(strange, "part-[0].parquet"));
        File.Copy(_folder.WritePart(1, LabelsFolder.Row("2", "b", 1)), _folder.In("word's xx", "class=9", "part-0.parquet"));

        var (_, rows) = LabelsFolder.Select(_folder.Request() with { Labels = strange, Output = Path.Combine(strange, "out'[1].parquet") });
        Assert.Equal([("1", "a")], rows.Select(row => (row.File, row.Class)));
    }

    [Fact]
    public void An_interrupted_selection_leaves_nothing_and_the_earlier_one_as_it_was()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 1));
        LabelsFolder.Select(_folder.Request());
        var earlier = File.ReadAllBytes(_folder.Output);
        foreach (var title in (string[])["count", "look", "find", "write"])
        {
            using var interrupt = new CancellationTokenSource();
            var observer = new StartObserver(stage =>
            {
                if (stage.StartsWith(title, StringComparison.Ordinal))
                {
                    interrupt.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => new PseudoLabelSelection(_folder.Request(), observer).Execute(interrupt.Token));
        }

        Assert.Equal(earlier, File.ReadAllBytes(_folder.Output));
        Assert.Equal(["labels", "selected.json", "selected.parquet"], Directory.GetFileSystemEntries(_folder.In()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_long_pass_is_interrupted_within_it()
    {
        foreach (var part in Enumerable.Range(0, 40))
        {
            _folder.WritePart(part, [.. Enumerable.Range(0, 25_000).Select(i => LabelsFolder.Row($"{part}/{i}", "a", 0.5f))]);
        }

        using var interrupt = new CancellationTokenSource();
        var observer = new StartObserver(stage => interrupt.CancelAfter(stage.StartsWith("look", StringComparison.Ordinal) ? 20 : -1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => new PseudoLabelSelection(_folder.Request(), observer).Execute(interrupt.Token)));
        Assert.Equal(["labels"], Directory.GetFileSystemEntries(_folder.In()).Select(Path.GetFileName));
    }

    private sealed class StartObserver(Action<string> started) : IRunObserver
    {
        public void On(RunEvent what)
        {
            if (what is StageStarted { Stage.Title: var title })
            {
                started(title);
            }
        }
    }

    private static (PseudoLabelRow[] Rows, string[] Classes) RandomRows(ref KeyedRandom random)
    {
        string[] classes = [.. Enumerable.Range(0, 1 + random.NextInt(5)).Select(c => c == 3 ? "it's \"3\", \u00E9" : $"class {c}")];
        var count = 1 + random.NextInt(random.NextBool() ? 12 : 120);
        var levels = 1 + random.NextInt(random.NextBool() ? 3 : 1000);
        var names = Enumerable.Range(0, count).ToArray();
        random.Shuffle<int>(names);
        var rows = new PseudoLabelRow[count];
        for (var i = 0; i < count; i++)
        {
            var file = $"{_oddities[random.NextInt(_oddities.Length)]}{names[i]}{_oddities[random.NextInt(_oddities.Length)]}";
            var skewed = (int)(classes.Length * random.NextDouble() * random.NextDouble());
            rows[i] = LabelsFolder.Row(file, classes[skewed], (float)random.NextInt(levels + 1) / levels, (float)random.NextInt(10));
        }

        return (rows, classes);
    }

    private static SelectionRequest RandomRequest(LabelsFolder folder, ref KeyedRandom random, PseudoLabelRow[] rows, string[] classes) => folder.Request(
        new PseudoLabelSettings
        {
            Threshold = random.NextInt(3) switch { 0 => 0, 1 => random.NextInt(10) / 10.0, _ => rows[random.NextInt(rows.Length)].Confidence },
            ClassQuantile = random.NextBool() ? 0 : random.NextInt(1000) / 1000.0,
            PerClass = random.NextBool() ? null : 1 + random.NextInt(random.NextBool() ? 5 : 200),
            Balance = random.NextBool(),
            BalanceTowards = random.NextBool() ? ClassShares.Equal : ClassShares.Labeled,
        }) with
    {
        LabeledImages = Labeled(ref random, classes),
        OutlierScore = random.NextBool() ? null : random.NextInt(10),
        Seed = random.NextInt(3) - 1,
        Iteration = random.NextInt(3),
        Classes = classes,
    };

    private static Dictionary<string, long> Labeled(ref KeyedRandom random, string[] classes)
    {
        var labeled = new Dictionary<string, long>();
        foreach (var name in classes)
        {
            labeled[name] = 1 + random.NextInt(20);
        }

        return labeled;
    }

    private static void WriteParts(LabelsFolder folder, PseudoLabelRow[] rows, ref KeyedRandom random)
    {
        foreach (var (number, part) in rows.Chunk(1 + (rows.Length / (1 + random.NextInt(4)))).Index())
        {
            folder.WritePart(number, part);
        }
    }
}
