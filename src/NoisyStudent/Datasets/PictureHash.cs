using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NoisyStudent.Datasets;

/// <summary>A SHA-256 of names and of what they stand for, one after the other.</summary>
internal sealed class PictureHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of names alone.</summary>
    /// <param name="names">The names, in their order.</param>
    public static string OfNames(IEnumerable<string> names)
    {
        using var hash = new PictureHash();
        foreach (var name in names)
        {
            hash.Add(name, null);
        }

        return hash.Finish();
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its bytes; null where they cannot be read, or are no matter.</param>
    public void Add(string name, byte[]? bytes)
    {
        Append(Encoding.UTF8.GetBytes(name));
        Append(bytes);
    }

    /// <summary>The hash of all that was added; it begins anew.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    /// <summary>With its length in front, so that no two ways to divide the bytes are the same.</summary>
    private void Append(byte[]? bytes)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes?.Length ?? -1);
        _hash.AppendData(length);
        _hash.AppendData(bytes ?? []);
    }
}
