using System.Buffers;
using NoisyStudent.Images;

namespace NoisyStudent.Noise;

/// <summary>
/// Puts input noise on training pictures of one size: a random crop and flip, then RandAugment, in the order of the reference
/// code. What comes out is a function of the pixels, the settings and the random stream alone. It may be used from many threads
/// at once.
/// </summary>
public sealed class InputNoisePipeline
{
    private readonly InputNoise _settings;
    private readonly int _imageSize;
    private readonly int _sourceSize;
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
        _randAugment = new RandAugment(settings.Magnitude, imageSize, settings.LeaveOut);
    }

    /// <summary>Writes a noised copy of a picture.</summary>
    /// <param name="source">The picture, <c>[source size, source size, 3]</c>, red, green and blue bytes.</param>
    /// <param name="destination">Where the noised copy goes, <c>[size, size, 3]</c>; shares no byte with the source.</param>
    /// <param name="random">The picture's own stream; it is left where the draws ended.</param>
    /// <exception cref="ArgumentException">A buffer is not of the pipeline's size, or the two overlap.</exception>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> destination, ref KeyedRandom random)
    {
        if (_settings.Operations == 0)
        {
            CropAndFlip(source, destination, ref random);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(destination.Length);
        try
        {
            // Each step reads one buffer and writes the other; begun on the right one, the last step writes the destination.
            var scratch = rented.AsSpan(0, destination.Length);
            var endsWhereItBegins = _settings.Operations % 2 == 0;
            var current = endsWhereItBegins ? destination : scratch;
            var next = endsWhereItBegins ? scratch : destination;
            CropAndFlip(source, current, ref random);
            for (var i = 0; i < _settings.Operations; i++)
            {
                var drawn = _randAugment.Draw(ref random);
                drawn.Operation.Apply(new PixelBuffers(current, next, _imageSize, _imageSize), drawn.Argument, _fill, ref random);
                var written = next;
                next = current;
                current = written;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void CropAndFlip(ReadOnlySpan<byte> source, Span<byte> destination, ref KeyedRandom random)
    {
        if (_settings.CropArea > 0)
        {
            Scale(source, RandomResizedCrop.Draw(_sourceSize, _sourceSize, ref random, _settings.CropArea), destination);
            if (_settings.Flip && random.NextBool())
            {
                Noise.CropAndFlip.Mirror(destination, _imageSize);
            }

            return;
        }

        var window = Noise.CropAndFlip.Draw(_settings.CropPadding, _settings.Flip, ref random);
        if (_sourceSize == _imageSize)
        {
            window.Apply(new PixelBuffers(source, destination, _imageSize, _imageSize), _fill);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(destination.Length);
        var scaled = rented.AsSpan(0, destination.Length);
        Scale(source, new PixelWindow(0, 0, _sourceSize, _sourceSize), scaled);
        window.Apply(new PixelBuffers(scaled, destination, _imageSize, _imageSize), _fill);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private void Scale(ReadOnlySpan<byte> source, PixelWindow window, Span<byte> destination) =>
        SquareFit.ScaleWindow(source, _sourceSize, _sourceSize, window, _imageSize, destination);
}
