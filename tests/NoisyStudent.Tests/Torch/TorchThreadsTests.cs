using NoisyStudent.Torch;
using Xunit;

namespace NoisyStudent.Tests.Torch;

[Collection(TorchCollection.Name)]
public class TorchThreadsTests
{
    public TorchThreadsTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1001)]
    public void Every_piece_of_work_is_done_once(int count)
    {
        var done = new int[count];
        TorchThreads.For(count, piece => Interlocked.Increment(ref done[piece]));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void What_a_piece_throws_reaches_the_caller()
    {
        var thrown = Assert.Throws<InvalidOperationException>(
            () => TorchThreads.For(100, piece => _ = piece == 77 ? throw new InvalidOperationException("77") : 0));
        Assert.Equal("77", thrown.Message);
    }

    [Fact]
    public void Work_is_spread_over_the_threads_that_libtorch_computes_with()
    {
        Assert.SkipWhen(TorchThreads.Count < 2, "This machine has one core.");
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        TorchThreads.For(1000, _ => threads[Environment.CurrentManagedThreadId] = 1);
        Assert.Equal(TorchThreads.Count, threads.Count);
    }
}
