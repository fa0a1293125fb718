using System.Globalization;
using NoisyStudent.Recipes;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public class RecipeYamlWriteTests
{
    [Fact]
    public void Every_setting_is_written_in_the_order_of_declaration() =>
        Assert.Equal(
            """
            name: sample
            note: null
            seed: 1
            resume: true
            training:
              epochs: 30
              batch-size: 128
              learning-rate: 0.1
              temperature: null
              optimizer: sgd
            early-stop: null
            students:
              - epochs: 10
                batch-size: 128
                learning-rate: 0.1
                temperature: null
                optimizer: sgd
              - epochs: 20
                batch-size: 128
                learning-rate: 0.1
                temperature: null
                optimizer: sgd
            leave-out: []
            milestones: [0.5, 0.75]

            """,
            RecipeYaml.Write(new SampleRecipe()),
            ignoreLineEndingDifferences: true);

    [Theory]
    [InlineData("rand augment", "rand augment")]
    [InlineData("true", "\"true\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("12", "\"12\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("", "\"\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a\nb", "\"a\\nb\"")]
    [InlineData("a\n", "\"a\\n\"")]
    [InlineData("#1", "\"#1\"")]
    public void Text_that_could_be_taken_for_something_else_is_quoted(string text, string written) =>
        Assert.StartsWith($"name: {written}\n", RecipeYaml.Write(new SampleRecipe { Name = text }));

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        for (var trial = 0; trial < 500; trial++)
        {
            var recipe = Draw(KeyedRandom.For(11, RandomUse.Drawing, trial));
            AssertEqual(recipe, RecipeYaml.Read<SampleRecipe>(RecipeYaml.Write(recipe), "", []));
        }
    }

    [Fact]
    public void What_is_flattened_reads_back_equal_as_overrides()
    {
        for (var trial = 0; trial < 200; trial++)
        {
            var recipe = Draw(KeyedRandom.For(12, RandomUse.Drawing, trial));
            var overrides = RecipeYaml.Flatten(recipe).Select(setting => $"{setting.Key}={setting.Value}");
            var students = string.Join(", ", recipe.Students.Select(_ => "{}"));
            AssertEqual(recipe, RecipeYaml.Read<SampleRecipe>("", "", [$"students=[{students}]", .. overrides]));
            AssertEqual(recipe, RecipeYaml.Unflatten<SampleRecipe>(RecipeYaml.Flatten(recipe), ""));
        }
    }

    [Fact]
    public void Flattened_settings_that_do_not_fit_are_refused_and_missing_ones_are_defaults()
    {
        Assert.Equal(new SampleTraining { Epochs = 3 }, Read([new("training.epochs", "3"), new("training.batch-size", "128")]).Training);
        Assert.Equal("sample", Read([]).Name);
        Assert.Equal("budget.json: 'epoch' is not a setting of 'students.1'; did you mean 'epochs'?", Refusal([new("students.0.epochs", "3"), new("students.1.epoch", "4")]));
        Assert.Equal("budget.json: 'seed' is 'one', but must be a whole number.", Refusal([new("seed", "one")]));
        Assert.Equal("budget.json: 'seed' is a mapping, but must be a whole number.", Refusal([new("seed", "1"), new("seed.first", "2")]));

        static SampleRecipe Read(KeyValuePair<string, string>[] settings) => RecipeYaml.Unflatten<SampleRecipe>(settings.ToDictionary(), "budget.json");

        static string Refusal(KeyValuePair<string, string>[] settings) => Assert.Throws<NoisyStudentException>(() => Read(settings)).Message;
    }

    [Fact]
    public void Flattened_settings_have_paths()
    {
        var settings = RecipeYaml.Flatten(new SampleRecipe { LeaveOut = ["Invert", "Cut out"], Note = "12" });
        Assert.Equal("128", settings["training.batch-size"]);
        Assert.Equal("20", settings["students.1.epochs"]);
        Assert.Equal("[Invert, Cut out]", settings["leave-out"]);
        Assert.Equal("\"12\"", settings["note"]);
        Assert.Equal("null", settings["early-stop"]);
        Assert.Equal(["name", "note", "seed", "resume", "training.epochs"], settings.Keys.Take(5));
        Assert.Equal("[]", RecipeYaml.Flatten(new SampleRecipe { Students = [] })["students"]);
    }

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            var yaml = RecipeYaml.Write(new SampleRecipe { Seed = -3, Milestones = [-0.5] });
            Assert.Contains("seed: -3\n", yaml);
            Assert.Contains("milestones: [-0.5]\n", yaml);
            Assert.Equal([-0.5], RecipeYaml.Read<SampleRecipe>(yaml, "", []).Milestones);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertEqual(SampleRecipe expected, SampleRecipe actual)
    {
        Assert.Equal(expected.Students, actual.Students);
        Assert.Equal(expected.LeaveOut, actual.LeaveOut);
        Assert.Equal(expected.Milestones.Select(BitConverter.DoubleToInt64Bits), actual.Milestones.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(
            expected with { Students = [], LeaveOut = [], Milestones = [] },
            actual with { Students = [], LeaveOut = [], Milestones = [] });
    }

    private static SampleRecipe Draw(KeyedRandom random)
    {
        return new SampleRecipe
        {
            Name = Text(),
            Note = random.NextBool() ? Text() : null,
            Seed = (long)random.NextUInt64(),
            Resume = random.NextBool(),
            Training = Training(),
            EarlyStop = random.NextBool() ? new() { Patience = Whole(), Minimum = random.NextBool() ? Whole() : null } : null,
            Students = [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => Training())],
            LeaveOut = [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => Text())],
            Milestones = [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => Number())],
        };

        SampleTraining Training() => new()
        {
            Epochs = Whole(),
            BatchSize = Whole(),
            LearningRate = Number(),
            Temperature = random.NextBool() ? Number() : null,
            Optimizer = (Optimizer)random.NextInt(3),
        };

        int Whole() => (int)random.NextUInt64();

        // Any bits make a double but for the many not-a-numbers, of which there is one text.
        double Number() => BitConverter.UInt64BitsToDouble(random.NextUInt64()) is var number && double.IsNaN(number)
            ? double.NaN
            : random.NextInt(4) == 0 ? double.NegativeInfinity : number;

        string Text()
        {
            const string Letters = "aZ09 .,:;-_#'\"\\/[]{}&*!|>%@`?~=<\t\n\r\0\u0007\u0085\u00A0\u2028\uFEFFé漢";
            string[] words = ["null", "true", "no", "1e3", "-", "---", "...", ".inf", "😀", " ", "0x1F", "2001-01-01", "<<"];
            return string.Concat(Enumerable.Range(0, random.NextInt(4)).Select(_ => random.NextInt(3) == 0
                ? words[random.NextInt(words.Length)]
                : new string(Letters[random.NextInt(Letters.Length)], 1 + random.NextInt(2))));
        }
    }
}
