using SkiaSharp;

namespace NoisyStudent.Cli.Demo;

/// <summary>
/// The ten classes of the demo: outlines of shapes, none of which is a turned, mirrored or stretched other. Each is centred and scaled so
/// that neither its area nor its reach alone tells which it is.
/// </summary>
public static class DemoShapes
{
    private static readonly (string Name, SKPoint[] Outline)[] _shapes =
    [
        ("arrow", Even([new(-1, -.24f), new(.05f, -.24f), new(.05f, -.72f), new(1, 0), new(.05f, .72f), new(.05f, .24f), new(-1, .24f)])),
        ("bolt", Even([new(.3f, -1), new(-.62f, .18f), new(-.08f, .18f), new(-.35f, 1), new(.62f, -.25f), new(.08f, -.25f)])),
        ("circle", Even(Curve(t => (Math.Cos(t), Math.Sin(t))))),
        ("crescent", Even(Crescent(distance: 0.5, radius: 0.82))),
        ("cross", Even(Cross(arm: 0.34f))),
        ("drop", Even(Curve(t => (Math.Cos(t), Math.Sin(t) * Math.Pow(Math.Sin(t / 2), 1.6))))),
        ("heart", Even(Curve(t => (
            16 * Math.Pow(Math.Sin(t), 3),
            (-13 * Math.Cos(t)) + (5 * Math.Cos(2 * t)) + (2 * Math.Cos(3 * t)) + Math.Cos(4 * t))))),
        ("square", Even(Star(points: 4, notch: Math.Cos(Math.PI / 4)))),
        ("star", Even(Star(points: 5, notch: 0.42))),
        ("triangle", Even(Star(points: 3, notch: Math.Cos(Math.PI / 3)))),
    ];

    /// <summary>The names of the classes, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _shapes.Select(shape => shape.Name)];

    /// <summary>The corners of a shape of size 1, centred on the origin; curves are many short sides.</summary>
    /// <param name="shape">The place of the shape in <see cref="Names"/>.</param>
    public static ReadOnlySpan<SKPoint> Outline(int shape) => _shapes[shape].Outline;

    private static SKPoint[] Curve(Func<double, (double X, double Y)> at)
    {
        const int Sides = 60;
        return
        [
            .. Enumerable.Range(0, Sides)
                .Select(side => at(2 * Math.PI * side / Sides))
                .Select(point => new SKPoint((float)point.X, (float)point.Y)),
        ];
    }

    /// <summary>A star whose inner corners lie at a fraction of the outer ones' radius; a polygon if that is the middle of a side.</summary>
    private static SKPoint[] Star(int points, double notch) =>
    [
        .. Enumerable.Range(0, 2 * points).Select(corner => Polar(corner % 2 == 0 ? 1 : notch, Math.PI * corner / points)),
    ];

    private static SKPoint[] Cross(float arm) =>
    [
        new(-arm, -1), new(arm, -1), new(arm, -arm), new(1, -arm), new(1, arm), new(arm, arm),
        new(arm, 1), new(-arm, 1), new(-arm, arm), new(-1, arm), new(-1, -arm), new(-arm, -arm),
    ];

    /// <summary>The unit circle without a second one beside its centre.</summary>
    private static SKPoint[] Crescent(double distance, double radius)
    {
        // The circles meet where both equations hold.
        var x = ((distance * distance) + 1 - (radius * radius)) / (2 * distance);
        var outer = Math.Acos(x);
        var inner = Math.Atan2(Math.Sin(outer), x - distance);
        const int Sides = 30;
        return
        [
            .. Enumerable.Range(0, Sides).Select(side => Polar(1, outer + ((2 * Math.PI) - (2 * outer)) * side / Sides)),
            .. Enumerable.Range(0, Sides)
                .Select(side => Polar(radius, (2 * Math.PI) - inner - (((2 * Math.PI) - (2 * inner)) * side / Sides)))
                .Select(point => new SKPoint(point.X + (float)distance, point.Y)),
        ];
    }

    private static SKPoint Polar(double radius, double angle) => new((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));

    /// <summary>Moves the centroid to the origin, and the mean of reach and root of the area to 1.</summary>
    private static SKPoint[] Even(SKPoint[] outline)
    {
        var (area, x, y) = (0.0, 0.0, 0.0);
        for (var i = 0; i < outline.Length; i++)
        {
            var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
            var cross = (a.X * b.Y) - (b.X * a.Y);
            area += cross / 2;
            x += (a.X + b.X) * cross / 6;
            y += (a.Y + b.Y) * cross / 6;
        }

        var centre = new SKPoint((float)(x / area), (float)(y / area));
        var reach = 2 * outline.Max(point => SKPoint.Distance(point, centre));
        var scale = (float)(1 / Math.Sqrt(reach * Math.Sqrt(Math.Abs(area))));
        return [.. outline.Select(point => new SKPoint((point.X - centre.X) * scale, (point.Y - centre.Y) * scale))];
    }
}
