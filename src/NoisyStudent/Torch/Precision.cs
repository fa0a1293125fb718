using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>The type in which convolutions compute while a network trains.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the hardware has arithmetic for it that is faster, else float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16 with float32 sums (mixed precision; Micikevicius et al., arXiv 1710.03740, with Kalamkar et al., arXiv 1905.12322).</summary>
    Bf16,
}

/// <summary>What a precision means on this machine.</summary>
internal static class PrecisionOnDevice
{
    private const int ComputeCapabilityMajor = 75;
    private const int FirstWithBFloat16 = 8;

    /// <summary>The type for a precision.</summary>
    /// <param name="precision">What is wanted.</param>
    /// <param name="device">Where the network runs.</param>
    public static ScalarType TypeOn(this Precision precision, Device device) =>
        precision == Precision.Bf16 || (precision == Precision.Auto && IsBFloat16Fast(device)) ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>The name of the type for a precision.</summary>
    /// <param name="precision">What is wanted.</param>
    /// <param name="device">Where the network runs.</param>
    public static string NameOn(this Precision precision, Device device) =>
        precision.TypeOn(device) == ScalarType.BFloat16 ? "bfloat16 with float32 sums" : "float32";

    private static bool IsBFloat16Fast(Device device) =>
        device.type == DeviceType.CUDA ? HasBFloat16(device.index) : device.type == DeviceType.CPU && IsBFloat16FastOnProcessor();

    /// <summary>
    /// AMX multiplies bfloat16 many times faster than float32. AVX512-BF16 does it twice as fast on AMD's processors, while on Intel's its
    /// one unit is no match for the two of float32.
    /// </summary>
    private static bool IsBFloat16FastOnProcessor()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0) is not { Eax: >= 7 } vendor)
        {
            return false;
        }

        const int AmxBFloat16 = 1 << 22, Avx512BFloat16 = 1 << 5;
        const int AuthenticAmd = 0x68747541;
        var hasAmx = (X86Base.CpuId(7, 0).Edx & AmxBFloat16) != 0;
        var hasAvx512 = Avx512F.IsSupported && (X86Base.CpuId(7, 1).Eax & Avx512BFloat16) != 0;
        return hasAmx || (hasAvx512 && vendor.Ebx == AuthenticAmd);
    }

    /// <summary>Asks NVIDIA's driver; TorchSharp has no question for it.</summary>
    private static unsafe bool HasBFloat16(int device)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetAttribute", out var function))
        {
            return false;
        }

        var major = 0;
        var failure = ((delegate* unmanaged[Cdecl]<int*, int, int, int>)function)(&major, ComputeCapabilityMajor, Math.Max(0, device));
        return failure == 0 && major >= FirstWithBFloat16;
    }
}
