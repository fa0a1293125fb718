using NoisyStudent.Cli;
using Spectre.Console;
using Xunit;

namespace NoisyStudent.Tests.Cli;

public class OptionNamesTests
{
    [Theory]
    [InlineData("choose another `Output`.", "choose another --output.")]
    [InlineData("which `MostPixels` sets", "which --most-pixels sets")]
    [InlineData("give `noise.flip=false`, or `Budget` 5s", "give --set noise.flip=false, or --budget 5s")]
    [InlineData("`teacher.epochs=[1, 2]`: must be a number", "--set teacher.epochs=[1, 2]: must be a number")]
    [InlineData("a name with ` in it", "a name with ` in it")]
    public void What_the_library_names_is_an_option_here(string said, string shown)
    {
        using var error = new StringWriter();
        new Screen(AnsiConsole.Console, TextWriter.Null, error).Fail(said);
        Assert.Equal($"noisy-student: {shown}", error.ToString().TrimEnd());
    }
}
