using ADRaffy.ENSNormalize;

namespace NoisyStudent.Datasets.Names;

/// <summary>
/// The two ways in which Unicode writes letters with marks: composed (NFC), and in parts (NFD), as macOS likes it. .NET's own normalization leaves
/// every text as it is in a program that runs without ICU.
/// </summary>
internal static class UnicodeForm
{
    // What comes before is the same in both, and stands alone.
    private const char FirstMark = '\u0300';

    // No file system has a longer one; sorting the marks of one letter takes the square of their number.
    private const int LongestPart = 255;

    /// <summary>A path with composed letters; the same object where nothing changes.</summary>
    public static string Compose(string path) => Change(path, ENSNormalize.NF.NFC, isChanged: letter => letter >= FirstMark);

    /// <summary>A path with letters in parts.</summary>
    public static string Decompose(string path) => Change(path, ENSNormalize.NF.NFD, isChanged: letter => !char.IsAscii(letter));

    private static string Change(string path, Func<string, string> change, Func<char, bool> isChanged)
    {
        if (!path.Any(isChanged))
        {
            return path;
        }

        var changed = string.Join('/', path.Split('/').Select(part => part.Length > LongestPart ? part : change(part)));
        return changed == path ? path : changed;
    }
}
