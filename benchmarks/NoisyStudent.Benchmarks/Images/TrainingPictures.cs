using System.Diagnostics;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;

namespace NoisyStudent.Benchmarks.Images;

/// <summary>Photos to noised, normalized training pictures, on one thread.</summary>
internal sealed class TrainingPictures : IDisposable
{
    private const int Size = 224;

    private readonly Photo[] _photos;
    private readonly InputNoisePipeline _noise = new(new InputNoise { CropPadding = 0 }, Size);
    private readonly byte[] _picture = new byte[Size * Size * 3];
    private readonly byte[] _noised = new byte[Size * Size * 3];
    private readonly ImageBatch _batch;
    private long _drawn;

    public TrainingPictures(Photo[] photos)
    {
        _photos = photos;
        var normalization = new Normalization([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);
        _batch = new ImageBatch(photos.Length, Size, normalization, TorchSharp.torch.CPU);
    }

    /// <summary>Pictures a second over all photos, once.</summary>
    public double Rate()
    {
        var watch = Stopwatch.StartNew();
        for (var place = 0; place < _photos.Length; place++)
        {
            var random = Crop(place);
            _noise.Apply(_picture, _noised, ref random);
            _batch.Set(place, _noised);
        }

        return _photos.Length / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same, cropping and scaling alone.</summary>
    public double CropRate()
    {
        var watch = Stopwatch.StartNew();
        for (var place = 0; place < _photos.Length; place++)
        {
            Crop(place);
        }

        return _photos.Length / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same, noise alone.</summary>
    public double NoiseRate()
    {
        var watch = Stopwatch.StartNew();
        for (var place = 0; place < _photos.Length; place++)
        {
            var random = KeyedRandom.For(1, RandomUse.InputNoise, _drawn++);
            _noise.Apply(_picture, _noised, ref random);
        }

        return _photos.Length / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same, normalization alone.</summary>
    public double NormalizeRate()
    {
        var watch = Stopwatch.StartNew();
        for (var place = 0; place < _photos.Length; place++)
        {
            _batch.Set(place, _picture);
        }

        return _photos.Length / watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => _batch.Dispose();

    private KeyedRandom Crop(int place)
    {
        var random = KeyedRandom.For(1, RandomUse.InputNoise, _drawn++);
        var photo = _photos[place];
        var header = ImageReader.Identify(photo.Encoded);
        ImageReader.ReadWindow(photo.Encoded, RandomResizedCrop.Draw(header.Width, header.Height, ref random), Size, _picture);
        return random;
    }
}
