using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class UnreadableFileReportTests
{
    [Fact]
    public void Fields_are_quoted_where_RFC_4180_asks_for_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("unreadable.csv", [1, 2, 3]);

        UnreadableFileReport.Write(
            path,
            [
                new UnreadableFile("labeled", "cat/1.jpg", "the file is truncated"),
                new UnreadableFile("test", "a, \"b\".png", "not a JPEG, PNG, BMP, GIF or WebP picture"),
                new UnreadableFile("test", "Möwe\n.png", "the file is empty"),
            ]);

        Assert.Equal(
            "set,file,reason\r\n"
            + "labeled,cat/1.jpg,the file is truncated\r\n"
            + "test,\"a, \"\"b\"\".png\",\"not a JPEG, PNG, BMP, GIF or WebP picture\"\r\n"
            + "test,\"Möwe\n.png\",the file is empty\r\n",
            File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }
}
