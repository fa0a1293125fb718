using NoisyStudent.Evaluation.Corruptions.Planes;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class PlasmaFractalTests
{
    /// <summary>
    /// A point of the last two steps is the mean of four corners and a random amount, and the amount is divided by the square of the decay from one step
    /// to the next.
    /// </summary>
    [Theory]
    [InlineData(1.4)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_random_amount_falls_with_the_square_of_the_decay(double decay)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var sky = PlasmaFractal.Draw(256, decay, ref random);
        Levels.AssertNear(decay * decay, Amount(4) / Amount(2), 0.03);

        double Amount(int step)
        {
            var (sum, count) = (0.0, 0);
            for (var y = step / 2; y < 256; y += step)
            {
                for (var x = step / 2; x < 256; x += step)
                {
                    var corners = from down in (int[])[-1, 1] from right in (int[])[-1, 1] select At(x + (right * step / 2), y + (down * step / 2));
                    sum += Math.Pow(At(x, y) - corners.Average(), 2);
                    count++;
                }
            }

            return Math.Sqrt(sum / count);
        }

        // The sky goes round at its edges.
        double At(int x, int y) => sky.Row((y + 256) % 256)[(x + 256) % 256];
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(8)]
    public void A_sky_of_a_power_of_two_reaches_from_0_to_1(int size)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var sky = PlasmaFractal.Draw(size, 2, ref random);
        Assert.Equal((0f, 1f), (sky.Values.Min(), sky.Values.Max()));
    }
}
