using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>
/// Writes on a sheet. The font comes along, as small Linux systems have none; where it lacks a letter, one of the system's is taken.
/// </summary>
internal sealed class SheetText : IDisposable
{
    private const string Ellipsis = "…";

    private readonly SKTypeface _typeface;

    public SheetText()
    {
        using var font = typeof(SheetText).Assembly.GetManifestResourceStream("fonts/DejaVuSans-subset.ttf")!;
        _typeface = SKTypeface.FromStream(font);
    }

    public void Dispose() => _typeface.Dispose();

    /// <summary>How wide a text is, in pixels.</summary>
    public float Width(string text, float size)
    {
        using var font = FontFor(text, size);
        return font.MeasureText(text);
    }

    /// <summary>The text, or as much of its beginning as fits.</summary>
    public string Fit(string text, float size, float width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var kept = Enumerable.Range(1, text.Length).Last(length => length == 1 || Width(text[..length] + Ellipsis, size) <= width);
        return text[..kept] + Ellipsis;
    }

    /// <summary>Writes a line.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="text">What.</param>
    /// <param name="x">The left end, in pixels.</param>
    /// <param name="baseline">The line that letters stand on, in pixels from above.</param>
    /// <param name="size">The height of a line, in pixels.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="bold">Whether in heavier letters.</param>
    public void Write(SKCanvas canvas, string text, float x, float baseline, float size, SKColor colour, bool bold = false)
    {
        using var font = FontFor(text, size);
        font.Embolden = bold;
        using var paint = new SKPaint { IsAntialias = true, Color = colour };
        canvas.DrawText(text, x, baseline, SKTextAlign.Left, font, paint);
    }

    private SKFont FontFor(string text, float size)
    {
        var font = new SKFont(_typeface, size) { Subpixel = true, Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None };
        if (text.EnumerateRunes().FirstOrDefault(rune => font.GetGlyph(rune.Value) == 0) is { Value: > 0 } missing
            && SKFontManager.Default.MatchCharacter(missing.Value) is { } other)
        {
            font.Typeface = other;
        }

        return font;
    }
}
