using System.Globalization;
using System.Text.RegularExpressions;
using NoisyStudent.Reporting;
using Xunit;

namespace NoisyStudent.Tests.Reporting;

/// <summary>Contrasts of the style sheet's colours by WCAG 2.2: at least 4.5 for text, 3 for what else has to be seen.</summary>
public partial class ReportColoursTests
{
    private const double Text = 4.5;
    private const double Graphics = 3;
    private static readonly string[] _models = ["accent", "tint-1", "tint-2", "tint-3", "tint-4", "teacher", "other"];

    [Fact]
    public void Contrast_is_that_of_WCAG()
    {
        Assert.Equal(21, Contrast(Colour("#000"), Colour("#fff")), 9);
        Assert.Equal(4.54, Contrast(Colour("#767676"), Colour("#ffffff")), 2);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("print")]
    public void What_has_to_be_seen_stands_out(string scheme)
    {
        var colours = Colours(scheme);
        Assert.All(_models.Append("quiet").Append("wrong"), name => RequireContrast(colours, name, "ground", Graphics));
        Assert.All(_models, name => RequireContrast(colours, name, "track", Graphics));
        Assert.All(((string[])["ink", "quiet", "accent"]), name => RequireContrast(colours, name, "ground", Text));
        Assert.All(((string[])["ink", "quiet"]), name => RequireContrast(colours, name, "panel", Text));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    [InlineData("print")]
    public void Numbers_in_every_cell_of_a_confusion_matrix_can_be_read(string scheme)
    {
        var colours = Colours(scheme);
        Assert.All(from hit in (string[])["right-cell", "wrong-cell"] from percent in Enumerable.Range(0, 101) select (hit, percent), cell =>
        {
            var ground = colours[cell.hit].Zip(colours["track"], (hit, track) => track + ((hit - track) * cell.percent / 100)).ToArray();
            Assert.True(Contrast(colours["ink"], ground) >= Text, $"{cell}: {Contrast(colours["ink"], ground):0.00}");
        });
    }

    private static void RequireContrast(Dictionary<string, double[]> colours, string front, string ground, double least) =>
        Assert.True(Contrast(colours[front], colours[ground]) >= least, $"{front} on {ground}: {Contrast(colours[front], colours[ground]):0.00}");

    /// <summary>The style sheet's variables: those of light pages, under what dark ones or paper have in their place.</summary>
    private static Dictionary<string, double[]> Colours(string scheme)
    {
        using var stream = typeof(RunReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        var blocks = Block().Matches(reader.ReadToEnd()).ToDictionary(block => block.Groups["media"].Value, block => block.Groups["content"].Value);
        var media = scheme switch { "light" => "", "dark" => "screen and (prefers-color-scheme: dark)", _ => "print" };
        var colours = new Dictionary<string, double[]>();
        foreach (var variable in ((string[])["", media]).SelectMany(each => Variable().Matches(blocks[each])))
        {
            colours[variable.Groups["name"].Value] = Colour(variable.Groups["colour"].Value);
        }

        return colours;
    }

    /// <summary>Red, green and blue, 0 to 1, of a colour as <c>#rgb</c> or <c>#rrggbb</c>.</summary>
    private static double[] Colour(string hex)
    {
        var digits = hex.Length == 4 ? string.Concat(hex.Skip(1).Select(digit => $"{digit}{digit}")) : hex[1..];
        return [.. digits.Chunk(2).Select(level => int.Parse(level, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)];
    }

    private static double Contrast(double[] one, double[] other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(double[] colour) =>
        colour.Zip([0.2126, 0.7152, 0.0722], (level, weight) => weight * (level <= 0.04045 ? level / 12.92 : Math.Pow((level + 0.055) / 1.055, 2.4))).Sum();

    [GeneratedRegex(@"(@media (?<media>[^{]+?) \{\s*)?:root \{(?<content>[^}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Block();

    [GeneratedRegex("--(?<name>[a-z0-9-]+): (?<colour>#[0-9a-f]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
