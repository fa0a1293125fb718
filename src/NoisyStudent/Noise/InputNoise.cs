namespace NoisyStudent.Noise;

/// <summary>
/// Input noise of training images, as a recipe states it: a random crop and flip, then RandAugment (Cubuk et al., arXiv
/// 1909.13719).
/// </summary>
public sealed record InputNoise
{
    /// <summary>How many RandAugment operations each image gets, drawn with replacement; 0 for none.</summary>
    public int Operations { get; init; } = 2;

    /// <summary>
    /// How strong the operations are, from 0 to 30. The paper uses 27. As in the reference code, Posterize keeps more bits and
    /// Solarize inverts fewer pixels the larger the magnitude: these two get weaker as the others get stronger. What each
    /// operation makes of the magnitude is in <see cref="RandAugment.AllOperations"/>.
    /// </summary>
    public double Magnitude { get; init; } = 27;

    /// <summary>
    /// Pixels of padding on each side from which a crop of the image's size is drawn; 0 for no crop.
    /// </summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether half of the images are mirrored left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>The grey level, 0 to 255, that fills what a crop, a turn, a shear, a shift or a cutout leaves empty.</summary>
    public int Fill { get; init; } = 128;

    /// <summary>
    /// RandAugment operations that are never drawn, by name as in <see cref="RandAugment.AllOperations"/>, for example
    /// <c>Invert</c>.
    /// </summary>
    public IReadOnlyList<string> LeaveOut { get; init; } = [];
}
