using System.Text;
using Xunit;

namespace NoisyStudent.Tests;

public class FileNamesTests
{
    [Theory]
    [InlineData("cat", "cat")]
    [InlineData("\u732B \U0001F408.png", "\u732B \U0001F408.png")]
    [InlineData("a/b\\c", "a-b-c")]
    [InlineData("", "_")]
    [InlineData(" . ", "_")]
    [InlineData("..", "_")]
    [InlineData(".hidden", "_.hidden")]
    [InlineData("dots... ", "dots")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("12:30?.png", "12-30-.png")]
    [InlineData("con", "_con")]
    [InlineData("NUL.tar.png", "_NUL.tar.png")]
    [InlineData("console", "console")]
    public void Any_text_becomes_a_name_that_every_system_takes(string wanted, string expected) => Assert.Equal(expected, new FileNames().Give(wanted));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("half \uFFFD pair", new FileNames().Give("half \uD83D pair"));

    [Fact]
    public void A_number_that_another_name_has_already_is_passed_over()
    {
        var names = new FileNames();
        Assert.Equal(["1-2.png", "1.png", "1-3.png"], ((string[])["1-2.png", "1.png", "1.png"]).Select(names.Give));
    }

    [Fact]
    public void No_name_is_given_twice()
    {
        var names = new FileNames();
        Assert.Equal(
            ["1.png", "1-2.png", "1-3.png", "1-2-2.png", "a-b", "a-b-2"],
            ((string[])["1.png", "1.png", "1.png", "1-2.png", "a/b", "a:b"]).Select(names.Give));
    }

    [Fact]
    public void What_some_systems_take_for_one_name_is_given_apart_there()
    {
        var names = new FileNames();
        string[] given = [names.Give("caf\u00E9"), names.Give("cafe\u0301"), names.Give("Cat"), names.Give("cat")];
        string[] expected = OperatingSystem.IsLinux() ? ["caf\u00E9", "cafe\u0301", "Cat", "cat"] : ["caf\u00E9", "cafe\u0301-2", "Cat", "cat-2"];
        Assert.Equal(expected, given);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData("")]
    public void A_long_name_is_cut_and_keeps_its_ending(string ending)
    {
        var names = new FileNames();
        string[] given = [.. Enumerable.Range(0, 12).Select(_ => names.Give(new string('\u732B', 100) + ending))];
        Assert.Equal(12, given.Distinct().Count());
        Assert.All(given, name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 190, 210));
        Assert.All(given, name => Assert.EndsWith(ending, name, StringComparison.Ordinal));
    }
}
