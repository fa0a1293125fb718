using System.Collections.Immutable;

namespace NoisyStudent.Noise;

/// <summary>
/// RandAugment (Cubuk et al., arXiv 1909.13719) as the Noisy Student reference code has it: operations drawn uniformly, with
/// replacement, all at one magnitude.
/// </summary>
internal sealed class RandAugment
{
    /// <summary>The picture size in pixels for which the arguments in pixels are stated.</summary>
    private const double StatedSize = 224;

    private readonly DrawnOperation[] _choices;

    /// <summary>Works out each operation's argument for a picture size.</summary>
    /// <param name="settings">How strong the operations are, and which are left out.</param>
    /// <param name="imageSize">Width and height of the pictures, in pixels.</param>
    /// <exception cref="NoisyStudentException">A name is not of an operation, or no operation is left.</exception>
    public RandAugment(InputNoise settings, int imageSize)
    {
        RequireLeaveOut(settings, "noise");
        _choices = [.. AllOperations
            .Where(operation => !settings.LeaveOut.Contains(operation.Name))
            .Select(operation => new DrawnOperation(operation, operation.Argument(settings, imageSize)))];
    }

    /// <summary>Refuses names of operations to leave out that are none, or are all.</summary>
    /// <param name="settings">What noise.</param>
    /// <param name="key">The setting's name in messages.</param>
    /// <exception cref="NoisyStudentException">A name is not of an operation, or no operation is left.</exception>
    internal static void RequireLeaveOut(InputNoise settings, string key)
    {
        string[] operations = [.. AllOperations.Select(operation => operation.Name)];
        if (settings.LeaveOut.Except(operations).FirstOrDefault() is { } unknown)
        {
            throw new NoisyStudentException(
                $"{key}.leave-out names '{unknown}', which is no RandAugment operation: " + NearestName.Suggest(unknown, operations));
        }

        if (!operations.Except(settings.LeaveOut).Any())
        {
            throw new NoisyStudentException(
                $"{key}.leave-out names every RandAugment operation: take one off the list, or empty it and set {key}.operations to 0.");
        }
    }

    /// <summary>
    /// The sixteen operations with the arguments of the reference code, at any level. Two of them get weaker as the magnitude grows, there as
    /// here: Posterize keeps more bits, Solarize inverts fewer pixels, and from level 20 and 10 on they change nothing.
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
            Cutout.Draw(image.Width, image.Height, 2 * (int)halfSide, ref random).Apply(image, fill)),
    ];

    /// <summary>Draws an operation and, where it has one, the sign of its argument.</summary>
    /// <param name="random">Where they come from.</param>
    public DrawnOperation Draw(ref KeyedRandom random)
    {
        var choice = _choices[random.NextInt(_choices.Length)];
        var negated = choice.Operation.SignIsRandom && random.NextBool();
        return negated ? choice with { Argument = -choice.Argument } : choice;
    }

    private static double None(InputNoise settings, int imageSize) => 0;

    private static double Degrees(InputNoise settings, int imageSize) => 30 * settings.Level / 10;

    /// <summary>Whole bits: never fewer than one, so that no picture is wiped out, and no more than a byte has.</summary>
    private static double Bits(InputNoise settings, int imageSize) => Math.Clamp(Math.Floor(4 * settings.Level / 10), 1, 8);

    private static double Threshold(InputNoise settings, int imageSize) => Math.Floor(256 * settings.Level / 10);

    private static double Addition(InputNoise settings, int imageSize) => Math.Floor(110 * settings.Level / 10);

    private static double Factor(InputNoise settings, int imageSize) => (1.8 * settings.Level / 10) + 0.1;

    private static double Shear(InputNoise settings, int imageSize) => 0.3 * settings.Level / 10;

    private static double Shift(InputNoise settings, int imageSize) => settings.FullTranslation * settings.Level / 10 * imageSize / StatedSize;

    private static double HalfSide(InputNoise settings, int imageSize) =>
        Math.Round(settings.FullCutout * settings.Level / 10 * imageSize / StatedSize);
}
