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

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")/1.png", "\"'=HYPERLINK(\"\"http://x\"\")/1.png\"")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("-1+cmd", "'-1+cmd")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("-1", "-1")]
    [InlineData("+0.5", "+0.5")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void What_a_spreadsheet_would_take_for_a_formula_becomes_text(string text, string field) => Assert.Equal(field, CsvField.Quote(text));
}
