using System.Collections.Immutable;

namespace NoisyStudent.Noise;

/// <summary>
/// RandAugment (Cubuk et al., arXiv 1909.13719) as the Noisy Student reference code has it: operations drawn uniformly, with
/// replacement, all at one magnitude.
/// </summary>
public sealed class RandAugment
{
    /// <summary>The magnitude, of 30, at which a level is 10, full strength.</summary>
    private const double FullMagnitude = 30;

    /// <summary>The picture size in pixels for which the arguments in pixels are stated.</summary>
    private const double StatedSize = 224;

    private readonly DrawnOperation[] _choices;

    /// <summary>Works out each operation's argument for a magnitude and a picture size.</summary>
    /// <param name="magnitude">How strong the operations are, from 0 to 30.</param>
    /// <param name="imageSize">Width and height of the pictures, in pixels.</param>
    /// <param name="leaveOut">Names of operations that are never drawn.</param>
    /// <exception cref="NoisyStudentException">A name is not of an operation, or no operation is left.</exception>
    public RandAugment(double magnitude, int imageSize, IReadOnlyList<string> leaveOut)
    {
        foreach (var name in leaveOut)
        {
            if (!AllOperations.Any(operation => operation.Name == name))
            {
                throw new NoisyStudentException(
                    $"noise.leave-out names '{name}', which is no RandAugment operation: "
                    + NearestName.Suggest(name, [.. AllOperations.Select(operation => operation.Name)]));
            }
        }

        var level = magnitude * 10 / FullMagnitude;
        _choices = [.. AllOperations
            .Where(operation => !leaveOut.Contains(operation.Name))
            .Select(operation => new DrawnOperation(operation, operation.Argument(level, imageSize)))];
        if (_choices.Length == 0)
        {
            throw new NoisyStudentException(
                "noise.leave-out names every RandAugment operation: take one off the list, or empty it and set noise.operations to 0.");
        }
    }

    /// <summary>
    /// The sixteen operations with the arguments of the reference code. Two of them get weaker as the magnitude grows, there as
    /// here: Posterize keeps more bits, Solarize inverts fewer pixels.
    /// </summary>
    public static ImmutableArray<RandAugmentOperation> AllOperations { get; } =
    [
        new("AutoContrast", None, false, (image, _, _, ref _) => HistogramOperations.AutoContrast(image)),
        new("Equalize", None, false, (image, _, _, ref _) => HistogramOperations.Equalize(image)),
        new("Invert", None, false, (image, _, _, ref _) => PointOperations.Invert(image)),
        new("Rotate", Degrees, true, (image, degrees, fill, ref _) => AffineOperations.Rotate(image, degrees, fill)),
        new("Posterize", Bits, false, (image, bits, _, ref _) => PointOperations.Posterize(image, (int)bits)),
        new("Solarize", Threshold, false, (image, threshold, _, ref _) => PointOperations.Solarize(image, (int)threshold)),
        new("SolarizeAdd", Addition, false, (image, addition, _, ref _) => PointOperations.SolarizeAdd(image, (int)addition)),
        new("Color", Factor, false, (image, factor, _, ref _) => EnhanceOperations.Color(image, factor)),
        new("Contrast", Factor, false, (image, factor, _, ref _) => EnhanceOperations.Contrast(image, factor)),
        new("Brightness", Factor, false, (image, factor, _, ref _) => EnhanceOperations.Brightness(image, factor)),
        new("Sharpness", Factor, false, (image, factor, _, ref _) => EnhanceOperations.Sharpness(image, factor)),
        new("ShearX", Shear, true, (image, level, fill, ref _) => AffineOperations.ShearX(image, level, fill)),
        new("ShearY", Shear, true, (image, level, fill, ref _) => AffineOperations.ShearY(image, level, fill)),
        new("TranslateX", Shift, true, (image, pixels, fill, ref _) => AffineOperations.TranslateX(image, pixels, fill)),
        new("TranslateY", Shift, true, (image, pixels, fill, ref _) => AffineOperations.TranslateY(image, pixels, fill)),
        new("Cutout", HalfSide, false, (image, halfSide, fill, ref random) =>
            Cutout.Draw(image.Width, image.Height, (int)halfSide, ref random).Apply(image, fill)),
    ];

    /// <summary>Draws an operation and, where it has one, the sign of its argument.</summary>
    /// <param name="random">Where they come from.</param>
    public DrawnOperation Draw(ref KeyedRandom random)
    {
        var choice = _choices[random.NextInt(_choices.Length)];
        var negated = choice.Operation.SignIsRandom && random.NextBool();
        return negated ? choice with { Argument = -choice.Argument } : choice;
    }

    private static double None(double level, int imageSize) => 0;

    private static double Degrees(double level, int imageSize) => 30 * level / 10;

    /// <summary>Whole bits, and never fewer than one, so that no picture is wiped out.</summary>
    private static double Bits(double level, int imageSize) => Math.Max(Math.Floor(4 * level / 10), 1);

    private static double Threshold(double level, int imageSize) => Math.Floor(256 * level / 10);

    private static double Addition(double level, int imageSize) => Math.Floor(110 * level / 10);

    private static double Factor(double level, int imageSize) => (1.8 * level / 10) + 0.1;

    private static double Shear(double level, int imageSize) => 0.3 * level / 10;

    private static double Shift(double level, int imageSize) => 100 * level / 10 * imageSize / StatedSize;

    private static double HalfSide(double level, int imageSize) => Math.Round(40 * level / 10 * imageSize / StatedSize);
}
