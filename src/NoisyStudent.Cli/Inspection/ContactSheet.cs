using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>
/// A picture of pictures: some of each class, and beside each what training would make of it. It is a function of pictures and recipe.
/// </summary>
internal sealed class ContactSheet
{
    private const int NoisedVersions = 6;
    private const int Margin = 28;
    private const int Gap = 4;
    private const int AfterClean = 12;
    private const int BetweenGroups = 32;
    private const int LabelWidth = 150;
    private const int TitleSize = 24;
    private const int TextSize = 14;
    private const int HeaderHeight = 112;

    private readonly SetInspection _inspection;
    private readonly InspectedSet _set;
    private readonly ImageSet _images;
    private readonly IReadOnlyList<SheetRow> _rows;
    private readonly SheetPicture _picture;
    private readonly InputNoisePipeline _clean;
    private readonly InputNoisePipeline _noise;
    private readonly SheetText _text;
    private readonly int _labelWidth;

    private ContactSheet(SetInspection inspection, SheetText text)
    {
        // The labeled set where it is given, as it is the one with classes.
        _set = inspection.Sets.FirstOrDefault(each => each.Classes.Count > 0) ?? inspection.Sets[0];
        (_inspection, _text, _images, _rows) = (inspection, text, _set.Images, SheetRow.Of(_set));
        _picture = new SheetPicture(inspection.Recipe.ImageSize);
        _clean = new InputNoisePipeline(InputNoise.None, inspection.Recipe.ImageSize, _images.ImageSize);
        _noise = new InputNoisePipeline(inspection.Recipe.Noise, inspection.Recipe.ImageSize, _images.ImageSize);
        var widest = _rows.Max(row => text.Width(row.Label, TextSize));
        _labelWidth = widest == 0 ? 0 : (int)Math.Min(widest, LabelWidth) + 20;
    }

    private int GroupWidth => _picture.Side + AfterClean + (NoisedVersions * (_picture.Side + Gap)) - Gap;

    private int Step => _picture.Side + Gap;

    private int Groups => _rows.Max(row => row.Pictures.Count);

    /// <summary>Draws the sheet.</summary>
    /// <param name="inspection">Pictures and recipe.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(SetInspection inspection)
    {
        using var text = new SheetText();
        return new ContactSheet(inspection, text).Draw();
    }

    private byte[] Draw()
    {
        var width = (2 * Margin) + _labelWidth + (Groups * (GroupWidth + BetweenGroups)) - BetweenGroups;
        var height = HeaderHeight + (_rows.Count * Step) - Gap + Margin;
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SheetColours.Ground);
        DrawHeader(canvas, width);
        foreach (var (index, row) in _rows.Index())
        {
            DrawRow(canvas, row, HeaderHeight + (index * Step));
        }

        canvas.Flush();
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return encoded.ToArray();
    }

    private void DrawHeader(SKCanvas canvas, int width)
    {
        var recipe = _inspection.Recipe;
        var room = width - (2 * Margin);
        _text.Write(canvas, "What the noise makes of the pictures", Margin, Margin + 18, TitleSize, SheetColours.Ink, bold: true);
        var line = $"{NoiseDescription.Of(recipe.Noise)} — recipe {recipe.Name}, {recipe.ImageSize}x{recipe.ImageSize} pixels{Loss(recipe.Fit)}";
        _text.Write(canvas, _text.Fit(line, TextSize, room), Margin, Margin + 44, TextSize, SheetColours.Faint);
        for (var group = 0; group < Groups; group++)
        {
            _text.Write(canvas, "clean", GroupLeft(group), HeaderHeight - 8, TextSize, SheetColours.Ink, bold: true);
            _text.Write(canvas, "noised, each time anew", GroupLeft(group) + _picture.Side + AfterClean, HeaderHeight - 8, TextSize, SheetColours.Ink, bold: true);
        }
    }

    /// <summary>What became of pictures that are no squares.</summary>
    private string Loss(ImageFit fit) => _set.Survey.TypicalOutside == 0 ? "" : fit switch
    {
        ImageFit.Pad => $", {Percentage.ShortText(_set.Survey.TypicalOutside)} filled with grey",
        ImageFit.Squash => ", squashed",
        _ => $", {Percentage.ShortText(_set.Survey.TypicalOutside)} cut off",
    };

    private void DrawRow(SKCanvas canvas, SheetRow row, int top)
    {
        var label = _text.Fit(row.Label, TextSize, LabelWidth);
        _text.Write(canvas, label, Margin, top + (_picture.Side / 2) + (TextSize / 3), TextSize, SheetColours.Ink);
        var noised = new byte[3 * _inspection.Recipe.ImageSize * _inspection.Recipe.ImageSize];
        foreach (var (group, picture) in row.Pictures.Index())
        {
            var left = GroupLeft(group);
            Draw(_clean, version: 0, left);
            left += Step - Gap + AfterClean;
            for (var version = 0; version < NoisedVersions; version++)
            {
                Draw(_noise, version, left + (version * Step));
            }

            void Draw(InputNoisePipeline noise, int version, int at)
            {
                var random = KeyedRandom.For(_inspection.Recipe.Seed, RandomUse.InputNoise, picture, version);
                noise.Apply(_images.Pixels(picture), noised, ref random);
                _picture.Draw(canvas, noised, at, top);
            }
        }
    }

    private int GroupLeft(int group) => Margin + _labelWidth + (group * (GroupWidth + BetweenGroups));
}
