using SkiaSharp;

namespace NoisyStudent.Cli.Demo;

/// <summary>
/// What is in a picture beside the shape's outline: colours, patterns, marks. Nothing here knows the class. Lengths are fractions of the
/// picture's side.
/// </summary>
internal static class DemoTexture
{
    /// <summary>A colour, every one as likely.</summary>
    public static SKColorF AnyColour(ref KeyedRandom random) =>
        new((float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble());

    /// <summary>A colour of the darker part of them, of any hue.</summary>
    public static SKColorF DarkColour(ref KeyedRandom random)
    {
        const float Darkest = 0.55f;
        var colour = AnyColour(ref random);
        return new SKColorF(colour.Red * Darkest, colour.Green * Darkest, colour.Blue * Darkest);
    }

    /// <summary>A colour of any hue that is lighter than another.</summary>
    /// <param name="colour">The other colour.</param>
    /// <param name="least">The smallest difference of lightness; black and white are 1 apart.</param>
    /// <param name="most">The largest difference.</param>
    /// <param name="random">Where the choice comes from.</param>
    public static SKColorF LighterColour(SKColorF colour, double least, double most, ref KeyedRandom random) =>
        Nearest(colour, candidate => Math.Max(0, Math.Max(
            least - (Lightness(candidate) - Lightness(colour)), Lightness(candidate) - Lightness(colour) - most)), ref random);

    /// <summary>A colour at a distance from another in a random direction.</summary>
    /// <param name="colour">The other colour.</param>
    /// <param name="least">The smallest distance; black and white are 1 apart.</param>
    /// <param name="most">The largest distance.</param>
    /// <param name="random">Where the choice comes from.</param>
    public static SKColorF ColourBeside(SKColorF colour, double least, double most, ref KeyedRandom random) =>
        Nearest(colour, candidate => Math.Max(0, Math.Max(least - Distance(colour, candidate), Distance(colour, candidate) - most)), ref random);

    /// <summary>Covers the picture, as far as the canvas is not clipped, with a colour and a random pattern of a second one.</summary>
    /// <param name="canvas">The picture, of side 1.</param>
    /// <param name="colour">The main colour.</param>
    /// <param name="strength">How far the pattern's colour is from it, as contrast.</param>
    /// <param name="random">Where the choices come from.</param>
    public static void Fill(SKCanvas canvas, SKColorF colour, double strength, ref KeyedRandom random)
    {
        var second = ColourBeside(colour, strength / 2, strength, ref random);
        using var paint = new SKPaint { IsAntialias = true, ColorF = colour };
        canvas.DrawPaint(paint);
        switch (random.NextInt(5))
        {
            case 0:
                break;
            case 1:
                Gradient(canvas, colour, second, ref random);
                break;
            case 2:
                paint.ColorF = second;
                Stripes(canvas, paint, ref random);
                break;
            case 3:
                paint.ColorF = second;
                Dots(canvas, paint, ref random);
                break;
            default:
                paint.ColorF = second;
                Grain(canvas, paint, ref random);
                break;
        }
    }

    /// <summary>Draws one small mark that is none of the shapes: a line, a wave, an angle or a blot.</summary>
    /// <param name="canvas">The picture, of side 1.</param>
    /// <param name="random">Where the choices come from.</param>
    public static void Mark(SKCanvas canvas, ref KeyedRandom random)
    {
        using var paint = new SKPaint { IsAntialias = true, ColorF = AnyColour(ref random) };
        paint.StrokeWidth = (float)random.NextDouble(0.02, 0.05);
        var kind = random.NextInt(4);
        paint.Style = kind == 3 ? SKPaintStyle.Fill : SKPaintStyle.Stroke;

        using var builder = new SKPathBuilder();
        var length = (float)(kind == 0 ? random.NextDouble(0.2, 0.9) : random.NextDouble(0.08, 0.22));
        switch (kind)
        {
            case 0:
                builder.AddPoly([new(-length / 2, 0), new(length / 2, 0)], close: false);
                break;
            case 1:
                builder.MoveTo(-length, 0);
                builder.QuadTo(-length / 2, -length, 0, 0);
                builder.QuadTo(length / 2, length, length, 0);
                break;
            case 2:
                builder.AddPoly([new(-length / 2, 0), new(0, 0), new(0, (float)(length * random.NextDouble(0.4, 1)))], close: false);
                break;
            default:
                Blot(builder, length / 2, ref random);
                break;
        }

        canvas.Save();
        canvas.Translate((float)random.NextDouble(), (float)random.NextDouble());
        canvas.RotateRadians((float)random.NextDouble(0, 2 * Math.PI));
        using var path = builder.Detach();
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    /// <summary>
    /// The first colour that misses by nothing, of the given one and random ones; not every wish has one, so after many tries the nearest
    /// will do.
    /// </summary>
    private static SKColorF Nearest(SKColorF first, Func<SKColorF, double> miss, ref KeyedRandom random)
    {
        const int Tries = 100;
        var best = first;
        for (var i = 0; i < Tries && miss(best) > 0; i++)
        {
            var candidate = AnyColour(ref random);
            best = miss(candidate) < miss(best) ? candidate : best;
        }

        return best;
    }

    /// <summary>Luma, between 0 and 1 (ITU-R BT.601).</summary>
    private static double Lightness(SKColorF colour) => (0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue);

    private static double Distance(SKColorF a, SKColorF b) =>
        Math.Sqrt((Square(a.Red - b.Red) + Square(a.Green - b.Green) + Square(a.Blue - b.Blue)) / 3);

    private static double Square(double value) => value * value;

    private static void Gradient(SKCanvas canvas, SKColorF from, SKColorF to, ref KeyedRandom random)
    {
        var angle = random.NextDouble(0, 2 * Math.PI);
        var reach = new SKPoint((float)(0.5 * Math.Cos(angle)), (float)(0.5 * Math.Sin(angle)));
        var middle = new SKPoint(0.5f, 0.5f);
        using var shader = SKShader.CreateLinearGradient(
            middle - reach, middle + reach, [from, to], SKColorSpace.CreateSrgb(), SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawPaint(paint);
    }

    private static void Stripes(SKCanvas canvas, SKPaint paint, ref KeyedRandom random)
    {
        var period = (float)random.NextDouble(0.1, 0.25);
        canvas.Save();
        canvas.RotateRadians((float)random.NextDouble(0, Math.PI), 0.5f, 0.5f);
        for (var y = (float)random.NextDouble(-period, 0) - 0.25f; y < 1.25f; y += period)
        {
            canvas.DrawRect(-0.25f, y, 1.5f, period / 2, paint);
        }

        canvas.Restore();
    }

    private static void Dots(SKCanvas canvas, SKPaint paint, ref KeyedRandom random)
    {
        var period = (float)random.NextDouble(0.12, 0.25);
        canvas.Save();
        canvas.RotateRadians((float)random.NextDouble(0, Math.PI), 0.5f, 0.5f);
        for (var y = (float)random.NextDouble(-period, 0) - 0.25f; y < 1.25f; y += period)
        {
            for (var x = -0.25f; x < 1.25f; x += period)
            {
                canvas.DrawCircle(x, y, period * 0.3f, paint);
            }
        }

        canvas.Restore();
    }

    private static void Grain(SKCanvas canvas, SKPaint paint, ref KeyedRandom random)
    {
        const int Grains = 120;
        for (var i = 0; i < Grains; i++)
        {
            canvas.DrawCircle((float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble(0.01, 0.035), paint);
        }
    }

    private static void Blot(SKPathBuilder builder, float radius, ref KeyedRandom random)
    {
        const int Corners = 7;
        Span<SKPoint> corners = stackalloc SKPoint[Corners];
        for (var i = 0; i < Corners; i++)
        {
            var (distance, angle) = (radius * random.NextDouble(0.4, 1), 2 * Math.PI * i / Corners);
            corners[i] = new SKPoint((float)(distance * Math.Cos(angle)), (float)(distance * Math.Sin(angle)));
        }

        builder.AddPoly(corners, close: true);
    }
}
