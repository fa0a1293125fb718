using SkiaSharp;

namespace NoisyStudent.Cli.Demo;

/// <summary>Draws one picture of the demo: a ground, marks, one shape, and a few marks across it.</summary>
internal static class DemoPicture
{
    private const double OutlineProbability = 0.2;
    private const double MarksAtFullClutter = 10;

    /// <summary>Draws a picture.</summary>
    /// <param name="options">Size and difficulty.</param>
    /// <param name="shape">The class, as a place in <see cref="DemoShapes.Names"/>.</param>
    /// <param name="random">Where everything but the class comes from.</param>
    /// <returns>The bytes of a PNG file, without transparency.</returns>
    public static byte[] Draw(DemoPictureOptions options, int shape, KeyedRandom random)
    {
        ArgumentNullException.ThrowIfNull(options);

        using var bitmap = new SKBitmap(options.Size, options.Size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(options.Size);

        var ground = DemoTexture.DarkColour(ref random);
        var figure = DemoTexture.LighterColour(ground, options.LeastContrast, options.MostContrast, ref random);
        var pattern = options.Clutter * options.LeastContrast;
        DemoTexture.Fill(canvas, ground, pattern, ref random);
        Marks(canvas, options.Clutter * MarksAtFullClutter, ref random);

        using var path = Placed(options, shape, ref random);
        if (random.NextBool(OutlineProbability))
        {
            using var pen = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, ColorF = figure };
            pen.StrokeWidth = (float)random.NextDouble(0.05, 0.09);
            canvas.DrawPath(path, pen);
        }
        else
        {
            canvas.Save();
            canvas.ClipPath(path, SKClipOperation.Intersect, antialias: true);
            DemoTexture.Fill(canvas, figure, pattern, ref random);
            canvas.Restore();
        }

        Marks(canvas, options.Clutter * MarksAtFullClutter / 4, ref random);
        canvas.Flush();
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return encoded.ToArray();
    }

    private static void Marks(SKCanvas canvas, double mean, ref KeyedRandom random)
    {
        var count = Math.Round(2 * mean * random.NextDouble());
        for (var i = 0; i < count; i++)
        {
            DemoTexture.Mark(canvas, ref random);
        }
    }

    /// <summary>
    /// The shape's outline at a random size and turn, stretched a little, at a random place in the picture; the largest are cut a little.
    /// </summary>
    private static SKPath Placed(DemoPictureOptions options, int shape, ref KeyedRandom random)
    {
        var size = (float)random.NextDouble(options.SmallestShape, options.LargestShape);
        var stretch = (float)Math.Exp(random.NextDouble(-0.2, 0.2));
        var turn = options.MostTurn * Math.PI / 180;
        var matrix = SKMatrix.CreateScale(size * stretch, size / stretch)
            .PostConcat(SKMatrix.CreateRotation((float)random.NextDouble(-turn, turn)));
        if (random.NextBool())
        {
            matrix = matrix.PreConcat(SKMatrix.CreateScale(-1, 1));
        }

        var corners = matrix.MapPoints(DemoShapes.Outline(shape).ToArray());
        var shift = new SKPoint(
            Shift(corners.Min(corner => corner.X), corners.Max(corner => corner.X), ref random),
            Shift(corners.Min(corner => corner.Y), corners.Max(corner => corner.Y), ref random));

        using var builder = new SKPathBuilder();
        builder.AddPoly(Array.ConvertAll(corners, corner => corner + shift), close: true);
        return builder.Detach();
    }

    private static float Shift(float from, float to, ref KeyedRandom random)
    {
        const double Margin = 0.05;
        var room = 1 - (2 * Margin) - (to - from);
        return (float)(Margin - from + (room * random.NextDouble()));
    }
}
