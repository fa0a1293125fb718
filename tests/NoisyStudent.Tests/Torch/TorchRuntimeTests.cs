using System.Diagnostics;
using System.Globalization;
using NoisyStudent.Torch;
using Xunit;

namespace NoisyStudent.Tests.Torch;

public class TorchRuntimeTests
{
    [Fact]
    public async Task Memory_goes_back_to_the_system_unless_the_application_asks_to_keep_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Another C library's allocator is left alone in any case.");
        var kept = await Task.WhenAll(Kept(keep: false), Kept(keep: true));
        Assert.True(kept[0] < LibraryProcess.TensorBytes / 4, $"{kept[0]:N0} bytes stay");
        Assert.True(kept[1] > LibraryProcess.TensorBytes / 4 * 3, $"{kept[1]:N0} bytes stay");
    }

    [Fact]
    public void Whether_memory_is_kept_is_decided_before_libtorch_is_loaded()
    {
        TorchRuntime.Load();
        var decided = TorchRuntime.KeepMemory;
        TorchRuntime.KeepMemory = decided;
        Assert.Throws<InvalidOperationException>(() => TorchRuntime.KeepMemory = !decided);
        Assert.Equal(decided, TorchRuntime.KeepMemory);
    }

    private static async Task<long> Kept(bool keep)
    {
        using var process = Process.Start(LibraryProcess.StartInfo(LibraryProcess.Forget, $"{keep}"))!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return long.Parse(output, CultureInfo.InvariantCulture);
    }
}
