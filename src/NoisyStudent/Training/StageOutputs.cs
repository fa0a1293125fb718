using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NoisyStudent.Datasets;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// What the frozen stages of a network make of each version of a set's pictures, read from temporary files.
/// </summary>
/// <param name="shape">Of one of them: [height, width, channels], or [features] where all stages are frozen.</param>
/// <param name="type">Of their numbers.</param>
/// <param name="versions">How many versions each picture has.</param>
/// <param name="first">For each picture, where the first version stands; the others follow.</param>
internal sealed class StageOutputs(long[] shape, ScalarType type, int versions, IReadOnlyList<(RecordFile File, long Place)> first)
{
    /// <summary>How many versions each picture has.</summary>
    public int Versions => versions;

    /// <summary>Those of a few pictures in place of those of more, to measure by.</summary>
    /// <param name="pictures">How many pictures they stand for.</param>
    public StageOutputs StandingFor(int pictures) => new(shape, type, versions, [.. Enumerable.Range(0, pictures).Select(picture => first[picture % first.Count])]);

    /// <summary>A tensor for some of them, in the layout in which they are stored.</summary>
    /// <param name="count">How many.</param>
    public Tensor Allocate(int count) => empty([count, .. shape], dtype: type);

    /// <summary>Writes one of them into such a tensor. Threads may write different ones at once.</summary>
    /// <param name="tensor">What <see cref="Allocate"/> gave.</param>
    /// <param name="position">Where, from 0.</param>
    /// <param name="picture">Which picture.</param>
    /// <param name="version">Which version of it.</param>
    public unsafe void Write(Tensor tensor, int position, int picture, int version)
    {
        var (file, place) = first[picture];
        var output = file.Read(place + version);
        var memory = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        output.CopyTo(new Span<byte>(memory + ((long)position * output.Length), output.Length));
    }

    /// <summary>Such a tensor as the next stage takes it: channels before places.</summary>
    /// <param name="tensor">What <see cref="Allocate"/> gave.</param>
    public static Tensor AsInput(Tensor tensor) => tensor.dim() == 4 ? tensor.permute(0, 3, 1, 2) : tensor.alias();
}
