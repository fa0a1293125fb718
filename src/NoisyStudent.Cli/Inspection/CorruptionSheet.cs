using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>A picture, clean and at each severity of each corruption. It is a function of picture, image size and seed.</summary>
internal static class CorruptionSheet
{
    private const int Margin = 28;
    private const int Gap = 4;
    private const int AfterClean = 12;
    private const int LabelWidth = 150;
    private const int TitleSize = 24;
    private const int TextSize = 14;
    private const int HeaderHeight = 112;

    /// <summary>The name of the picture that is drawn: the first of the first set.</summary>
    public static string PictureOf(SetInspection inspection) => inspection.Sets[0].Images.Names[0];

    /// <summary>Draws the sheet.</summary>
    /// <param name="inspection">Pictures and recipe.</param>
    /// <param name="format">The format.</param>
    /// <returns>The bytes of the file.</returns>
    public static byte[] Draw(SetInspection inspection, SheetFormat format)
    {
        var (clean, recipe) = (Clean(inspection), inspection.Recipe);
        var picture = new SheetPicture(clean.Width);
        var (step, rows) = (picture.Side + Gap, Corruption.All.Count);
        var width = Margin + LabelWidth + AfterClean + ((Corruption.Severities + 1) * step) - Gap + Margin;
        var height = HeaderHeight + (rows * step) - Gap + Margin;
        using var text = new SheetText();
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SheetColours.Ground);
        text.Write(canvas, "What corruptions make of a picture", Margin, Margin + 18, TitleSize, SheetColours.Ink, bold: true);
        var line = $"{PictureOf(inspection)} — {clean.Width}x{clean.Height} pixels, severities 1 to {Corruption.Severities}, seed {recipe.Seed}";
        text.Write(canvas, text.Fit(line, TextSize, width - (2 * Margin)), Margin, Margin + 44, TextSize, SheetColours.Faint);
        for (var severity = 0; severity <= Corruption.Severities; severity++)
        {
            text.Write(canvas, severity == 0 ? "clean" : $"{severity}", Left(severity), HeaderHeight - 8, TextSize, SheetColours.Ink, bold: true);
        }

        foreach (var (row, corruption) in Corruption.All.Index())
        {
            var top = HeaderHeight + (row * step);
            text.Write(canvas, corruption.Name, Margin, top + (picture.Side / 2) + (TextSize / 3), TextSize, SheetColours.Ink);
            picture.Draw(canvas, clean.Pixels, Left(0), top);
            for (var severity = 1; severity <= Corruption.Severities; severity++)
            {
                picture.Draw(canvas, corruption.Apply(clean, severity, recipe.Seed, PictureOf(inspection)).Pixels, Left(severity), top);
            }
        }

        canvas.Flush();
        using var encoded = bitmap.Encode(format.Encoding, format.Quality);
        return encoded.ToArray();

        int Left(int severity) => Margin + LabelWidth + (severity * step) + (severity > 0 ? AfterClean : 0);
    }

    private static RgbImage Clean(SetInspection inspection)
    {
        var (images, size) = (inspection.Sets[0].Images, inspection.Recipe.ImageSize);
        var pixels = new byte[RgbImage.Channels * size * size];
        var random = KeyedRandom.For(inspection.Recipe.Seed, RandomUse.InputNoise);
        new InputNoisePipeline(InputNoise.None, size, images.ImageSize).Apply(images.Pixels(0), pixels, ref random);
        return new RgbImage(size, size, pixels);
    }
}
