using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// The one place where pixels become a tensor: a batch that is filled again and again, normalized and channels-last, without a tensor per
/// image.
/// </summary>
internal sealed unsafe class ImageBatch : IDisposable
{
    private readonly Tensor _values;
    private readonly Device _device;
    private readonly NormalizedPixels _normalized;
    private readonly float* _data;
    private readonly int _imageSize;
    private readonly int _pixelLength;
    private readonly int _valueLength;

    /// <summary>Creates a batch.</summary>
    /// <param name="capacity">How many images it holds.</param>
    /// <param name="imageSize">Their width and height in pixels.</param>
    /// <param name="normalization">How pixels become input.</param>
    /// <param name="device">Where the network runs.</param>
    public ImageBatch(int capacity, int imageSize, Normalization normalization, Device device)
    {
        _values = empty([capacity, imageSize, imageSize, normalization.Channels], dtype: float32).DetachFromDisposeScope();
        _data = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_values.bytes));
        _normalized = new NormalizedPixels(normalization);
        _imageSize = imageSize;
        _pixelLength = imageSize * imageSize * RgbImage.Channels;
        _valueLength = imageSize * imageSize * normalization.Channels;
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
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, _pixelLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Capacity);
        _normalized.WriteInterleaved(pixels, new Span<float>(_data + ((long)position * _valueLength), _valueLength));
    }

    /// <summary>Puts an image of a set into the batch, scaled where its size is another.</summary>
    /// <param name="position">Where, from 0.</param>
    /// <param name="images">The set.</param>
    /// <param name="image">Which of its images.</param>
    public void Set(int position, ImageSet images, int image)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.ImageSize == _imageSize)
        {
            Set(position, images.Pixels(image));
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(_pixelLength);
        var scaled = rented.AsSpan(0, _pixelLength);
        var whole = new PixelWindow(0, 0, images.ImageSize, images.ImageSize);
        SquareFit.ScaleWindow(images.Pixels(image), whole.Width, whole.Height, whole, _imageSize, scaled);
        Set(position, scaled);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>
    /// The first images as a network's input [count, channels, height, width], float32, channels-last. On the processor it is the batch's own
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
}
