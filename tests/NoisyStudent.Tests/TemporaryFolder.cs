namespace NoisyStudent.Tests;

/// <summary>An empty folder of its own for a test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("noisystudent-test-").FullName;

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Writes a file, and the folders that it lies in.</summary>
    /// <param name="name">Relative to the folder, with '/' between directories.</param>
    /// <param name="content">What it holds.</param>
    /// <returns>The full path of the file.</returns>
    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
