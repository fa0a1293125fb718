using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace NoisyStudent.Pretrained;

/// <summary>What the hub announces of a file.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="Commit">The commit that the revision is now, 40 hexadecimal digits.</param>
/// <param name="Hash">
/// The hash of the content, in hexadecimal digits: 64 of SHA-256 where it lies in the hub's store for large files; else 40 of git's hash of a blob (SHA-1), which is
/// a check against damage more than against forgers.
/// </param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record HubFile(HubName Name, string Commit, string Hash, long Size)
{
    private const int CommitDigits = 40;

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Which hash it is, for messages.</summary>
    public string HashName => IsSha256 ? "SHA-256" : "git's hash";

    private bool IsSha256 => Hash.Length == SHA256.HashSizeInBytes * 2;

    /// <summary>Whether a text is a commit.</summary>
    /// <param name="text">The text.</param>
    public static bool IsCommit(string? text) => text?.Length == CommitDigits && !text.AsSpan().ContainsAnyExcept(_digits);

    /// <summary>Whether a text is one of the two hashes.</summary>
    /// <param name="text">The text.</param>
    public static bool IsHash(string? text) => text?.Length is SHA256.HashSizeInBytes * 2 or SHA1.HashSizeInBytes * 2 && !text.AsSpan().ContainsAnyExcept(_digits);

    /// <summary>The hash that some content has, of the kind that is announced.</summary>
    /// <param name="content">The content, from its beginning.</param>
    public string HashOf(Stream content)
    {
        content.Position = 0;
        if (IsSha256)
        {
            return Convert.ToHexStringLower(SHA256.HashData(content));
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        var buffer = new byte[1 << 16];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
