namespace NoisyStudent.Noise;

/// <summary>What comes first on a picture.</summary>
public enum NoiseOrder
{
    /// <summary>Crop and flip, then RandAugment, as the paper's code has it for photos.</summary>
    CropFirst,

    /// <summary>RandAugment, then crop and flip, as the paper's code has it for pictures of 32x32.</summary>
    RandAugmentFirst,
}

/// <summary>What lies around a picture from whose padding a crop is drawn.</summary>
public enum CropPaddingMode
{
    /// <summary>The grey of <see cref="InputNoise.Fill"/>.</summary>
    Fill,

    /// <summary>The picture mirrored at its outermost pixels, which are not repeated.</summary>
    Reflect,
}

/// <summary>
/// Input noise of training images, as a recipe states it: a random crop and flip, RandAugment (Cubuk et al., arXiv 1909.13719) and perhaps a
/// cutout, in either order, then perhaps a mixture with another picture of the batch.
/// </summary>
public sealed record InputNoise
{
    /// <summary>The paper's, on the scale to 30: crop, flip and two operations at magnitude 27.</summary>
    public static InputNoise RandAugment { get; } = new();

    /// <summary>Crop and flip alone.</summary>
    public static InputNoise FlipAndCrop { get; } = new() { Operations = 0 };

    /// <summary>Pictures as they are.</summary>
    public static InputNoise None { get; } = new() { Operations = 0, CropPadding = 0, Flip = false };

    /// <summary>The same crop and flip, but nothing else.</summary>
    public InputNoise CropAndFlipAlone() => this with { Operations = 0, CutoutSize = 0, Mixup = 0, Cutmix = 0 };

    /// <summary>How many RandAugment operations each image gets, drawn with replacement; 0 for none.</summary>
    public int Operations { get; init; } = 2;

    /// <summary>
    /// How strong the operations are, from 0 to 30; of which scale, <see cref="FullMagnitude"/> says. The paper uses 27. As in its code, Posterize
    /// keeps more bits and Solarize inverts fewer pixels the larger the magnitude: these two get weaker as the others get stronger. What each
    /// operation makes of the magnitude is in <see cref="Noise.RandAugment.AllOperations"/>.
    /// </summary>
    public double Magnitude { get; init; } = 27;

    /// <summary>
    /// The magnitude of full strength: 30, as in the PyTorch code that most reproductions use, or 10, as in the paper's code, where 27 is
    /// three times as strong and well over full strength.
    /// </summary>
    public double FullMagnitude { get; init; } = 30;

    /// <summary>How far TranslateX and TranslateY shift at full strength, in pixels of a picture of 224; it scales with the picture.</summary>
    public double FullTranslation { get; init; } = 100;

    /// <summary>Half of the side of the operation Cutout at full strength, in pixels of a picture of 224; it scales with the picture.</summary>
    public double FullCutout { get; init; } = 40;

    /// <summary>The magnitude as a level, of which 10 is full strength.</summary>
    public double Level => Magnitude * 10 / FullMagnitude;

    /// <summary>
    /// Width and height in pixels of a square, about a random place, that is covered in every image after RandAugment, whatever the magnitude;
    /// 0 for none.
    /// </summary>
    public int CutoutSize { get; init; }

    /// <summary>Whether crop and flip come before RandAugment or after it.</summary>
    public NoiseOrder Order { get; init; } = NoiseOrder.CropFirst;

    /// <summary>
    /// Pixels of padding on each side from which a crop of the image's size is drawn; 0 for no crop.
    /// </summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>What that padding shows.</summary>
    public CropPaddingMode PaddingMode { get; init; } = CropPaddingMode.Fill;

    /// <summary>
    /// The smallest part of the picture, 0 to 1 of its area, that a random-resized crop shows (<see cref="RandomResizedCrop"/>); it takes the
    /// place of the crop from padding. 0.08 is usual for photos. 0 for none.
    /// </summary>
    public double CropArea { get; init; }

    /// <summary>The most elongated window of that crop, at least 1: its longer side over its shorter one, whichever that is.</summary>
    public double CropAspect { get; init; } = RandomResizedCrop.WidestAspect;

    /// <summary>
    /// How many noised versions each image has, from which it takes one after the other; 0 for a new one each time. Where stages of the network are frozen, what they make
    /// of so many is computed once.
    /// </summary>
    public int Versions { get; init; }

    /// <summary>Whether half of the images are mirrored left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>The grey level, 0 to 255, that fills what a crop, a turn, a shear, a shift or a cutout leaves empty.</summary>
    public int Fill { get; init; } = 128;

    /// <summary>
    /// RandAugment operations that are never drawn, by name as in <see cref="Noise.RandAugment.AllOperations"/>, for example
    /// <c>Invert</c>.
    /// </summary>
    public IReadOnlyList<string> LeaveOut { get; init; } = [];

    /// <summary>
    /// Mixup (Zhang et al., arXiv 1710.09412): the parameter alpha of the Beta distribution from which each picture's share in a blend
    /// with another is drawn; 0 for no blends.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>
    /// CutMix (Yun et al., arXiv 1905.04899): the parameter alpha of the Beta distribution from which the share is drawn that a picture keeps
    /// when a rectangle of another covers it; 0 for no rectangles. With <see cref="Mixup"/> besides, each picture gets one of both, at even
    /// odds.
    /// </summary>
    public double Cutmix { get; init; }
}
