using System.Text;

namespace NoisyStudent.Datasets;

/// <summary>The list of unreadable files, as a table for a spreadsheet or a script.</summary>
internal static class UnreadableFileReport
{
    /// <summary>
    /// Writes the files as CSV (RFC 4180, UTF-8) with the header <c>set,file,reason</c>, whole.
    /// </summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="files">One line each, in the given order.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<UnreadableFile> files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(files);
        var text = new StringBuilder("set,file,reason\r\n");
        foreach (var file in files)
        {
            text.Append($"{CsvField.Quote(file.Set)},{CsvField.Quote(file.File)},{CsvField.Quote(file.Reason)}\r\n");
        }

        WholeFile.WriteText(path, text.ToString());
    }
}
