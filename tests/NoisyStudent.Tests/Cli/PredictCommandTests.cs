using System.Diagnostics;
using System.Text.Json;
using NoisyStudent.Cli;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Torch;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class PredictCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _model;

    public PredictCommandTests()
    {
        _console.Profile.Width = 300;
        _model = In("model.onnx");
        WriteModel(_model);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Answers_come_in_the_order_of_the_arguments_whatever_the_format()
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named("z.png", "a.png", "set/2.png", "set/1.png"));
        string[] given = [In("z.png"), In("set"), In("a.png"), In("z.png")];
        string[] expected = [In("z.png"), In("set/1.png"), In("set/2.png"), In("a.png"), In("z.png")];

        Assert.Equal(0, Predict([.. given, "--format", "json"]));
        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(expected, json.RootElement.EnumerateArray().Select(row => row.GetProperty("file").GetString()));

        Assert.Equal(expected, Csv(given).Select(row => row.File));

        Assert.Equal(0, Predict(given));
        var places = expected.Take(4).Select(file => _console.Output.IndexOf(file, StringComparison.Ordinal)).ToArray();
        Assert.Equal(places.Order(), places);
        Assert.True(_console.Output.LastIndexOf(expected[4], StringComparison.Ordinal) > places[3]);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Words_that_begin_with_an_at_sign_or_after_two_hyphens_with_one_are_names()
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named("@1.png", "@eaDir/1.png", "-1.png"));
        var start = TrainProcess.StartInfo(
            ["dotnet", typeof(NoisyStudentCommand).Assembly.Location, "predict", "--model", _model, "--format", "json", "@1.png", "@eaDir", "--", "-1.png"]);
        start.WorkingDirectory = _folder.Path;
        using var process = Process.Start(start)!;
        using var json = await JsonDocument.ParseAsync(process.StandardOutput.BaseStream, default, TestContext.Current.CancellationToken);
        Assert.Equal(["@1.png", "@eaDir/1.png", "-1.png"], json.RootElement.EnumerateArray().Select(row => row.GetProperty("file").GetString()));
    }

    [Fact]
    public void Pictures_are_sorted_by_class_and_the_predictions_printed_as_ever()
    {
        PictureSets.WriteFolder(In("set"), Enumerable.Range(0, 6).Select(i => ($"{i}.png", PictureSets.Grey(i * 50))));
        var plain = Csv(In("set"));
        Assert.Equal(plain, Csv(In("set"), "--sort-into", In("sorted")));
        Assert.All(plain, row => Assert.Equal(File.ReadAllBytes(row.File), File.ReadAllBytes(In($"sorted/{row.Class}/{Path.GetFileName(row.File)}"))));
        Assert.Equal(6, Directory.GetFiles(In("sorted"), "*.png", SearchOption.AllDirectories).Length);
        var counts = plain.GroupBy(row => row.Class).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}");
        Assert.Equal($"6 pictures are sorted into {In("sorted")}: {string.Join(", ", counts)}.", _error.ToString().Trim());

        Assert.Equal(0, Predict(In("set/1.png"), In("set"), "--sort-into", In("sorted")));
        Assert.Contains("1 that came twice is there once. 6 were there already.", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_too_little_confidence_have_a_folder_of_their_own()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "2.png"));
        Assert.Equal(0, Predict(In("set"), "--sort-into", In("sorted"), "--least-confidence", "1", "--link"));
        Assert.Equal(["1.png", "2.png"], Directory.GetFiles(In("sorted/_unsure")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(": _unsure 2.", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(In("set/1.png"), new FileInfo(In("sorted/_unsure/1.png")).LinkTarget);
    }

    [Fact]
    public void A_class_that_can_be_no_folder_gets_another_name_which_is_said()
    {
        WriteModel(_model, "../a", "../a/");
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png"));
        Assert.Equal(0, Predict(In("set"), "--sort-into", In("sorted")));
        Assert.Matches("^The folder of class '\\.\\./a/?' is called _\\.\\.-a-?: ", _error.ToString());
        Assert.Single(Directory.GetDirectories(In("sorted")));
    }

    [Theory]
    [InlineData(2, "--sort-into", "--link")]
    [InlineData(2, "--sort-into", "--least-confidence", "0.5")]
    [InlineData(2, "from 0 to 1", "--sort-into", "sorted", "--least-confidence", "1.5")]
    [InlineData(2, "from 0 to 1", "--sort-into", "sorted", "--least-confidence", "NaN")]
    [InlineData(2, "--sort-into is empty", "--sort-into", "")]
    [InlineData(2, "PICTURES is empty", "")]
    [InlineData(2, "--top", "--top", "0")]
    [InlineData(2, "--top", "--top", "-1")]
    [InlineData(2, "--top", "--top", "many")]
    [InlineData(1, "nowhere", "nowhere")]
    [InlineData(1, "~/pictures", "~/pictures")]
    public void What_cannot_be_done_is_one_sentence(int exitCode, string sentence, params string[] args)
    {
        var picture = _folder.Write("1.png", PictureSets.Grey(1));
        Assert.Equal(exitCode, Predict([picture, .. args]));
        Assert.Contains(sentence, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _error.ToString().Count(character => character == '\n'));
        Assert.Empty(_output.ToString());
    }

    internal static void WriteModel(string path, params string[] classes)
    {
        TorchRuntime.Load();
        using var network = NetworkCatalog.Create("resnet-8", new(2, TestSets.Size), ModelNoise.None);
        new TrainedModel(network, new ModelDescription("resnet-8", classes is [] ? ["a", "b"] : classes, TestSets.Size, TestSets.Normalization)).SaveOnnx(path);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private (string File, string Class)[] Csv(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Predict(["--format", "csv", .. args]));
        return [.. _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1)
            .Select(line => line.Split(',')).Select(fields => (fields[0], fields[1]))];
    }

    private int Predict(params string[] args) =>
        NoisyStudentCommand.Run(["predict", "--model", _model, .. args], new Screen(_console, _output, _error));
}
