using NoisyStudent.Noise;
using NoisyStudent.Recipes;
using NoisyStudent.Training.Optimizers;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public class ModelSectionTests
{
    private const string RunsTraining = "training: { optimizer: muon, warm-up: 0.1 }\n";
    private const string TeachersTraining = "teacher: { training: { weight-decay: 0.001 } }\n";
    private const string TwoStudents = "students: [{}, {}]\n";

    [Theory]
    [InlineData(RunsTraining + TeachersTraining)]
    [InlineData(TeachersTraining + RunsTraining)]
    [InlineData(TeachersTraining, "training.warm-up=0.1", "training.optimizer=muon")]
    [InlineData(RunsTraining, "teacher.training.weight-decay=0.001")]
    [InlineData(RunsTraining, "teacher={training: {weight-decay: 0.001}}")]
    [InlineData("", "teacher.training={weight-decay: 0.001}", "training.warm-up=0.3", "training={optimizer: muon, warm-up: 0.1}")]
    [InlineData("", "training.optimizer=muon", "teacher.training.weight-decay=0.001", "training.warm-up=0.1")]
    [InlineData(RunsTraining + TeachersTraining, "teacher.training=null", "teacher.training.weight-decay=0.001")]
    public void What_a_model_does_not_give_is_the_run_s_in_whatever_order_the_two_come(string yaml, params string[] overrides)
    {
        var recipe = Read(yaml, overrides);
        var teacher = recipe.SectionsOf(0).Training;
        Assert.Equal((OptimizerKind.Muon, 0.1, 0.001), (teacher.Optimizer, teacher.WarmUp, teacher.WeightDecay));
        Assert.Equal(recipe.Training with { WeightDecay = 0.001 }, teacher);
        Assert.Equal(5e-4, recipe.Training.WeightDecay);
        Assert.Same(recipe.Training, recipe.SectionsOf(1).Training);
    }

    [Fact]
    public void Each_student_has_settings_of_its_own()
    {
        var recipe = Read(TwoStudents + "noise: { operations: 1, magnitude: 9 }", "students.1.noise.magnitude=5", "students.0.fine-tuning.epochs=2", "noise.fill=7");
        Assert.Equal([9, 9, 5], Models(recipe).Select(sections => sections.Noise.Magnitude));
        Assert.All(Models(recipe), sections => Assert.Equal((1, 7), (sections.Noise.Operations, sections.Noise.Fill)));
        Assert.Equal([0, 2, 0], Models(recipe).Select(sections => sections.FineTuning.Epochs));
    }

    [Fact]
    public void A_model_that_gives_what_the_run_gives_keeps_it_when_the_run_s_changes()
    {
        var recipe = Read(RunsTraining + "teacher: { training: { warm-up: 0.1 } }", "training.warm-up=0.2");
        Assert.Equal([0.1, 0.2], Models(recipe).Select(sections => sections.Training.WarmUp));
    }

    [Theory]
    [InlineData("teacher: { training: null }")]
    [InlineData("teacher: { training: {} }")]
    [InlineData("teacher:\n  training:\n    # weight-decay: 0.001\n")]
    [InlineData(TeachersTraining, "teacher.training=null")]
    public void An_empty_section_is_the_run_s(string yaml, params string[] overrides)
    {
        var recipe = Read(yaml, [.. overrides, "training.weight-decay=0.02"]);
        Assert.Equal(recipe.Training, recipe.SectionsOf(0).Training);
        Assert.Equal("null", RecipeYaml.Flatten(recipe)["teacher.training"]);
    }

    [Fact]
    public void Null_within_a_section_is_a_value_that_it_gives()
    {
        var recipe = Read("training: { clip-norm: 3 }\nteacher: { training: { clip-norm: null } }");
        Assert.Equal([null, 3.0], Models(recipe).Select(sections => sections.Training.ClipNorm));
        AssertGoesRound(recipe);
    }

    [Fact]
    public void A_section_by_a_name_gives_all_of_its_settings()
    {
        var recipe = Read("teacher: { noise: none }", "noise.fill=3", "teacher.noise.crop-padding=2");
        Assert.Equal(InputNoise.None with { CropPadding = 2 }, recipe.SectionsOf(0).Noise);
        AssertGoesRound(recipe);
    }

    [Fact]
    public void Of_a_section_what_differs_is_written_and_what_is_the_run_s_is_null()
    {
        var recipe = Read(RunsTraining + "teacher: { training: { weight-decay: 0.001, warm-up: 0.1, muon: { others-rate: 3 } } }", "teacher.noise.leave-out=[Invert]");
        Assert.Contains(
            """
              noise:
                leave-out: [Invert]
              training:
                muon:
                  others-rate: 3
                weight-decay: 0.001
              fine-tuning: null
            students:
            """, RecipeYaml.Write(recipe), StringComparison.Ordinal);
        Assert.Equal(
            [("teacher.training.muon.others-rate", "3"), ("teacher.training.weight-decay", "0.001")],
            RecipeYaml.Flatten(recipe).Where(setting => setting.Key.StartsWith("teacher.training", StringComparison.Ordinal)).Select(setting => (setting.Key, setting.Value)));
    }

    [Fact]
    public void What_is_written_may_be_changed_as_what_was_given()
    {
        var written = RecipeYaml.Write(Read(RunsTraining + TeachersTraining));
        Assert.Equal([(0.2, 0.001), (0.2, 5e-4)], Models(Read(written, "training.warm-up=0.2")).Select(sections => (sections.Training.WarmUp, sections.Training.WeightDecay)));
    }

    /// <summary>A model's sections are what the run's would be if the model's settings were given for the run, after all of the run's.</summary>
    [Fact]
    public void Any_settings_in_any_order_mean_the_same_and_go_round()
    {
        (string Key, string[] Values)[] settings =
        [
            ("training.warm-up", ["0.1", "0.2"]), ("training.muon.weight-decay", ["0", "0.05"]), ("training.clip-norm", ["null", "3"]), ("training.loss", ["mean", "sum"]),
            ("noise.magnitude", ["5", "27"]), ("noise.leave-out", ["[]", "[Invert]", "[Invert, Color]"]), ("noise.flip", ["true", "false"]),
            ("fine-tuning.epochs", ["0", "1.5"]), ("fine-tuning.image-size", ["null", "64"]), ("fine-tuning.schedule", ["null", "one-cycle"]),
        ];
        string[] owners = ["", "", "teacher.", "students.0.", "students.1."];
        for (var trial = 0; trial < Thoroughness.Times(50, 500); trial++)
        {
            var random = KeyedRandom.For(5, RandomUse.Drawing, trial);
            var given = Enumerable.Range(0, random.NextInt(20)).Select(_ => (Owner: Drawn(owners), Setting: Drawn(settings)))
                .Select(each => (each.Owner, Change: $"{each.Setting.Key}={Drawn(each.Setting.Values)}")).ToArray();
            var recipe = Read(TwoStudents, [.. given.Select(each => each.Owner + each.Change)]);
            var expected = ((string[])["teacher.", "students.0.", "students.1."]).Select(owner =>
                Read(TwoStudents, [.. given.Where(each => each.Owner.Length == 0).Concat(given.Where(each => each.Owner == owner)).Select(each => each.Change)]));

            Assert.Equal(expected.Select(each => new ModelSections(each.Noise, each.Training, each.FineTuning)).Select(RecipeYaml.Write), Models(recipe).Select(RecipeYaml.Write));
            AssertGoesRound(recipe);

            T Drawn<T>(T[] from) => from[random.NextInt(from.Length)];
        }
    }

    /// <summary>Recipes of before have a whole fine-tuning for each model, and none for the run.</summary>
    [Fact]
    public void A_recipe_of_before_means_what_it_meant()
    {
        const string Untuned = "{ epochs: 0, image-size: null, learning-rate: 0.01, noise: false, frozen-stages: 0 }";
        var before = Read($"teacher: {{ fine-tuning: {Untuned} }}\nstudents: [{{ fine-tuning: {Untuned.Replace("epochs: 0", "epochs: 1.5", StringComparison.Ordinal)} }}]");
        Assert.Equal([0, 1.5], Models(before).Select(sections => sections.FineTuning.Epochs));
        Assert.All(Models(before), sections => Assert.Equal((before.Noise, before.Training), (sections.Noise, sections.Training)));
        Assert.Equal(RecipeYaml.Flatten(Read("", "students.0.fine-tuning.epochs=1.5")), RecipeYaml.Flatten(before));

        // What it gives, it gives.
        Assert.Equal([0, 1.5], Models(Read(RecipeYaml.Write(before))).Select(sections => sections.FineTuning.Epochs));
        Assert.Equal(0, Read($"teacher: {{ fine-tuning: {Untuned} }}", "fine-tuning.epochs=2").SectionsOf(0).FineTuning.Epochs);
    }

    [Fact]
    public void The_run_s_fine_tuning_is_every_model_s()
    {
        var recipe = RecipeCatalog.Read("cifar10-quick", "fine-tuning={epochs: 1, image-size: 64}", "students.0.joint=false", "teacher.fine-tuning.epochs=0");
        Assert.Equal([0, 1, 1], Models(recipe).Select(sections => sections.FineTuning.Epochs));
        Assert.Equal([32, 64, 48], ((string[])["name=plain", "fine-tuning.image-size=64", "teacher.fine-tuning.image-size=48"]).Select(change =>
            RecipeCatalog.Read("cifar10-quick", change).KeptSize));
    }

    private static Recipe Read(string yaml, params string[] overrides) => RecipeYaml.Read<Recipe>(yaml, "mine.yaml", overrides);

    private static IEnumerable<ModelSections> Models(Recipe recipe) => Enumerable.Range(0, recipe.Students.Count + 1).Select(recipe.SectionsOf);

    private static void AssertGoesRound(Recipe recipe)
    {
        Recipe[] again = [Read(RecipeYaml.Write(recipe)), RecipeYaml.Unflatten<Recipe>(RecipeYaml.Flatten(recipe), "")];
        Assert.All(again, each => Assert.Equal(RecipeYaml.Flatten(recipe), RecipeYaml.Flatten(each)));
        Assert.All(again, each => Assert.Equal(Models(recipe).Select(RecipeYaml.Write), Models(each).Select(RecipeYaml.Write)));
    }
}
