using System.Diagnostics;
using NoisyStudent.Tests.Cli;
using NoisyStudent.Tests.SelfTraining;
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

    [Theory]
    [InlineData(null, "1 thread")]
    [InlineData("2", "2 threads")]
    public async Task A_limit_on_processors_limits_threads_unless_a_person_chose_their_number(string? chosen, string expected)
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "This machine has one core.");
        using var pictures = new PictureFolders();
        var start = TrainProcess.StartInfo(TrainProcess.Command(pictures.Request("students=[]")));
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        if (chosen is not null)
        {
            start.Environment["OMP_NUM_THREADS"] = chosen;
        }

        using var process = Process.Start(start)!;
        Assert.Matches($"networks run on cpu in .*, {expected}\n", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
