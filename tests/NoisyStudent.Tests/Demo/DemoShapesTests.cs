using NoisyStudent.Cli.Demo;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Demo;

public class DemoShapesTests
{
    public static TheoryData<int> Shapes => [.. Enumerable.Range(0, 10)];

    [Fact]
    public void There_are_ten_classes_in_alphabetical_order() =>
        Assert.Equal(
            ["arrow", "bolt", "circle", "crescent", "cross", "drop", "heart", "square", "star", "triangle"], DemoShapes.Names);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_shape_is_centred_and_neither_its_area_nor_its_reach_stands_out(int shape)
    {
        // Measured by filling it, on a grid of 400 by 400 over the square from -1 to 1.
        using var builder = new SKPathBuilder();
        builder.AddPoly(DemoShapes.Outline(shape), close: true);
        using var path = builder.Detach();
        var inside = (
            from x in Enumerable.Range(-200, 400)
            from y in Enumerable.Range(-200, 400)
            let point = new SKPoint((x + 0.5f) / 200, (y + 0.5f) / 200)
            where path.Contains(point.X, point.Y)
            select point).ToArray();

        Assert.Equal(0, inside.Average(point => point.X), tolerance: 0.005);
        Assert.Equal(0, inside.Average(point => point.Y), tolerance: 0.005);

        var side = Math.Sqrt(inside.Length / 40_000.0);
        var reach = 2 * inside.Max(point => point.Length);
        Assert.InRange(side, 0.6, 0.95);
        Assert.Equal(1, Math.Sqrt(side * reach), tolerance: 0.02);
    }

    [Fact]
    public void No_shape_is_another_one_turned_or_mirrored()
    {
        foreach (var (a, b) in from a in Enumerable.Range(0, 10) from b in Enumerable.Range(0, a) select (a, b))
        {
            var still = Filled(b, turn: 0, mirrored: false);
            var overlap = (
                from turn in Enumerable.Range(0, 72)
                let turned = Filled(a, turn * Math.PI / 18, mirrored: turn >= 36)
                select (double)still.Intersect(turned).Count() / still.Union(turned).Count()).Max();
            Assert.True(overlap < 0.9, $"{DemoShapes.Names[a]} and {DemoShapes.Names[b]} overlap by {overlap}");
        }
    }

    /// <summary>Which points of a grid of 24 by 24 over the square from -1 to 1 lie in a shape.</summary>
    private static List<(int X, int Y)> Filled(int shape, double turn, bool mirrored)
    {
        var matrix = SKMatrix.CreateRotation((float)turn).PreConcat(SKMatrix.CreateScale(mirrored ? -1 : 1, 1));
        using var builder = new SKPathBuilder();
        builder.AddPoly(matrix.MapPoints(DemoShapes.Outline(shape).ToArray()), close: true);
        using var path = builder.Detach();
        return
        [
            .. from x in Enumerable.Range(-12, 24)
               from y in Enumerable.Range(-12, 24)
               where path.Contains((x + 0.5f) / 12, (y + 0.5f) / 12)
               select (x, y),
        ];
    }
}
