using System.Text;
using NoisyStudent.Recipes;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public class RecipeTests
{
    public static TheoryData<string> BuiltIn => [.. RecipeCatalog.Names];

    /// <summary>Every setting that is a number, found in the records themselves.</summary>
    public static TheoryData<string> Numbers => [.. NumbersOf(typeof(Recipe), "")];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_built_in_recipe_goes_round_through_yaml(string name)
    {
        var recipe = RecipeCatalog.Read(name);
        Assert.Equal(name, recipe.Name);
        Assert.NotEmpty(recipe.Description);
        var again = RecipeYaml.Read<Recipe>(RecipeYaml.Write(recipe), name, []);
        Assert.Equal(RecipeYaml.Flatten(recipe), RecipeYaml.Flatten(again));
    }

    [Fact]
    public void A_smaller_student_is_refused_unless_it_is_allowed()
    {
        string[] smaller = ["teacher.network=resnet-32", "students.0.network=resnet-20", "students.1.network=resnet-32"];
        var refusal = Refused(smaller);
        Assert.Contains("students.0.network is resnet-20, smaller than its teacher resnet-32", refusal, StringComparison.Ordinal);
        Assert.Contains("allow-smaller: true", refusal, StringComparison.Ordinal);
        Assert.True(RecipeCatalog.Read("cifar10-quick", [.. smaller, "allow-smaller=true"]).AllowSmaller);
    }

    [Fact]
    public void A_student_as_large_as_its_teacher_is_fine() =>
        Assert.Equal("resnet-26", RecipeCatalog.Read("cifar10-quick", "teacher.network=resnet-26", "students.0.network=resnet-26").Teacher.Network);

    [Theory]
    [InlineData("teacher.epochs=0", "teacher.epochs")]
    [InlineData("validation-fraction=1", "validation-fraction")]
    [InlineData("channels=2", "channels is 2, but must be 3 or 1.")]
    [InlineData("channels=0", "channels is 0, but must be 3 or 1.")]
    [InlineData("noise.magnitude=31", "noise.magnitude")]
    [InlineData("noise.full-magnitude=0", "noise.full-magnitude is 0, but must be from 1 to 100.")]
    [InlineData("noise.padding-mode=mirror", "fill, reflect")]
    [InlineData("noise.order=random", "crop-first, rand-augment-first")]
    [InlineData("training.muon.others-rate=0", "training.muon.others-rate is 0, but must be above 0 and at most 1000.")]
    [InlineData("students.1.network=resnet-999", "students.1.network")]
    [InlineData("students.0.ratio=0.001", "students.0.ratio")]
    [InlineData("students.0.unlabeled-noise=some", "full, model, none")]
    [InlineData("students.0.joint=false", "students.0.fine-tuning.epochs above 0")]
    [InlineData("pseudo-labels.temperature=0", "pseudo-labels.temperature")]
    [InlineData("noise.leave-out=[Invrt]", "'Invert'")]
    [InlineData("teacher.epoch=3", "'epochs'")]
    [InlineData("teacher.noise.magnitude=31", "teacher.noise.magnitude is 31, but must be from 0 to 30.")]
    [InlineData("teacher.noise.leave-out=[Invrt]", "teacher.noise.leave-out names 'Invrt'")]
    [InlineData("students.1.training.muon.others-rate=0", "students.1.training.muon.others-rate is 0, but must be above 0 and at most 1000.")]
    [InlineData("students.0.training={warm-u: 1}", "'warm-u' is not a setting of 'students.0.training'; did you mean 'warm-up'?")]
    [InlineData("students.0.training.optimizer=adam", "'students.0.training.optimizer' is 'adam', but must be one of sgd")]
    [InlineData("training.batch-norm-momentum=0", "training.batch-norm-momentum is 0, but must be above 0 and at most 1.")]
    [InlineData("noise.crop-aspect=0.75", "noise.crop-aspect is 0.75, but must be from 1 to 100.")]
    [InlineData("pseudo-labels.view-fill=256", "pseudo-labels.view-fill is 256, but must be from 0 to 255.")]
    [InlineData("students.0.fine-tuning.schedule=linear", "'students.0.fine-tuning.schedule' is 'linear', but must be one of cosine, exponential, one-cycle, or null.")]
    [InlineData("fine-tuning.frozen-stages=-1", "fine-tuning.frozen-stages is -1, but must be from 0 to 100.")]
    [InlineData("training.loss=averge", "training.loss")]
    public void A_setting_that_cannot_be_is_refused_by_its_name(string setting, string named) =>
        Assert.Contains(named, Refused(setting), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void No_number_that_makes_no_sense_is_taken(string setting)
    {
        // Whole numbers cannot be most of these; seeds are any whole number, and a limit beyond all pictures is none.
        string[] values = ["-1", "-1e300", "1e300", ".nan", ".inf", "-.inf", "-2147483648", "2147483647"];
        string[] allowed = setting switch { "seed" or "split-seed" => ["-1", "-2147483648", "2147483647"], "evaluation.limit" => ["2147483647"], _ => [] };

        Assert.All(values.Except(allowed), value => Assert.Contains(setting, Refused($"{setting}={value}"), StringComparison.Ordinal));
        Assert.All(allowed, value => RecipeCatalog.Read("cifar10-quick", $"{setting}={value}"));
    }

    [Theory]
    [InlineData("image-size")]
    [InlineData("noise.magnitude")]
    [InlineData("training.muon.others-rate")]
    [InlineData("pseudo-labels.per-class")]
    [InlineData("teacher.model-noise.dropout")]
    [InlineData("students.0.fine-tuning.frozen-stages")]
    [InlineData("teacher.noise.magnitude")]
    [InlineData("students.0.training.muon.others-rate")]
    public void Numbers_are_found_in_every_section_of_a_recipe(string setting) => Assert.Contains(setting, NumbersOf(typeof(Recipe), ""));

    [Fact]
    public void An_unknown_recipe_is_refused_with_the_nearest() =>
        Assert.Contains(
            "'cifar10-quick'", Assert.Throws<NoisyStudentException>(() => RecipeCatalog.Read("cifar-quick")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", false)]
    [InlineData("\n \n", false)]
    [InlineData("# image-size: 12\n\n", false)]
    [InlineData("null\n", false)]
    [InlineData("\0\0\0", false)]
    [InlineData("{}", true)]
    [InlineData("# mine\nimage-size: 12", true)]
    public void A_file_without_anything_in_it_is_no_recipe(string content, bool isOne)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("mine.yaml", Encoding.UTF8.GetBytes(content));

        var refusal = Record.Exception(() => RecipeCatalog.Read(file))?.Message;

        Assert.Equal(isOne ? null : $"The recipe {file} is empty: give one with settings, as 'recipes show cifar10-5000' prints them.", refusal);
    }

    private static IEnumerable<string> NumbersOf(Type record, string path) => RecipeSetting.Of(record).SelectMany(setting =>
    {
        var isList = RecipeSetting.IsList(Nullable.GetUnderlyingType(setting.Property.PropertyType) ?? setting.Property.PropertyType, out var type);
        var at = RecipeSetting.Join(path, setting.Name);
        return type == typeof(int) || type == typeof(long) || type == typeof(double) ? [at]
            : RecipeSetting.IsRecord(type) ? NumbersOf(type, isList ? $"{at}.0" : at)
            : Enumerable.Empty<string>();
    });

    private static string Refused(params string[] overrides) =>
        Assert.Throws<NoisyStudentException>(() => RecipeCatalog.Read("cifar10-quick", overrides)).Message;
}
