using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Torch;

[Collection(TorchCollection.Name)]
public class TorchDeviceTests
{
    [Fact]
    public void Libtorch_loads_and_computes()
    {
        TorchRuntime.Load();
        Assert.Equal(6, torch.ones(2, 3).sum().item<float>());
    }

    [Fact]
    public void The_processor_is_always_there() => Assert.Equal(DeviceType.CPU, TorchDevice.Parse("cpu").type);

    [Fact]
    public void Cuda_without_a_device_is_refused_with_the_way_out()
    {
        TorchRuntime.Load();
        Assert.SkipWhen(torch.cuda.is_available(), "This machine has a CUDA device.");
        Assert.Contains("`Device` cpu", Assert.Throws<NoisyStudentException>(() => TorchDevice.Parse("cuda")).Message, StringComparison.Ordinal);
        Assert.Equal(DeviceType.CPU, TorchDevice.Parse("auto").type);
    }

    [Fact]
    public void An_unknown_device_is_refused_with_the_known_ones() =>
        Assert.Contains("auto, cpu, cuda", Assert.Throws<NoisyStudentException>(() => TorchDevice.Parse("gpu")).Message, StringComparison.Ordinal);
}
