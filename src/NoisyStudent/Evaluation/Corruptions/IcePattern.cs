using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>
/// Ice on a window: ferns that grow from the edges, each a curved stem with branches at about 60 degrees that have branches of their own, on a haze of
/// fine crystals. Lengths are fractions of the picture's size, so that it looks alike at all sizes.
/// </summary>
internal sealed class IcePattern
{
    private const int Ferns = 11;
    private const int Orders = 3;
    private const double BranchAngle = Math.PI / 3;
    private const double AngleSpread = 0.15;
    private const double ShortestBranch = 1.5;
    private const double HazeDecay = 1.7;
    private const double HazeLevel = 0.5;

    private readonly Plane _level;
    private readonly double _step;

    private IcePattern(Plane haze)
    {
        _level = haze;
        _step = Math.Max(1.5, haze.Size / 48.0);
    }

    /// <summary>Draws ice.</summary>
    /// <param name="size">Width and height in pixels.</param>
    /// <param name="random">Where it comes from.</param>
    /// <returns>How white the window is, 0 to 1.</returns>
    public static Plane Draw(int size, ref KeyedRandom random)
    {
        var haze = PlasmaFractal.Draw(size, HazeDecay, ref random);
        foreach (ref var level in haze.Values.AsSpan())
        {
            level = (float)(HazeLevel * level * (0.7 + (0.6 * random.NextDouble())));
        }

        var ice = new IcePattern(haze);
        for (var fern = 0; fern < Ferns; fern++)
        {
            ice.GrowFern(ref random);
        }

        return ice._level;
    }

    private void GrowFern(ref KeyedRandom random)
    {
        var size = _level.Size;
        var (side, along) = (random.NextInt(4), random.NextDouble() * size);
        var (x, y) = side switch { 0 => (along, 0), 1 => (size, along), 2 => (along, size), _ => (0.0, along) };
        var inwards = Math.Atan2((size / 2.0) - y, (size / 2.0) - x) + random.NextDouble(-0.7, 0.7);
        Grow(x, y, inwards, random.NextDouble(0.35, 0.9) * size, Orders, ref random);
    }

    /// <summary>A stem with branches on both sides, the longer, the further from the tip.</summary>
    private void Grow(double x, double y, double angle, double length, int order, ref KeyedRandom random)
    {
        var bend = order == Orders ? random.NextDouble(-1, 1) / length : 0;
        var brightness = 0.1 + (0.13 * order);
        var nextBranch = _step;
        for (var grown = 0.0; grown < length; grown += 0.5)
        {
            var left = length - grown;
            Light(x, y, brightness * (0.4 + (0.6 * left / length)));
            if (order > 1 && grown >= nextBranch && left * 0.4 >= ShortestBranch)
            {
                Branch(1, ref random);
                Branch(-1, ref random);
                nextBranch = grown + (_step * random.NextDouble(0.7, 1.3));
            }

            angle += bend / 2;
            (x, y) = (x + (Math.Cos(angle) / 2), y + (Math.Sin(angle) / 2));

            void Branch(int side, ref KeyedRandom random) => Grow(
                x, y, angle + (side * BranchAngle) + random.NextDouble(-AngleSpread, AngleSpread), left * random.NextDouble(0.12, 0.5), order - 1, ref random);
        }
    }

    /// <summary>Adds light to the four pixels about a place, never beyond white.</summary>
    private void Light(double x, double y, double amount)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (toRight, toBottom) = (x - left, y - top);
        Add(left, top, (1 - toRight) * (1 - toBottom));
        Add(left + 1, top, toRight * (1 - toBottom));
        Add(left, top + 1, (1 - toRight) * toBottom);
        Add(left + 1, top + 1, toRight * toBottom);

        void Add(int column, int row, double share)
        {
            if ((uint)column < (uint)_level.Size && (uint)row < (uint)_level.Size)
            {
                ref var level = ref _level.Row(row)[column];
                level += (float)(amount * share) * (1 - level);
            }
        }
    }
}
