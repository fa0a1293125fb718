using System.Diagnostics;
using Xunit;

namespace NoisyStudent.Tests;

public class ShellWordTests
{
    [Theory]
    [InlineData("runs/labeled-auto", "runs/labeled-auto")]
    [InlineData("runs/Bäume", "runs/Bäume")]
    [InlineData("a b", "'a b'")]
    [InlineData("-run", "./-run")]
    [InlineData("it's", "'it'\\''s'")]
    public void A_path_is_quoted_where_it_must_be(string path, string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its shells have other quotes.");
        Assert.Equal(word, ShellWord.OfPath(path));
    }

    [Fact]
    public async Task A_shell_reads_each_word_as_the_path()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        string[] paths =
        [
            "plain", "", "two words", "it's", "\"quoted\"", "$HOME", "`id`", "a\\b", "~", "~root", "*", "a;b", "a&b", "{1..3}", "#1", "!x", "Bäume 樹",
            "new\nline", "clear\u001B[2J", "it's \u202Eturned\\", "tab\there",
        ];
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"printf '%s\\0' {string.Join(' ', paths.Select(ShellWord.OfPath))}"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = new System.Text.UTF8Encoding(false),
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var shell = Process.Start(start)!;
        var words = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(paths, words.Split('\0')[..^1]);
        Assert.All(paths, path => Assert.Equal(ShellWord.OfPath(path), PrintableText.Of(ShellWord.OfPath(path))));
    }
}
