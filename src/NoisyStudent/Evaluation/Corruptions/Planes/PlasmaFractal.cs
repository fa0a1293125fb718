using System.Numerics;

namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>
/// Clouds by the diamond-square method (Fournier, Fussell and Carpenter, 1982), on a grid that goes round at its edges: each new point is
/// the mean of the four about it and a random amount, which is divided by the square of the decay from one step width to the next.
/// </summary>
internal static class PlasmaFractal
{
    private const double FirstAmount = 100;

    /// <summary>Draws clouds.</summary>
    /// <param name="size">Width and height; cut out of a grid of the next power of two.</param>
    /// <param name="decay">Above 1; the greater, the smoother.</param>
    /// <param name="random">Where they come from.</param>
    /// <returns>Numbers from 0 to 1; the grid's least is 0 and its greatest 1.</returns>
    public static Plane Draw(int size, double decay, ref KeyedRandom random)
    {
        var side = (int)BitOperations.RoundUpToPowerOf2((uint)size);
        var grid = new double[side * side];
        var amount = FirstAmount;
        for (var step = side; step >= 2; step /= 2)
        {
            Fill(grid, side, step, (step / 2, step / 2), _squares, amount * amount, ref random);
            Fill(grid, side, step, (step / 2, 0), _diamonds, amount * amount, ref random);
            Fill(grid, side, step, (0, step / 2), _diamonds, amount * amount, ref random);
            amount /= decay;
        }

        return Normalized(grid, side, size);
    }

    // The directions of the four points about a new one.
    private static readonly (int X, int Y)[] _squares = [(-1, -1), (1, -1), (-1, 1), (1, 1)];
    private static readonly (int X, int Y)[] _diamonds = [(0, -1), (-1, 0), (1, 0), (0, 1)];

    private static void Fill(
        double[] grid, int side, int step, (int X, int Y) first, (int X, int Y)[] directions, double amount, ref KeyedRandom random)
    {
        for (var y = first.Y; y < side; y += step)
        {
            for (var x = first.X; x < side; x += step)
            {
                var sum = 0.0;
                foreach (var direction in directions)
                {
                    sum += grid[(((y + (direction.Y * step / 2)) & (side - 1)) * side) + ((x + (direction.X * step / 2)) & (side - 1))];
                }

                grid[(y * side) + x] = (sum / directions.Length) + random.NextDouble(-amount, amount);
            }
        }
    }

    private static Plane Normalized(double[] grid, int side, int size)
    {
        var (least, greatest) = (grid.Min(), grid.Max());
        var result = new Plane(size);
        for (var y = 0; y < size; y++)
        {
            var row = result.Row(y);
            for (var x = 0; x < size; x++)
            {
                row[x] = (float)((grid[(y * side) + x] - least) / (greatest - least));
            }
        }

        return result;
    }
}
