using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class RandAugmentTests
{
    [Theory]
    [InlineData("Rotate", 27, 15)]
    [InlineData("Posterize", 3, 2)]
    [InlineData("Solarize", 230, 128)]
    [InlineData("SolarizeAdd", 99, 55)]
    [InlineData("Color", 1.72, 1)]
    [InlineData("Contrast", 1.72, 1)]
    [InlineData("Brightness", 1.72, 1)]
    [InlineData("Sharpness", 1.72, 1)]
    [InlineData("ShearX", 0.27, 0.15)]
    [InlineData("ShearY", 0.27, 0.15)]
    public void An_argument_without_a_size_follows_from_the_magnitude_alone(string operation, double at27, double at15)
    {
        foreach (var size in new[] { 32, 224 })
        {
            Assert.Equal(at27, Argument(operation, 27, size), 12);
            Assert.Equal(at15, Argument(operation, 15, size), 12);
        }
    }

    [Theory]
    [InlineData("TranslateX", 27, 224, 90)]
    [InlineData("TranslateX", 27, 32, 12.857142857)]
    [InlineData("TranslateY", 15, 224, 50)]
    [InlineData("TranslateY", 15, 32, 7.142857143)]
    [InlineData("Cutout", 27, 224, 36)]
    [InlineData("Cutout", 27, 32, 5)]
    [InlineData("Cutout", 15, 224, 20)]
    [InlineData("Cutout", 15, 32, 3)]
    public void An_argument_in_pixels_scales_with_the_picture(string operation, double magnitude, int size, double expected)
    {
        Assert.Equal(expected, Argument(operation, magnitude, size), 9);
    }

    [Theory]
    [InlineData("Rotate", 81, 15)]
    [InlineData("Posterize", 8, 2)]
    [InlineData("Solarize", 691, 128)]
    [InlineData("SolarizeAdd", 297, 55)]
    [InlineData("Color", 4.96, 1)]
    [InlineData("Contrast", 4.96, 1)]
    [InlineData("Brightness", 4.96, 1)]
    [InlineData("Sharpness", 4.96, 1)]
    [InlineData("ShearX", 0.81, 0.15)]
    [InlineData("ShearY", 0.81, 0.15)]
    [InlineData("TranslateX", 270, 50)]
    [InlineData("TranslateY", 270, 50)]
    [InlineData("Cutout", 108, 20)]
    public void On_the_scale_of_the_papers_code_full_strength_is_10_and_27_goes_over_it(string operation, double at27, double at5)
    {
        Assert.Equal(at27, Argument(operation, 27, 224, fullMagnitude: 10), 12);
        Assert.Equal(at5, Argument(operation, 5, 224, fullMagnitude: 10), 12);
        Assert.Equal(Argument(operation, 15, 224), Argument(operation, 5, 224, fullMagnitude: 10), 12);
    }

    [Theory]
    [InlineData("TranslateX", 10.8)]
    [InlineData("TranslateY", 10.8)]
    [InlineData("Cutout", 11)]
    public void Shifts_and_cutouts_of_an_eighth_of_the_picture_are_28_of_224(string operation, double expected)
    {
        var small = new InputNoise { FullMagnitude = 10, FullTranslation = 28, FullCutout = 28 };

        Assert.Equal(expected, Argument(operation, small, 32), 12);
    }

    [Theory]
    [InlineData(27, 10)]
    [InlineData(30, 1)]
    public void Over_full_strength_every_operation_gives_a_picture(double magnitude, double fullMagnitude)
    {
        var strong = new InputNoise { Magnitude = magnitude, FullMagnitude = fullMagnitude };
        var picture = Pictures.Mixed(32, 32);
        byte[] After(string operation) => Pictures.After(picture, 32, 32, operation, Argument(operation, strong, 32));

        Assert.All(RandAugment.AllOperations, operation => After(operation.Name));

        // What is known of the result by hand.
        Assert.Equal(picture, After("Posterize"));
        Assert.Equal(picture, After("Solarize"));
        Assert.Equal(picture.Select(level => level < 128 ? (byte)255 : level), After("SolarizeAdd"));
        var factor = (1.8 * magnitude / fullMagnitude) + 0.1;
        Assert.Equal(picture.Select(level => (byte)Math.Min(255, (float)factor * level)), After("Brightness"));
        Assert.All(After("TranslateX").Concat(After("TranslateY")), level => Assert.Equal(128, level));
    }

    [Fact]
    public void Posterize_keeps_at_least_one_bit_and_weakens_with_the_magnitude_as_Solarize_does()
    {
        Assert.Equal(1, Argument("Posterize", 0, 32));
        Assert.Equal(4, Argument("Posterize", 30, 32));
        Assert.Equal(0, Argument("Solarize", 0, 32));
        Assert.Equal(256, Argument("Solarize", 30, 32));
    }

    [Fact]
    public void Every_operation_left_in_is_drawn_equally_often_and_the_others_never()
    {
        string[] leftOut = ["Invert", "Cutout"];
        var randAugment = new RandAugment(new InputNoise { LeaveOut = leftOut }, 32);
        var random = KeyedRandom.For(7, RandomUse.InputNoise);
        var counts = RandAugment.AllOperations.ToDictionary(operation => operation.Name, _ => 0);
        for (var i = 0; i < 28_000; i++)
        {
            counts[randAugment.Draw(ref random).Operation.Name]++;
        }

        Assert.Equal(16, counts.Count);
        Assert.All(leftOut, name => Assert.True(counts.Remove(name, out var count) && count == 0));
        Frequencies.AssertUniform(counts.Values);
    }

    [Fact]
    public void Turns_shears_and_shifts_have_either_sign_equally_often_and_the_others_are_never_negative()
    {
        var randAugment = new RandAugment(new InputNoise(), 32);
        var random = KeyedRandom.For(8, RandomUse.InputNoise);
        var draws = Enumerable.Range(0, 32_000).Select(_ => randAugment.Draw(ref random)).ToLookup(draw => draw.Operation.Name);

        foreach (var ofOneOperation in draws)
        {
            var negative = ofOneOperation.Count(draw => draw.Argument < 0);
            if (ofOneOperation.Key is "Rotate" or "ShearX" or "ShearY" or "TranslateX" or "TranslateY")
            {
                Frequencies.AssertUniform([negative, ofOneOperation.Count() - negative]);
            }
            else
            {
                Assert.Equal(0, negative);
            }
        }
    }

    [Theory]
    [InlineData("Colour", "Color")]
    [InlineData("shear_x", "ShearX")]
    [InlineData("solarizeadd", "SolarizeAdd")]
    [InlineData("Cut out", "Cutout")]
    public void An_unknown_name_in_LeaveOut_is_refused_with_the_nearest_operation(string name, string nearest)
    {
        var exception = Assert.Throws<NoisyStudentException>(() => new RandAugment(new InputNoise { LeaveOut = ["Invert", name] }, 32));

        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{nearest}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_out_every_operation_is_refused()
    {
        var all = RandAugment.AllOperations.Select(operation => operation.Name).ToArray();

        Assert.Throws<NoisyStudentException>(() => new RandAugment(new InputNoise { LeaveOut = all }, 32));
    }

    private static double Argument(string operation, double magnitude, int size, double fullMagnitude = 30) =>
        Argument(operation, new InputNoise { Magnitude = magnitude, FullMagnitude = fullMagnitude }, size);

    private static double Argument(string operation, InputNoise settings, int size)
    {
        var everythingElse = RandAugment.AllOperations.Select(other => other.Name).Where(name => name != operation).ToArray();
        var random = KeyedRandom.For(9, RandomUse.InputNoise);
        return Math.Abs(new RandAugment(settings with { LeaveOut = everythingElse }, size).Draw(ref random).Argument);
    }
}
