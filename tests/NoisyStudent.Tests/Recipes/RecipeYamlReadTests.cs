using NoisyStudent.Recipes;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public class RecipeYamlReadTests
{
    private static SampleRecipe Read(string yaml) => RecipeYaml.Read<SampleRecipe>(yaml, "cifar.yaml", []);

    private static string Refusal(string yaml) => Assert.Throws<NoisyStudentException>(() => Read(yaml)).Message;

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    [InlineData("training:\n  # epochs: 3\n")]
    public void What_a_recipe_does_not_name_keeps_its_default(string yaml)
    {
        var recipe = Read(yaml);
        Assert.Equal("sample", recipe.Name);
        Assert.Equal(new SampleTraining { Epochs = 30 }, recipe.Training);
        Assert.Equal([new(), new() { Epochs = 20 }], recipe.Students);
        Assert.Null(recipe.EarlyStop);
    }

    [Fact]
    public void Every_kind_of_setting_is_read()
    {
        var recipe = Read("""
            name: first try
            note: "12"
            seed: 9007199254740993
            resume: false
            training:
              batch-size: 64
              learning-rate: 1e-3
              temperature: .5
              optimizer: rms-prop
            early-stop: {patience: 2}
            students:
              - epochs: 3
              - {}
            leave-out: [Invert, 'Cutout']
            milestones: [0.25, 1]
            """);

        Assert.Equal(("first try", "12", 9007199254740993, false), (recipe.Name, recipe.Note, recipe.Seed, recipe.Resume));
        Assert.Equal(
            new SampleTraining { Epochs = 30, BatchSize = 64, LearningRate = 0.001, Temperature = 0.5, Optimizer = Optimizer.RmsProp },
            recipe.Training);
        Assert.Equal(new SampleStop { Patience = 2 }, recipe.EarlyStop);
        Assert.Equal([new() { Epochs = 3 }, new()], recipe.Students);
        Assert.Equal(["Invert", "Cutout"], recipe.LeaveOut);
        Assert.Equal([0.25, 1], recipe.Milestones);
    }

    [Fact]
    public void Null_is_a_value_of_nullable_settings()
    {
        var recipe = Read("note: ~\nearly-stop: null\ntraining:\n  temperature:\n");
        Assert.Null(recipe.Note);
        Assert.Null(recipe.EarlyStop);
        Assert.Null(recipe.Training.Temperature);
        Assert.Equal("null", Read("note: 'null'").Note);
    }

    [Fact]
    public void An_unknown_setting_is_answered_with_the_nearest_one()
    {
        Assert.Equal(
            "cifar.yaml, line 3: 'batch-sise' is not a setting of 'training'; did you mean 'batch-size'?",
            Refusal("training:\n  epochs: 3\n  batch-sise: 64\n"));
        Assert.Equal("cifar.yaml, line 1: 'traning' is not a setting; did you mean 'training'?", Refusal("traning: {}"));
        Assert.Equal(
            "cifar.yaml, line 2: 'epoch' is not a setting of 'students.1'; did you mean 'epochs'?",
            Refusal("students: [{},\n {epoch: 3}]"));
    }

    [Fact]
    public void A_setting_far_from_all_is_answered_with_those_there_are() =>
        Assert.Equal(
            "cifar.yaml, line 1: 'colour' is not a setting of 'early-stop'; known are 'patience', 'minimum'",
            Refusal("early-stop: {colour: red}"));

    [Theory]
    [InlineData("training:\n  epochs: many", "line 2: 'training.epochs' is 'many', but must be a whole number.")]
    [InlineData("training:\n  epochs: 3.5", "line 2: 'training.epochs' is '3.5', but must be a whole number.")]
    [InlineData("training: {epochs: '3'}", "line 1: 'training.epochs' is the text '3', but must be a whole number.")]
    [InlineData(
        "training: {epochs: 3000000000}",
        "line 1: 'training.epochs' is '3000000000', but must be a whole number from -2147483648 to 2147483647.")]
    [InlineData("training: {epochs: }", "line 1: 'training.epochs' is empty, but must be a whole number.")]
    [InlineData("training: {learning-rate: 1e999}", "line 1: 'training.learning-rate' is '1e999', but must be a number.")]
    [InlineData("training: {learning-rate: 0,1}", "line 1: '1' is not a setting of 'training'; known are")]
    [InlineData("training: {temperature: NaN}", "line 1: 'training.temperature' is 'NaN', but must be a number, or null.")]
    [InlineData("training: {optimizer: 1}", "line 1: 'training.optimizer' is '1', but must be one of sgd, rms-prop, adam-w.")]
    [InlineData("training: {optimizer: RmsProp}", "line 1: 'training.optimizer' is 'RmsProp', but must be one of sgd,")]
    [InlineData("resume: yes", "line 1: 'resume' is 'yes', but must be true or false.")]
    [InlineData("name: [a]", "line 1: 'name' is a list, but must be text.")]
    [InlineData("leave-out: Invert", "line 1: 'leave-out' is 'Invert', but must be a list, for example [a, b] or [].")]
    [InlineData("milestones: [0.5, half]", "line 1: 'milestones.1' is 'half', but must be a number.")]
    [InlineData("training: fast", "line 1: 'training' is 'fast', but must be settings, each as 'name: value'.")]
    [InlineData("- a\n- b", "line 1: the recipe is a list, but must be settings, each as 'name: value'.")]
    [InlineData("just words", "line 1: the recipe is 'just words', but must be settings, each as 'name: value'.")]
    public void A_value_of_the_wrong_kind_is_told_with_what_was_wanted(string yaml, string message) =>
        Assert.StartsWith($"cifar.yaml, {message}", Refusal(yaml));

    [Theory]
    [InlineData("seed: 1\nname: a\nseed: 2", "line 3: 'seed' is set a second time; take one of the two away.")]
    [InlineData("seed: 1\n---\nseed: 2", "line 2: a second document begins here ('---'), but a recipe is one document.")]
    [InlineData("training: &a {epochs: 3}", "line 1: the anchor '&a' stands here, but recipes have no anchors; take it away.")]
    [InlineData("note: *a", "line 1: the alias '*a' stands here, but recipes have no aliases; write the value out.")]
    [InlineData("note: !!System.Uri 'http://a'", "line 1: the tag '")]
    [InlineData("training: !<!SampleTraining> {}", "line 1: the tag '")]
    [InlineData("[1, 2]: 3", "line 1: a list or mapping stands where the name of a setting must stand.")]
    public void What_recipes_do_not_have_is_refused(string yaml, string message) =>
        Assert.StartsWith($"cifar.yaml, {message}", Refusal(yaml));

    [Theory]
    [InlineData("seed: 1\nname: a\n\tb: 1", "line 3, column 1")]
    [InlineData("seed: 1\nname: 'a", "line 2, column 9")]
    [InlineData("seed: 1\nname: a: b", "line 2, column 8")]
    [InlineData("seed: 1\n  name: a", "line 2, column 7")]
    [InlineData("seed: 1\nleave-out: [a]]", "line 2, column 15")]
    [InlineData("seed: 1\nname: %a", "line 2, column 8")]
    public void Text_that_is_not_YAML_is_refused_with_line_and_column(string yaml, string place) =>
        Assert.StartsWith($"cifar.yaml, {place}: this is not YAML: While ", Refusal(yaml));

    [Fact]
    public void A_list_that_is_not_closed_is_told() =>
        Assert.Equal(
            "cifar.yaml, line 2, column 14: this is not YAML: after here a ',', ':', ']' or '}' is missing.",
            Refusal("seed: 1\nleave-out: [a, b\nname: a"));

    [Fact]
    public void Aliases_that_multiply_are_refused_before_they_are_followed()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]");
        Assert.Contains("recipes have no anchors", Refusal("a0: &a0 [lol]\n" + string.Join('\n', lines)));
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_nesting_is_refused(char opening) =>
        Assert.Contains("nested more than", Refusal("note: " + new string(opening, 500_000)));

    [Fact]
    public void A_text_of_more_than_a_megabyte_is_refused() =>
        Assert.Equal(
            "cifar.yaml: larger than 1 MB, which no recipe is; is this the right file?",
            Refusal("# " + new string('x', 1_000_000)));

    [Fact]
    public void Damaged_text_is_refused_in_a_sentence_or_read()
    {
        var sound = RecipeYaml.Write(new SampleRecipe { Note = "a \"quoted\" note", LeaveOut = ["a", "b c"], EarlyStop = new() });
        const string Damage = "\t\n :-[]{}\"'#&*!|>%@`?,~.\\\0\u0085\uFEFF\uD800a1";
        for (var trial = 0; trial < 2_000; trial++)
        {
            var random = KeyedRandom.For(7, RandomUse.Drawing, trial);
            var text = sound.ToList();
            for (var edit = 0; edit < 3; edit++)
            {
                text[random.NextInt(text.Count)] = Damage[random.NextInt(Damage.Length)];
            }

            try
            {
                Read(string.Concat(text));
            }
            catch (NoisyStudentException exception)
            {
                Assert.StartsWith("cifar.yaml, line ", exception.Message);
            }
        }
    }
}
