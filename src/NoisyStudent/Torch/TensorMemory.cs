using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>The memory of a tensor, for loops of our own.</summary>
internal static unsafe partial class TensorMemory
{
    /// <summary>The address of a tensor's first number.</summary>
    /// <param name="tensor">A tensor on the processor, which must outlive the use of the address.</param>
    /// <typeparam name="T">A type of the size of the tensor's.</typeparam>
    public static T* Of<T>(Tensor tensor)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sizeof(T), (int)tensor.element_size());
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)tensor.device_type, (int)DeviceType.CPU);
        return (T*)Data(tensor.Handle);
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
