using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace NoisyStudent.Tests;

public partial class ArchitectureTests
{
    /// <summary>From the ground up: a folder uses only itself and those on the floors beneath; two on one floor know nothing of each other.</summary>
    private static readonly string[][] _floors =
    [
        ["Onnx"], ["Images"], ["Torch"], ["Events"], ["Datasets"], ["Noise"], ["Networks"], ["Pretrained"], ["Prediction"], ["Evaluation", "Training"], ["PseudoLabels"], ["Recipes"], ["Runs"],
        ["SelfTraining"], ["Reporting"],
    ];

    [Fact]
    public void Dependencies_run_in_one_direction()
    {
        var library = Path.Combine(RepositoryRoot(), "src", "NoisyStudent");
        var files = Directory.GetFiles(library, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && FloorOf(FolderOf(library, file)) >= 0)
            .ToArray();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(
            UsedNamespaces().Matches(File.ReadAllText(file)).Select(match => match.Groups["folder"].Value),
            used => Assert.True(
                used == FolderOf(library, file) || FloorOf(used) < FloorOf(FolderOf(library, file)),
                $"{Path.GetRelativePath(library, file)} uses {used}")));
    }

    [Fact]
    public void Every_folder_of_the_library_is_on_a_floor() => Assert.All(
        Directory.GetDirectories(Path.Combine(RepositoryRoot(), "src", "NoisyStudent")).Select(folder => Path.GetFileName(folder)).Except(["bin", "obj"]),
        folder => Assert.True(FloorOf(folder) >= 0, $"{folder} is on no floor"));

    [Fact]
    public void Nothing_but_the_style_sheet_gets_onto_a_report_unescaped()
    {
        var components = Directory.GetFiles(Path.Combine(RepositoryRoot(), "src", "NoisyStudent", "Reporting"), "*", SearchOption.AllDirectories);
        Assert.Equal("@((MarkupString)_style)", string.Concat(components.SelectMany(File.ReadAllLines)
            .Where(line => line.Contains("Markup", StringComparison.Ordinal)).Select(line => line.Trim().Replace("<style>", "", StringComparison.Ordinal).Replace("</style>", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_inference_package_knows_nothing_of_libtorch()
    {
        var inference = Path.Combine(RepositoryRoot(), "src", "NoisyStudent.Inference");
        var files = Directory.GetFiles(inference, "*.cs*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(inference, file).StartsWith("obj", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain("TorchSharp", File.ReadAllText(file), StringComparison.Ordinal));
    }

    internal static string RepositoryRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    private static string ThisFile([CallerFilePath] string thisFile = "") => thisFile;

    private static int FloorOf(string folder) => Array.FindIndex(_floors, floor => floor.Contains(folder));

    private static string FolderOf(string library, string file) => Path.GetRelativePath(library, file).Split(Path.DirectorySeparatorChar)[0];

    [GeneratedRegex(@"^@?using (static )?NoisyStudent\.(?<folder>\w+)|\b(?<folder>Images|Torch|Events|Datasets|Noise|Networks|Pretrained|Prediction|Evaluation|Training|PseudoLabels|Recipes|Runs|SelfTraining|Reporting)\.[A-Z]", RegexOptions.Multiline)]
    private static partial Regex UsedNamespaces();
}
