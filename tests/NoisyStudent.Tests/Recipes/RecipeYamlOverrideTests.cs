using NoisyStudent.Noise;
using NoisyStudent.Recipes;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public class RecipeYamlOverrideTests
{
    private static SampleRecipe Read(params string[] overrides) =>
        RecipeYaml.Read<SampleRecipe>("seed: 5\ntraining: {epochs: 7}", "cifar.yaml", overrides);

    private static string Refusal(string text) => Assert.Throws<NoisyStudentException>(() => Read(text)).Message;

    [Fact]
    public void An_override_changes_its_setting_and_no_other()
    {
        var recipe = Read("training.batch-size=64");
        Assert.Equal(new SampleTraining { Epochs = 7, BatchSize = 64 }, recipe.Training);
        Assert.Equal(5, recipe.Seed);
    }

    [Fact]
    public void Later_overrides_win() => Assert.Equal(4, Read("training.epochs=3", "training.epochs=4").Training.Epochs);

    [Fact]
    public void An_element_of_a_list_is_named_by_its_place()
    {
        Assert.Equal([new() { Epochs = 3 }, new() { Epochs = 20 }], Read("students.0.epochs=3").Students);
        Assert.Equal([0.5, 0.9], Read("milestones.1=0.9").Milestones);
    }

    [Fact]
    public void Lists_and_mappings_are_written_on_one_line()
    {
        Assert.Equal(["Invert", "Cutout"], Read("leave-out=[Invert, Cutout]").LeaveOut);
        Assert.Equal([new() { Epochs = 2 }], Read("students=[{epochs: 2}]").Students);
        Assert.Equal(new SampleTraining { Epochs = 7, BatchSize = 8 }, Read("training={batch-size: 8}").Training);
    }

    [Fact]
    public void A_record_that_is_null_begins_with_its_defaults() =>
        Assert.Equal(new SampleStop { Minimum = 2 }, Read("early-stop.minimum=2").EarlyStop);

    [Fact]
    public void Null_and_values_with_an_equals_sign_are_values()
    {
        Assert.Equal("a=b", Read("note=a=b").Note);
        Assert.Null(Read("note=x", "note=null").Note);
    }

    [Fact]
    public void Defaults_are_not_written_to()
    {
        Read("students.0.epochs=3", "training.epochs=1");
        Assert.Equal(10, Read().Students[0].Epochs);
        Assert.Equal(3, RecipeYaml.Read<SharedDefault>("", "", ["training.epochs=3"]).Training.Epochs);
        Assert.Equal(4, RecipeYaml.Read<SharedDefault>("training: {epochs: 4}", "", []).Training.Epochs);
        Assert.Equal(10, new SharedDefault().Training.Epochs);
    }

    [Theory]
    [InlineData("traning.epochs=3", "'traning' is not a setting; did you mean 'training'?")]
    [InlineData("training.epoch=3", "'epoch' is not a setting of 'training'; did you mean 'epochs'?")]
    [InlineData("training..epochs=3", "'' is not a setting of 'training'; known are 'epochs',")]
    [InlineData("training.epochs=many", "'training.epochs' is 'many', but must be a whole number.")]
    [InlineData("training.epochs=", "'training.epochs' is empty, but must be a whole number.")]
    [InlineData("training.epochs.first=3", "'training.epochs' is a single value, so nothing is within it.")]
    [InlineData("students.2.epochs=3", "'students' has 2 elements, and places count from 0, so there is no '2'.")]
    [InlineData("students.-1.epochs=3", "'students' is a list, so a place counted from 0 must follow, not '-1'.")]
    [InlineData("students.epochs=3", "'students' is a list, so a place counted from 0 must follow, not 'epochs'.")]
    [InlineData("leave-out.0=Invert", "'leave-out' has 0 elements, and places count from 0, so there is no '0'.")]
    [InlineData("leave-out=[a, b", "this is not YAML: ")]
    [InlineData("training.epochs", "write a setting, '=' and its value, for example teacher.epochs=3.")]
    [InlineData("=3", "write a setting, '=' and its value, for example teacher.epochs=3.")]
    [InlineData("note=&a x", "the anchor '&a' stands here,")]
    public void A_mistake_is_told_with_its_override(string text, string message) =>
        Assert.StartsWith($"`{text}`: {message}", Refusal(text));

    [Fact]
    public void A_section_may_be_a_value_that_has_a_name()
    {
        Assert.Equal(InputNoise.FlipAndCrop, RecipeYaml.Read<Recipe>("noise: flip-and-crop", "", []).Noise);
        Assert.Equal(InputNoise.None with { Fill = 3 }, RecipeYaml.Read<Recipe>("", "", ["noise=none", "noise.fill=3"]).Noise);
        Assert.Equal(
            "`noise=blur`: 'noise' is 'blur', but must be settings, each as 'name: value', or one of rand-augment, flip-and-crop, none.",
            Assert.Throws<NoisyStudentException>(() => RecipeYaml.Read<Recipe>("", "", ["noise=blur"])).Message);
    }

    private sealed record SharedDefault
    {
        private static readonly SampleTraining _shared = new();

        public SampleTraining Training { get; init; } = _shared;
    }
}
