using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// What frozen stages make of noised pictures, computed once and kept in temporary files: whoever freezes the same stages, of whatever model, gets what is there.
/// </summary>
/// <param name="folder">Where the files lie; null for the system's folder of temporary files.</param>
/// <param name="seed">The seed of the run, of which the versions' noise is a function.</param>
/// <param name="device">Where networks run.</param>
internal sealed class StageOutputStore(string? folder, long seed, Device device) : IDisposable
{
    /// <summary>How many go through the network at once: always as many, as last bits may depend on it.</summary>
    private const int BatchSize = 32;

    private readonly Dictionary<(string Frozen, PixelFile Pixels, long Place), (RecordFile File, long Place)> _known = [];
    private readonly List<RecordFile> _files = [];

    /// <summary>The outputs for a set's pictures, of which those that are not there yet are computed.</summary>
    /// <param name="network">The network, on its device; it is in evaluation mode afterwards.</param>
    /// <param name="stages">How many of its stages are frozen, at least 1.</param>
    /// <param name="type">The type in which they compute.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="noise">The noise of the versions.</param>
    /// <param name="versions">How many versions of each picture, at least 1.</param>
    /// <param name="description">Image size and normalization.</param>
    /// <param name="progress">Told how many are computed.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="NoisyStudentException">The disk has no room for them.</exception>
    public StageOutputs Of(
        ClassifierNetwork network, int stages, ScalarType type, ImageSet images, InputNoise noise, int versions, ModelDescription description, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        var frozen = $"{network.KeyOf(stages, type, description)} {noise} {string.Join(',', noise.LeaveOut)} {versions}";
        var missing = Enumerable.Range(0, images.Count).DistinctBy(images.PlaceOf).Where(picture => !_known.ContainsKey(Key(picture))).ToArray();
        network.eval();
        using var computing = inference_mode();
        using var scope = NewDisposeScope();
        using var batch = new ImageBatch(BatchSize, description.ImageSize, description.Normalization, device);
        var sample = Stored(Through(1));
        var shape = sample.shape[1..];
        if (missing.Length > 0)
        {
            Compute(missing);
        }

        return new StageOutputs(shape, sample.dtype, versions, [.. Enumerable.Range(0, images.Count).Select(picture => _known[Key(picture)])]);

        (string, PixelFile, long) Key(int picture) => images.PlaceOf(picture) is var (file, place) ? (frozen, file, place) : default;

        Tensor Through(int count) => network.ForwardThrough(stages, batch.Input(count).to(type));

        void Compute(int[] pictures)
        {
            var length = (int)(sample[0].numel() * sample.element_size());
            var file = new OutputFile(folder, length);
            _files.Add(file);
            file.RequireRoom((long)pictures.Length * versions);
            var pipeline = new InputNoisePipeline(noise, description.ImageSize, images.ImageSize);
            var rows = (long)pictures.Length * versions;
            for (long start = 0; start < rows; start += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var (first, count) = (start, (int)Math.Min(BatchSize, rows - start));
                TorchThreads.For(BatchSize, i => Noised(first + Math.Min(i, count - 1), i));
                var outputs = Stored(Through(BatchSize)).cpu();
                var bytes = outputs.bytes;
                for (var i = 0; i < count; i++)
                {
                    file.Write(first + i, bytes.Slice(i * length, length));
                }

                progress?.Report((int)(first + count));
            }

            file.Map();
            foreach (var (number, picture) in pictures.Index())
            {
                _known[Key(picture)] = (file, (long)number * versions);
            }

            void Noised(long row, int position)
            {
                var (picture, version) = (pictures[row / versions], row % versions);
                var pixels = new byte[PixelFile.LengthOf(description.ImageSize)];
                var random = VersionNoise(seed, images.Names[picture], version);
                pipeline.Apply(images.Pixels(picture), pixels, ref random);
                batch.Set(position, pixels);
            }
        }
    }

    /// <summary>The stream of a version's noise: a function of the picture's name, so that it is the same in whatever set the picture is.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="name">The picture's name.</param>
    /// <param name="version">Which version of it.</param>
    public static KeyedRandom VersionNoise(long seed, string name, long version) =>
        KeyedRandom.For(seed, RandomUse.NoiseVersion, BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(name))), version);

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _files.Clear();
        _known.Clear();
    }

    /// <summary>Contiguous, channels last.</summary>
    private static Tensor Stored(Tensor outputs) => outputs.dim() == 4 ? outputs.permute(0, 2, 3, 1).contiguous() : outputs.contiguous();

    private sealed class OutputFile(string? folder, int recordLength) : RecordFile(folder, recordLength, "features")
    {
        public void RequireRoom(long records)
        {
            const double Gigabyte = 1 << 30;
            var (needed, free) = (records * RecordLength, FindFreeSpace());
            if (needed > free)
            {
                throw new NoisyStudentException(
                    $"What the frozen stages make of the pictures takes {needed / Gigabyte:0.0} GB on the disk of {Folder}, of which {free / Gigabyte:0.0} are free: make room, or give a smaller `noise.versions`, or 0, which keeps nothing.");
            }
        }
    }
}
