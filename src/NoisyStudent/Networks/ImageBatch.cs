using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// The one place where pixels become a tensor: a batch that is filled again and again, normalized and channels-last, without a tensor per
/// image.
/// </summary>
public sealed unsafe class ImageBatch : IDisposable
{
    /// <summary>So many vectors hold whole pixels.</summary>
    private const int Period = Normalization.Channels;

    private readonly Tensor _values;
    private readonly Device _device;
    private readonly Normalization _normalization;
    private readonly Vector512<float>[] _means;
    private readonly Vector512<float>[] _deviations;
    private readonly float* _data;
    private readonly int _imageLength;

    /// <summary>Creates a batch.</summary>
    /// <param name="capacity">How many images it holds.</param>
    /// <param name="imageSize">Their width and height in pixels.</param>
    /// <param name="normalization">How pixels become input.</param>
    /// <param name="device">Where the network runs.</param>
    public ImageBatch(int capacity, int imageSize, Normalization normalization, Device device)
    {
        _values = empty([capacity, imageSize, imageSize, Normalization.Channels], dtype: float32).DetachFromDisposeScope();
        _data = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_values.bytes));
        _normalization = normalization;
        (_means, _deviations) = (PeriodOf(normalization.Mean), PeriodOf(normalization.StandardDeviation));
        _imageLength = imageSize * imageSize * Normalization.Channels;
        _device = device;
        Capacity = capacity;
    }

    /// <summary>How many images the batch holds.</summary>
    public int Capacity { get; }

    /// <summary>Puts an image into the batch. Threads may fill different positions at once.</summary>
    /// <param name="position">Where, from 0.</param>
    /// <param name="pixels">The image, row by row, red, green and blue for each pixel.</param>
    public void Set(int position, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, _imageLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Capacity);
        var values = new Span<float>(_data + ((long)position * _imageLength), _imageLength);
        var i = 0;
        for (; i <= pixels.Length - (Period * Lanes.Count); i += Period * Lanes.Count)
        {
            for (var part = 0; part < Period; part++)
            {
                var at = i + (part * Lanes.Count);
                ((Lanes.ToFloats(Lanes.Load(pixels, at)) - _means[part]) / _deviations[part]).CopyTo(values[at..]);
            }
        }

        for (; i < pixels.Length; i++)
        {
            values[i] = (pixels[i] - _normalization.Mean[i % Normalization.Channels]) / _normalization.StandardDeviation[i % Normalization.Channels];
        }
    }

    /// <summary>
    /// The first images as a network's input [count, 3, height, width], float32, channels-last. On the processor it is the batch's own
    /// memory: use it before the batch is filled again.
    /// </summary>
    /// <param name="count">How many, at most the capacity.</param>
    public Tensor Input(int count)
    {
        using var scope = NewDisposeScope();
        return _values.narrow(0, 0, count).to(_device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    private static Vector512<float>[] PeriodOf(IReadOnlyList<float> channels)
    {
        var numbers = Enumerable.Range(0, Period * Lanes.Count).Select(lane => channels[lane % Normalization.Channels]).ToArray();
        return [.. Enumerable.Range(0, Period).Select(part => Vector512.Create(numbers, part * Lanes.Count))];
    }
}
