using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>
/// One of the 14 perturbation sequences of Hendrycks and Dietterich (2019, arXiv 1903.12261): a picture that changes a little from frame to frame.
/// Settings are those of CIFAR-10-P, Tiny ImageNet-P and ImageNet-P (first difficulty) for pictures up to 45, up to 119 and of more pixels, with
/// distances in pixels multiplied by the picture's size over 32, 64 or 224; frames are not compressed as video. What comes into view from outside the
/// picture is black, as in CIFAR-10-P.
/// </summary>
internal sealed class Perturbation
{
    private readonly Func<RgbImage, KeyedRandom, IReadOnlyList<RgbImage>> _frames;

    private Perturbation(string name, bool isExtra, Func<RgbImage, KeyedRandom, IReadOnlyList<RgbImage>> frames) =>
        (Name, IsExtra, _frames) = (name, isExtra, frames);

    private delegate IReadOnlyList<RgbImage> Sequence<T>(RgbImage clean, T setting, ref KeyedRandom random);

    /// <summary>The 10 that count for the mean flip rate, in the paper's order, then the 4 that do not.</summary>
    public static IReadOnlyList<Perturbation> All { get; } =
    [
        Of("gaussian_noise", PerturbationTable.GaussianNoise, PixelSequences.GaussianNoise),
        Of("shot_noise", PerturbationTable.ShotNoise, PixelSequences.ShotNoise),
        Of("motion_blur", PerturbationTable.MotionBlur, PixelSequences.MotionBlur),
        Of("zoom_blur", PerturbationTable.ZoomBlur, GeometricSequences.ZoomBlur),
        Of("brightness", PerturbationTable.Brightness, PixelSequences.Brightness),
        Of("snow", PerturbationTable.Snow, PixelSequences.Snow),
        Of("translate", PerturbationTable.Translate, GeometricSequences.Translate),
        Of("rotate", PerturbationTable.Rotate, GeometricSequences.Rotate),
        Of("tilt", PerturbationTable.Tilt, GeometricSequences.Tilt),
        Of("scale", PerturbationTable.Scale, GeometricSequences.Scale),
        Of("speckle_noise", PerturbationTable.SpeckleNoise, PixelSequences.SpeckleNoise, isExtra: true),
        Of("gaussian_blur", PerturbationTable.GaussianBlur, PixelSequences.GaussianBlur, isExtra: true),
        Of("spatter", PerturbationTable.Spatter, PixelSequences.Spatter, isExtra: true),
        Of("shear", PerturbationTable.Shear, GeometricSequences.Shear, isExtra: true),
    ];

    /// <summary>The name of its folder in the published data sets, for example <c>motion_blur</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is one of the four that do not count for the mean flip rate.</summary>
    public bool IsExtra { get; }

    /// <summary>Whether frames are the clean picture with noise drawn anew, and so are compared with the first frame, not with the one before.</summary>
    public bool IsNoise => Name.EndsWith("_noise", StringComparison.Ordinal);

    /// <summary>Makes the sequence: a function of picture, seed and file name. May be called from several threads at once.</summary>
    /// <param name="clean">A square picture of at least <see cref="Corruption.SmallestPicture"/> pixels a side; it is not changed.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="file">The picture's name, so that each picture is perturbed in its own way.</param>
    /// <returns>
    /// 31 frames of the picture's size; 21 of <c>motion_blur</c> at 32 pixels, and 16 or 41 of <c>translate</c> at 32 or 224.
    /// </returns>
    /// <exception cref="NoisyStudentException">The picture is not square or too small.</exception>
    public IReadOnlyList<RgbImage> Frames(RgbImage clean, long seed, string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Corruption.RequireSquare(clean, file);
        return _frames(clean, KeyedRandom.For(seed, RandomUse.Perturbation, Corruption.HashOf(Name), Corruption.HashOf(file)));
    }

    private static Perturbation Of<T>(string name, PublishedSettings<T> settings, Sequence<T> sequence, bool isExtra = false) =>
        new(name, isExtra, (clean, random) => sequence(clean, settings.For(clean.Width), ref random));
}
