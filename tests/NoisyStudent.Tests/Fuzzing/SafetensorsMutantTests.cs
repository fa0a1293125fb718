using System.Buffers.Binary;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Model files of ill will, some thousands of them; <see cref="MutantRange"/> says which.</summary>
[Collection(TorchCollection.Name)]
public sealed class SafetensorsMutantTests : IDisposable
{
    private const string MutantsOfTheSuite = "0..3000";
    private const int MostFaults = 20;

    // What any reading takes: the buffer of the file, the exception and its sentence, the tensors' wrappers.
    private const long ManagedBytes = 100_000;

    // Each byte of the header may become two of a text and a share of what keeps it: a tensor is named in 50 bytes at least.
    private const long ManagedBytesPerHeaderByte = 16;

    private const int LongestSentence = 1000;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _model;
    private readonly byte[] _small;

    public SafetensorsMutantTests()
    {
        TorchRuntime.Load();
        (_model, _small) = WholeFiles();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mutant_is_refused_in_a_sentence_or_loaded_and_takes_no_more_memory_than_it_is_long()
    {
        var (first, end) = MutantRange.Asked(MutantsOfTheSuite);
        var faults = new List<string>();
        var loaded = 0;
        for (var number = first; number < end && faults.Count < MostFaults; number++)
        {
            var path = _folder.Write("mutant.safetensors", SafetensorsMutator.Mutate(number % 4 == 0 ? _model : _small, number));
            try
            {
                loaded += IsRead(path) && IsLoaded(path) ? 1 : 0;
            }
            catch (Exception fault)
            {
                faults.Add($"{number}: {fault.ToString().ReplaceLineEndings(" ")}");
            }
        }

        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{MutantRange.Alone(GetType())}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{loaded} of {end - first} were loaded");
        Assert.True(end - first < 1000 || loaded > (end - first) / 200, $"{loaded} of {end - first} were loaded: little behind the header was tried.");
    }

    /// <summary>Reads tensors and metadata, and sees what memory that takes.</summary>
    private static bool IsRead(string path)
    {
        var managed = GC.GetAllocatedBytesForCurrentThread();
        var tensors = TensorCounts.Made;
        var isRead = Try(path, () => SafetensorsFile.Read(path).Tensors, out var read);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - managed, 0, ManagedBytes + (ManagedBytesPerHeaderByte * HeaderLength(path)));
        Assert.Equal(read?.Count ?? 0, TensorCounts.Made - tensors);
        Assert.InRange(read?.Values.Sum(tensor => tensor.numel() * tensor.element_size()) ?? 0, 0, new FileInfo(path).Length);
        read?.Values.ToList().ForEach(tensor => tensor.Dispose());
        return isRead;
    }

    private static bool IsLoaded(string path)
    {
        Try(path, () => InitialWeights.Read(path), out var weights);
        weights?.Dispose();
        var isLoaded = Try(path, () => TrainedModel.Load(path, torch.CPU), out var model);
        Assert.InRange(sizeof(float) * (model?.Network.ParameterCount ?? 0), 0, new FileInfo(path).Length);
        model?.Dispose();
        return isLoaded;
    }

    private static bool Try<T>(string path, Func<T> read, out T? result)
        where T : class
    {
        result = null;
        try
        {
            result = read();
        }
        catch (NoisyStudentException refusal)
        {
            Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
            Assert.InRange(refusal.Message.Length, 0, path.Length + LongestSentence);
        }

        return result is not null;
    }

    /// <summary>The length that a file claims for its header; 0 where the file has not so many bytes.</summary>
    private static long HeaderLength(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var length = file.Read(bytes) < bytes.Length ? 0 : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return length >= 0 && length <= file.Length - sizeof(long) ? length : 0;
    }

    /// <summary>A model, and a file of a model's description with two tensors alone, which is sooner read.</summary>
    private (byte[] Model, byte[] Small) WholeFiles()
    {
        torch.manual_seed(1);
        using var model = new TrainedModel(
            NetworkCatalog.Create("resnet-8", new(2, TestSets.Size), ModelNoise.None),
            new ModelDescription("resnet-8", ["a", "b"], TestSets.Size, TestSets.Normalization));
        var path = Path.Combine(_folder.Path, "whole.safetensors");
        model.Save(path);
        var file = File.ReadAllBytes(path);
        var tensors = model.Network.state_dict().Where(entry => entry.Key is "fc.weight" or "bn1.num_batches_tracked").ToDictionary();
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { [ModelDescription.MetadataKey] = model.Description.ToJson() });
        return (file, File.ReadAllBytes(path));
    }
}
