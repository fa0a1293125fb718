using NoisyStudent.Evaluation.Perturbations;
using NoisyStudent.Images;
using NoisyStudent.Tests.Evaluation.Corruptions;

namespace NoisyStudent.Tests.Evaluation.Perturbations;

/// <summary>Perturbation sequences of test pictures.</summary>
internal static class Sequences
{
    public static Perturbation Perturbation(string name) => NoisyStudent.Evaluation.Perturbations.Perturbation.All.Single(each => each.Name == name);

    public static IReadOnlyList<RgbImage> Frames(this RgbImage clean, string name, string file = "a.png", long seed = 1) =>
        Perturbation(name).Frames(clean, seed, file);

    /// <summary>White on black: a disc of a tenth of the picture's size, so far from the middle.</summary>
    public static RgbImage Disc(int size, double right, double down) => Views.Of(size, (x, y) =>
    {
        var (fromX, fromY) = (x + 0.5 - (size / 2.0) - right, y + 0.5 - (size / 2.0) - down);
        var level = 255 * Math.Clamp(0.5 + (size / 10.0) - Math.Sqrt((fromX * fromX) + (fromY * fromY)), 0, 1);
        return (level, level, level);
    });

    /// <summary>Where the light's centre is, from the middle.</summary>
    public static (double Right, double Down) Centre(RgbImage picture)
    {
        var (light, right, down) = (0.0, 0.0, 0.0);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var (x, y) = (i % picture.Width, i / picture.Width);
            var level = picture.At(x, y);
            (light, right, down) = (light + level, right + (level * (x + 0.5)), down + (level * (y + 0.5)));
        }

        return ((right / light) - (picture.Width / 2.0), (down / light) - (picture.Width / 2.0));
    }
}
