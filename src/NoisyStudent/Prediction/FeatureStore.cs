using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Prediction;

/// <summary>
/// The features of pictures, which are what a network makes of them but for its last layer: computed once and kept in temporary files. Models that differ in their last
/// layer alone share them, and so do pictures of the same pixels, of whatever set.
/// </summary>
/// <param name="folder">Where the files lie; null for the system's folder of temporary files.</param>
/// <param name="device">Where networks run.</param>
internal sealed class FeatureStore(string? folder, Device device) : IDisposable
{
    private readonly Dictionary<string, KeptFeatures> _kept = [];

    /// <summary>The features that a network gives. It must not learn meanwhile, and is in evaluation mode afterwards.</summary>
    /// <param name="network">The network, on its device.</param>
    /// <param name="description">Image size and normalization.</param>
    /// <param name="type">The type in which it computes.</param>
    public Features Of(ClassifierNetwork network, ModelDescription description, ScalarType type)
    {
        var key = network.KeyOf(network.StageCount, type, description);
        network.eval();
        if (!_kept.TryGetValue(key, out var kept))
        {
            _kept[key] = kept = new KeptFeatures(folder);
        }

        return new Features(network, description, type, device, kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in _kept.Values)
        {
            kept.Dispose();
        }

        _kept.Clear();
    }

    /// <summary>The features of one network, of which those that are not there yet are computed.</summary>
    /// <param name="network">The network.</param>
    /// <param name="description">Image size and normalization.</param>
    /// <param name="type">The type in which it computes.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="kept">What is there.</param>
    internal sealed class Features(ClassifierNetwork network, ModelDescription description, ScalarType type, Device device, KeptFeatures kept) : IDisposable
    {
        /// <summary>How many go through the network at once: always as many, as last bits may depend on it.</summary>
        private const int BatchSize = 32;

        /// <summary>Where the network runs.</summary>
        public Device Device => device;

        private readonly ImageBatch _batch = new(BatchSize, description.ImageSize, description.Normalization, device);

        /// <summary>The features of pictures, [count, features], float32.</summary>
        /// <param name="count">How many pictures, at least one.</param>
        /// <param name="picture">A picture's pixels by its number, of the network's size: row by row, red, green and blue for each. It is asked for by several threads at once.</param>
        /// <exception cref="NoisyStudentException">The disk has no room for them.</exception>
        public Tensor Of(int count, Func<int, byte[]> picture)
        {
            using var computing = inference_mode();
            var pixels = new byte[count][];
            var names = new PixelHash[count];
            TorchThreads.For(count, i =>
            {
                pixels[i] = picture(i);
                names[i] = PixelHash.Of(pixels[i]);
            });
            foreach (var missing in Enumerable.Range(0, count).Where(i => !kept.Has(names[i])).DistinctBy(i => names[i]).Chunk(BatchSize))
            {
                using var scope = NewDisposeScope();
                TorchThreads.For(BatchSize, i => _batch.Set(i, pixels[missing[Math.Min(i, missing.Length - 1)]]));
                var computed = network.ForwardThrough(network.StageCount, _batch.Input(BatchSize).to(type)).to(float32).cpu().data<float>().ToArray();
                var length = computed.Length / BatchSize;
                for (var i = 0; i < missing.Length; i++)
                {
                    kept.Add(names[missing[i]], computed.AsSpan(i * length, length));
                }
            }

            // In libtorch's own memory: of other, last bits of what it computes depend on where it begins.
            var features = empty(count, kept.Length, dtype: float32);
            for (var i = 0; i < count; i++)
            {
                kept.Read(names[i], features.bytes.Slice(i * kept.Length * sizeof(float), kept.Length * sizeof(float)));
            }

            return features;
        }

        /// <inheritdoc/>
        public void Dispose() => _batch.Dispose();
    }

    /// <summary>The features that are there of one network.</summary>
    /// <param name="folder">Where their file lies; null for the system's folder of temporary files.</param>
    internal sealed class KeptFeatures(string? folder) : IDisposable
    {
        private readonly Dictionary<PixelHash, long> _places = [];
        private RecordFile? _file;

        /// <summary>How many a picture has, once there are any.</summary>
        public int Length => _file!.RecordLength / sizeof(float);

        /// <summary>Whether those of a picture are there.</summary>
        /// <param name="picture">The picture.</param>
        public bool Has(PixelHash picture) => _places.ContainsKey(picture);

        /// <summary>Keeps those of a picture that are not there yet.</summary>
        /// <param name="picture">The picture.</param>
        /// <param name="features">Its features, as many as each has.</param>
        public void Add(PixelHash picture, ReadOnlySpan<float> features)
        {
            _file ??= new RecordFile(folder, features.Length * sizeof(float), "features");
            _file.Write(_places.Count, MemoryMarshal.AsBytes(features));
            _places.Add(picture, _places.Count);
        }

        /// <summary>Those of a picture that is there.</summary>
        /// <param name="picture">The picture.</param>
        /// <param name="features">Where their bytes go.</param>
        public void Read(PixelHash picture, Span<byte> features) => _file!.ReadWritten(_places[picture], features);

        /// <inheritdoc/>
        public void Dispose() => _file?.Dispose();
    }

    /// <summary>The first half of the SHA-256 of a picture's pixels.</summary>
    /// <param name="High">The first eight bytes.</param>
    /// <param name="Low">The next eight.</param>
    internal readonly record struct PixelHash(long High, long Low)
    {
        /// <summary>That of some pixels.</summary>
        /// <param name="pixels">The pixels.</param>
        public static PixelHash Of(ReadOnlySpan<byte> pixels)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(pixels, hash);
            return new PixelHash(BitConverter.ToInt64(hash), BitConverter.ToInt64(hash[sizeof(long)..]));
        }
    }
}
