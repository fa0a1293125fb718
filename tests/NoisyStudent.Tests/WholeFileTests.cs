using Xunit;

namespace NoisyStudent.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_its_folder_is_made()
    {
        var path = Path.Combine(_folder.Path, "deep", "file.txt");
        WholeFile.WriteText(path, "first, and longer");
        WholeFile.WriteText(path, "second");
        Assert.Equal("second", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_earlier_file_and_nothing_else()
    {
        var path = _folder.Write("file.txt", "earlier"u8.ToArray());
        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("earlier", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_named()
    {
        var path = Path.Combine(_folder.Write("not-a-folder", [1]), "file.txt");
        Assert.Contains(path, Assert.Throws<NoisyStudentException>(() => WholeFile.WriteText(path, "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_killed_processes_left_is_removed_and_other_programs_files_stay()
    {
        var ours = _folder.Write("iteration-0/model.safetensors.1234.part", "half"u8.ToArray());
        var theirs = _folder.Write("download.zip.part", "half"u8.ToArray());
        WholeFile.RemoveParts(_folder.Path);
        Assert.False(File.Exists(ours));
        Assert.True(File.Exists(theirs));
    }
}
