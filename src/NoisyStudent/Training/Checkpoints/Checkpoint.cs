using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Networks;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Checkpoints;

/// <summary>A training between two steps: whoever goes on from it ends in the same bits as a training that never stopped.</summary>
/// <param name="Step">How many steps are done.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Tensors">Weights, averages and what the optimizer remembers, by name.</param>
/// <param name="Numbers">What else goes on from step to step, by name.</param>
internal sealed record Checkpoint(
    long Step, double Seconds, IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, double> Numbers) : IDisposable
{
    private const string StepKey = "step";
    private const string SecondsKey = "seconds";
    private const string HashKey = "sha256";
    private const string NumberPrefix = "number.";

    /// <summary>Writes the checkpoint, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Write(string path)
    {
        var metadata = Numbers.ToDictionary(number => NumberPrefix + number.Key, number => Text(number.Value));
        metadata[StepKey] = Step.ToString(CultureInfo.InvariantCulture);
        metadata[SecondsKey] = Text(Seconds);
        metadata[HashKey] = Hash(Tensors, metadata);
        SafetensorsFile.Write(path, Tensors, metadata);
    }

    /// <summary>Reads a checkpoint and believes it only where its hash is right.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or no checkpoint.</exception>
    public static Checkpoint Read(string path)
    {
        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            return metadata.GetValueOrDefault(HashKey) == Hash(tensors, metadata)
                ? new Checkpoint(
                    long.Parse(metadata[StepKey], CultureInfo.InvariantCulture), Number(metadata[SecondsKey]), tensors,
                    metadata.Where(entry => entry.Key.StartsWith(NumberPrefix, StringComparison.Ordinal))
                        .ToDictionary(entry => NameOf(entry.Key[NumberPrefix.Length..]), entry => Number(entry.Value)))
                : throw new FormatException("its hash is not that of its content");
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or OverflowException)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw new NoisyStudentException($"{path} is not a readable checkpoint: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>A hash of everything but itself: names, shapes and numbers of the tensors, and the metadata.</summary>
    private static string Hash(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in metadata.Where(entry => entry.Key != HashKey).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}={value}\n"));
        }

        foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} {string.Join('x', tensor.shape)}\n"));
            hash.AppendData(tensor.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Before the parts of a batch had names, checkpoints had one of their numbers by another.</summary>
    private static string NameOf(string number) => number == "unlabeled-loss" ? "pseudo-labeled-loss" : number;

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
