using Xunit;

namespace NoisyStudent.Tests;

public class KeyedRandomTests
{
    [Fact]
    public void A_place_always_gives_the_same_stream() =>
        Assert.Equal(Draw(KeyedRandom.For(7, RandomUse.Order, 1, 2, 3)), Draw(KeyedRandom.For(7, RandomUse.Order, 1, 2, 3)));

    [Fact]
    public void Seed_use_and_each_coordinate_make_another_stream()
    {
        var streams = new[]
        {
            KeyedRandom.For(7, RandomUse.Order, 1, 2), KeyedRandom.For(8, RandomUse.Order, 1, 2), KeyedRandom.For(7, RandomUse.Split, 1, 2),
            KeyedRandom.For(7, RandomUse.Order, 2, 1), KeyedRandom.For(7, RandomUse.Order, 1), KeyedRandom.For(7, RandomUse.Order, 1, 2, 0),
        };
        Assert.Equal(streams.Length, streams.Select(stream => Draw(stream)[0]).Distinct().Count());
    }

    [Fact]
    public void Whole_numbers_are_uniform()
    {
        var random = KeyedRandom.For(1, RandomUse.Order);
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            counts[random.NextInt(10)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_each_place_is_as_likely()
    {
        var first = new int[5];
        for (var i = 0; i < 10_000; i++)
        {
            int[] items = [0, 1, 2, 3, 4];
            KeyedRandom.For(3, RandomUse.Order, i).Shuffle(items.AsSpan());
            Assert.Equal([0, 1, 2, 3, 4], items.Order());
            first[items[0]]++;
        }

        Assert.All(first, count => Assert.InRange(count, 1_840, 2_160));
    }

    private static ulong[] Draw(KeyedRandom random) => [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
}
