using System.Diagnostics;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class StrangeNameTests
{
    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    // Arabic, Chinese, emoji of several code points, Hindi, one letter precomposed and combined, controls, a turned direction of writing.
    private static string[] Names =>
    [
        "\u0642\u0637\u0629/\u0661.png", "\u732B/\u5716\u7247.png", "\U0001F469\u200D\U0001F4BB/\U0001F408\u200D\u2B1B.png", "\u092C\u093F\u0932\u094D\u0932\u0940/1.png",
        "caf\u00E9/1.png", "cafe\u0301/1.png", "line\nbreak/tab\t.png", "escape/\u001B[2J\u001B]0;title\a.png", "turned/\u202Egnp.png", "formula/=1+1.png",
    ];

    [Theory]
    [InlineData("set")]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    public void Names_in_any_script_are_kept_as_they_are(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name == "set", "Windows has no files of such names.");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, name);
        var files = PictureSets.Named(Names);
        if (name == "set")
        {
            PictureSets.WriteFolder(path, files);
        }
        else
        {
            PictureSets.Write(path, files);
        }

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(Names.Order(StringComparer.Ordinal), set.Images.Names);
        Assert.Equal(Names.Select(each => each.Split('/')[0]).Order(StringComparer.Ordinal), set.Classes);
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.zip")]
    public void Two_hundred_names_ten_thousand_folders_deep_are_read(string name)
    {
        using var folder = new TemporaryFolder();
        var deep = string.Concat(Enumerable.Repeat("d/", 10_000));
        var files = Enumerable.Range(0, 200).Select(index => ($"{deep}{index % 2}/{index}.png", PictureSets.Grey(5)));
        var path = PictureSets.Write(Path.Combine(folder.Path, name), files);

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["0", "1"], set.Classes);
        Assert.Equal(200, set.Images.Count);
    }

    [Fact]
    public void Folders_deeper_than_a_path_can_name_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where a path may be longer than the system's limit.");
        using var folder = new TemporaryFolder();
        folder.Write("a/1.png", PictureSets.Grey(1));
        Shell("cd \"$1/a\" && for i in $(seq 30); do mkdir $2 && cd -P $2 || exit 1; done", folder.Path, new string('d', 200));
        try
        {
            var refusal = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(folder.Path, Settings));
            Assert.Contains("cannot be listed", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            Shell("rm -rf \"$1/a\"", folder.Path);
        }
    }

    [Fact]
    public void Links_that_make_endless_ways_through_a_dozen_folders_are_refused()
    {
        using var folder = new TemporaryFolder();
        var folders = Enumerable.Range(0, 12).Select(index => Directory.CreateDirectory(Path.Combine(folder.Path, $"{index}")).FullName).ToArray();
        folder.Write("0/1.png", PictureSets.Grey(1));
        foreach (var (from, to) in folders.SelectMany(from => folders.Where(to => to != from).Select(to => (from, to))))
        {
            Directory.CreateSymbolicLink(Path.Combine(from, $"to-{Path.GetFileName(to)}"), to);
        }

        var refusal = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(folder.Path, Settings));
        Assert.EndsWith("in more than 100 ways: remove the links.", refusal.Message, StringComparison.Ordinal);
    }

    private static void Shell(string script, params string[] arguments)
    {
        using var shell = Process.Start("sh", ["-c", script, "sh", .. arguments]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
