using System.IO.Compression;

namespace NoisyStudent.Networks;

/// <summary>Files of weights that are no safetensors, known by their first bytes, and what to do about each.</summary>
internal static class ForeignWeights
{
    private const int HeadLength = 16;

    private const string Convert =
        "import sys, torch, safetensors.torch as s; w = torch.load(sys.argv[1], map_location=\"cpu\", weights_only=True); "
        + "w = w.get(\"state_dict\") or w.get(\"model\") or w; "
        + "s.save_file({k: v.clone().contiguous() for k, v in w.items() if isinstance(v, torch.Tensor)}, sys.argv[2])";

    // What torch.save wrote before it wrote zip archives: the pickle of a number of its own.
    private static readonly byte[] _oldPyTorch = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    private static readonly byte[] _hdf5 = [0x89, .. "HDF\r\n"u8, 0x1A, .. "\n"u8];

    /// <summary>A sentence about a file; null where it may be safetensors, or is of no kind that is known.</summary>
    /// <param name="path">The file.</param>
    public static string? Describe(string path)
    {
        var head = ReadHead(path);
        return head.StartsWith(_oldPyTorch) || (head.StartsWith("PK\x03\x04"u8) && HoldsPickle(path))
            ? $"{path} is a PyTorch file, which is read by running what is in it, so it is not read here. To convert it where Python has torch and safetensors: "
                + $"python3 -c '{Convert}' {ShellWord.OfPath(path)} {ShellWord.OfPath(Path.ChangeExtension(path, "safetensors"))}"
            : head is [0x80, >= 2 and <= 5, ..] && !IsSafetensors(head)
            ? $"{path} is a Python pickle, which is read by running what is in it, so it is not read here: load it with the program that wrote it, and save the weights as safetensors."
            : head.StartsWith(_hdf5)
            ? $"{path} is an HDF5 file, as Keras writes them, whose weights have other names and shapes: give safetensors with the names of timm's or torchvision's networks."
            : IsOnnx(path, head)
            ? $"{path} is an ONNX file, whose weights have lost their names: give the model.safetensors that it was made from."
            : null;
    }

    private static ReadOnlySpan<byte> ReadHead(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var head = new byte[HeadLength];
            return stream.CanSeek ? head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading it as what it should be says what is wrong.
            return [];
        }
    }

    private static bool HoldsPickle(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return archive.Entries.Any(entry => entry.Name == "data.pkl");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Eight bytes of length, then JSON.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> head) => head is [_, _, _, _, _, _, 0, 0, (byte)'{', ..];

    /// <summary>A Protocol Buffers message whose first field is a small version number, in a file that is called so or names its producer next.</summary>
    private static bool IsOnnx(string path, ReadOnlySpan<byte> head) => head is [0x08, > 0 and < 32, ..]
        && !IsSafetensors(head) && (head is [_, _, 0x12, ..] || Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase));
}
