using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Evaluation.Corruptions.Planes;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>
/// One of the 19 corruptions of Hendrycks and Dietterich (2019, arXiv 1903.12261), made on the fly. Settings are those of CIFAR-10-C, Tiny ImageNet-C
/// and ImageNet-C for pictures up to 45, up to 119 and of more pixels, with distances in pixels multiplied by the picture's size over 32, 64 or 224.
/// Levels are rounded once, at the end, to the nearest; the published programs cut them off.
/// </summary>
internal sealed class Corruption
{
    /// <summary>How many severities there are.</summary>
    public const int Severities = 5;

    /// <summary>The smallest width and height of a picture, in pixels.</summary>
    public const int SmallestPicture = 8;

    private readonly Action<FloatImage, int, KeyedRandom> _apply;

    private Corruption(string name, bool isExtra, Action<FloatImage, int, KeyedRandom> apply) => (Name, IsExtra, _apply) = (name, isExtra, apply);

    private delegate void Change<T>(FloatImage image, T setting, ref KeyedRandom random);

    /// <summary>The 15 that count for the mean corruption error, in the paper's order, then the 4 that do not.</summary>
    public static IReadOnlyList<Corruption> All { get; } =
    [
        Of("gaussian_noise", CorruptionTable.GaussianNoise, NoiseCorruptions.Gaussian),
        Of("shot_noise", CorruptionTable.ShotNoise, NoiseCorruptions.Shot),
        Of("impulse_noise", CorruptionTable.ImpulseNoise, NoiseCorruptions.Impulse),
        Of("defocus_blur", CorruptionTable.DefocusBlur, BlurCorruptions.Defocus),
        Of("glass_blur", CorruptionTable.GlassBlur, BlurCorruptions.Glass),
        Of("motion_blur", CorruptionTable.MotionBlur, BlurCorruptions.Motion),
        Of("zoom_blur", CorruptionTable.ZoomBlur, BlurCorruptions.Zoom),
        Of("snow", CorruptionTable.Snow, WeatherCorruptions.Snow),
        Of("frost", CorruptionTable.Frost, WeatherCorruptions.Frost),
        Of("fog", CorruptionTable.Fog, WeatherCorruptions.Fog),
        Of("brightness", CorruptionTable.Brightness, DigitalCorruptions.Brightness),
        Of("contrast", CorruptionTable.Contrast, DigitalCorruptions.Contrast),
        Of("elastic_transform", CorruptionTable.ElasticTransform, ElasticTransform.Apply),
        Of("pixelate", CorruptionTable.Pixelate, DigitalCorruptions.Pixelate),
        Of("jpeg_compression", CorruptionTable.JpegCompression, DigitalCorruptions.Jpeg),
        Of("speckle_noise", CorruptionTable.SpeckleNoise, NoiseCorruptions.Speckle, isExtra: true),
        Of("gaussian_blur", CorruptionTable.GaussianBlur, BlurCorruptions.Gaussian, isExtra: true),
        Of("spatter", CorruptionTable.Spatter, WeatherCorruptions.Spatter, isExtra: true),
        Of("saturate", CorruptionTable.Saturate, DigitalCorruptions.Saturate, isExtra: true),
    ];

    /// <summary>The name of its folder in the published data sets, for example <c>gaussian_noise</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is one of the four that do not count for the mean corruption error.</summary>
    public bool IsExtra { get; }

    /// <summary>Makes the corrupted picture: a function of picture, severity, seed and file name. May be called from several threads at once.</summary>
    /// <param name="clean">A square picture of at least <see cref="SmallestPicture"/> pixels a side; it is not changed.</param>
    /// <param name="severity">From 1 to <see cref="Severities"/>.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="file">The picture's name, so that each picture is corrupted in its own way.</param>
    /// <returns>A new picture of the same size.</returns>
    /// <exception cref="NoisyStudentException">The picture is not square or too small.</exception>
    public RgbImage Apply(RgbImage clean, int severity, long seed, string file)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, Severities);
        ArgumentNullException.ThrowIfNull(file);
        RequireSquare(clean, file);
        var image = FloatImage.Of(clean);
        _apply(image, severity, KeyedRandom.For(seed, RandomUse.Corruption, HashOf(Name), severity, HashOf(file)));
        return image.ToBytes();
    }

    /// <summary>A number that stands for a name: the beginning of the SHA-256 of its UTF-8 bytes.</summary>
    internal static long HashOf(string name) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Refuses a picture that cannot be corrupted.</summary>
    internal static void RequireSquare(RgbImage clean, string file)
    {
        ArgumentNullException.ThrowIfNull(clean);
        if (clean.Width != clean.Height || clean.Width < SmallestPicture)
        {
            throw new NoisyStudentException(
                $"{file} has {clean.Width}x{clean.Height} pixels, but only square pictures of at least {SmallestPicture}x{SmallestPicture} can be "
                + "corrupted; fit it to a square first.");
        }
    }

    private static Corruption Of<T>(string name, PublishedSettings<T> settings, Change<T> change, bool isExtra = false) =>
        new(name, isExtra, (image, severity, random) => change(image, settings.For(image.Size, severity), ref random));
}
