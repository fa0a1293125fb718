using ADRaffy.ENSNormalize;

namespace NoisyStudent.Datasets.Names;

/// <summary>
/// The two ways in which Unicode writes letters with marks: composed (NFC), and in parts (NFD), as macOS likes it. .NET's own normalization leaves
/// every text as it is in a program that runs without ICU.
/// </summary>
internal static class UnicodeForm
{
    // Composed letters come from no others: what lies before the marks is the same in both forms.
    private const char LastBeforeMarks = '\u02FF';

    // No file system has a longer one; sorting the marks of one letter takes the square of their number.
    private const int LongestPart = 255;

    /// <summary>A path with composed letters; the same object where nothing changes.</summary>
    public static string Compose(string path) => Change(path, ENSNormalize.NF.NFC, LastBeforeMarks);

    /// <summary>A path with letters in parts.</summary>
    public static string Decompose(string path) => Change(path, ENSNormalize.NF.NFD, lastUnchanged: '\x7F');

    private static string Change(string path, Func<string, string> change, char lastUnchanged)
    {
        if (!path.AsSpan().ContainsAnyExceptInRange('\0', lastUnchanged))
        {
            return path;
        }

        var changed = string.Join('/', path.Split('/').Select(part => part.Length > LongestPart ? part : change(part)));
        return changed == path ? path : changed;
    }
}
