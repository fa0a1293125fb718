using System.Buffers;
using NoisyStudent.Images;

namespace NoisyStudent.Noise;

/// <summary>
/// Puts input noise on training pictures of one size: a random crop and flip, RandAugment and a cutout, in the order of the settings. What comes
/// out is a function of the pixels, the settings and the random stream alone. It may be used from many threads at once.
/// </summary>
internal sealed class InputNoisePipeline
{
    private readonly InputNoise _settings;
    private readonly int _imageSize;
    private readonly int _sourceSize;
    private readonly int _augmentedSize;
    private readonly int _cutoutSize;
    private readonly byte _fill;
    private readonly RandAugment _randAugment;

    /// <summary>Makes the settings ready for a picture size.</summary>
    /// <param name="settings">What noise, and how much.</param>
    /// <param name="imageSize">Width and height of the noised pictures, in pixels.</param>
    /// <param name="sourceSize">Width and height of the pictures that come in; the same where it is left out.</param>
    /// <exception cref="NoisyStudentException">
    /// The settings leave out an operation that does not exist, or all of them.
    /// </exception>
    public InputNoisePipeline(InputNoise settings, int imageSize, int? sourceSize = null)
    {
        _settings = settings;
        _imageSize = imageSize;
        _sourceSize = sourceSize ?? imageSize;
        _fill = (byte)settings.Fill;

        // A random-resized crop that comes last needs all the pixels that there are.
        _augmentedSize = settings is { Order: NoiseOrder.RandAugmentFirst, CropArea: > 0 } ? _sourceSize : imageSize;
        _cutoutSize = (int)Math.Round((double)settings.CutoutSize * _augmentedSize / imageSize);
        _randAugment = new RandAugment(settings, _augmentedSize);
    }

    /// <summary>Writes a noised copy of a picture.</summary>
    /// <param name="source">The picture, <c>[source size, source size, 3]</c>, red, green and blue bytes.</param>
    /// <param name="destination">Where the noised copy goes, <c>[size, size, 3]</c>; shares no byte with the source.</param>
    /// <param name="random">The picture's own stream; it is left where the draws ended.</param>
    /// <exception cref="ArgumentException">A buffer is not of the pipeline's size, or the two overlap.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref KeyedRandom random)
    {
        if (source.Length != LengthOf(_sourceSize) || destination.Length != LengthOf(_imageSize) || source.Overlaps(destination))
        {
            throw new ArgumentException(
                $"Noise from {_sourceSize}x{_sourceSize} to {_imageSize}x{_imageSize} pixels takes buffers of {LengthOf(_sourceSize)} and "
                + $"{LengthOf(_imageSize)} bytes that do not overlap, not of {source.Length} and {destination.Length}.");
        }

        // Each operation reads one buffer and writes the other; begun on the right one, the last writes where the result is wanted.
        var isOdd = _settings.Operations % 2 == 1;
        if (_settings.Order == NoiseOrder.CropFirst)
        {
            using var rented = new Scratch(_settings.Operations > 0 ? destination.Length : 0);
            var begin = isOdd ? rented.Bytes : destination;
            CropAndFlip(source, _sourceSize, begin, ref random);
            Augment(begin, isOdd ? destination : rented.Bytes, ref random);
        }
        else
        {
            var length = LengthOf(_augmentedSize);
            using var rented = new Scratch(2 * length);
            var begin = rented.Bytes[..length];
            var other = rented.Bytes[length..];
            Scale(source, _sourceSize, begin, _augmentedSize);
            Augment(begin, other, ref random);
            CropAndFlip(isOdd ? other : begin, _augmentedSize, destination, ref random);
        }
    }

    private static int LengthOf(int size) => size * size * PixelBuffers.Channels;

    /// <summary>RandAugment, then the cutout. The result is where the picture was, or in the other buffer after an odd number of operations.</summary>
    private void Augment(Span<byte> picture, Span<byte> other, ref KeyedRandom random)
    {
        for (var i = 0; i < _settings.Operations; i++)
        {
            var drawn = _randAugment.Draw(ref random);
            drawn.Operation.Apply(new PixelBuffers(picture, other, _augmentedSize, _augmentedSize), drawn.Argument, _fill, ref random);
            var written = other;
            other = picture;
            picture = written;
        }

        if (_cutoutSize > 0)
        {
            Cutout.Draw(_augmentedSize, _augmentedSize, _cutoutSize, ref random).Cover(picture, _augmentedSize, _fill);
        }
    }

    private void CropAndFlip(ReadOnlySpan<byte> source, int size, Span<byte> destination, ref KeyedRandom random)
    {
        if (_settings.CropArea > 0)
        {
            var shown = RandomResizedCrop.Draw(size, size, ref random, _settings.CropArea, _settings.CropAspect);
            SquareFit.ScaleWindow(source, size, size, shown, _imageSize, destination);
            if (_settings.Flip && random.NextBool())
            {
                Noise.CropAndFlip.Mirror(destination, _imageSize);
            }

            return;
        }

        var window = Noise.CropAndFlip.Draw(_settings.CropPadding, _settings.Flip, ref random);
        byte? fill = _settings.PaddingMode == CropPaddingMode.Reflect ? null : _fill;
        if (size == _imageSize)
        {
            window.Apply(new PixelBuffers(source, destination, _imageSize, _imageSize), fill);
            return;
        }

        using var scaled = new Scratch(destination.Length);
        Scale(source, size, scaled.Bytes, _imageSize);
        window.Apply(new PixelBuffers(scaled.Bytes, destination, _imageSize, _imageSize), fill);
    }

    private static void Scale(ReadOnlySpan<byte> source, int size, Span<byte> destination, int newSize)
    {
        if (size == newSize)
        {
            source.CopyTo(destination);
            return;
        }

        SquareFit.ScaleWindow(source, size, size, new PixelWindow(0, 0, size, size), newSize, destination);
    }

    /// <summary>Bytes from the pool.</summary>
    private readonly ref struct Scratch(int length)
    {
        private readonly byte[] _rented = ArrayPool<byte>.Shared.Rent(length);

        public Span<byte> Bytes => _rented.AsSpan(0, length);

        public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
    }
}
