using System.Diagnostics;
using NoisyStudent.Cli;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Torch;
using Parquet.Serialization;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class LabelCommandTests : IDisposable
{
    private const int Pictures = 400;
    private const int Shards = 4;
    private const int Kills = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly string _images;
    private readonly string _model;
    private readonly string _labels;

    public LabelCommandTests()
    {
        (_images, _model, _labels) = (In("images.tar"), In("model.safetensors"), In("labels"));
        PictureSets.Write(_images, Enumerable.Range(0, Pictures).Select(i => ($"{i:D4}.png", PictureSets.Grey(i % 256))));
        TorchRuntime.Load();
        using var network = NetworkCatalog.Create("resnet-8", new(2, TestSets.Size), ModelNoise.None);
        new TrainedModel(network, new ModelDescription("resnet-8", ["a", "b"], TestSets.Size, TestSets.Normalization)).Save(_model);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_random_and_given_again_every_picture_is_labeled_once()
    {
        Thoroughness.SkipUnlessAsked();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is killed as Unix does it.");
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var killed = Start("1/1");
            var before = Parts().Length;
            while (Parts().Length < before + 3 && !killed.HasExited)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await Task.Delay(random.NextInt(30), TestContext.Current.CancellationToken);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.InRange(Parts().Length, Kills, (Pictures / 2) - 1);
        using var last = Start("1/1");
        await Finish(last);
        RequireEveryPictureOnce();
    }

    [Fact]
    public async Task Four_processes_at_once_label_every_picture_once()
    {
        var processes = Enumerable.Range(1, Shards).Select(shard => Start($"{shard}/{Shards}")).ToArray();
        foreach (var process in processes)
        {
            await Finish(process);
            process.Dispose();
        }

        RequireEveryPictureOnce();
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    public void A_share_that_there_is_not_is_wrong_usage(string shard)
    {
        using var console = new TestConsole();
        var error = new StringWriter();
        var code = NoisyStudentCommand.Run([.. Arguments(shard)], new Screen(console, TextWriter.Null, error));
        Assert.Equal(2, code);
        Assert.Equal(
            $"noisy-student: --shard {shard}: give a share as 1/4, from 1/n to n/n. See 'noisy-student label --help'.", error.ToString().Trim());
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private string[] Parts() => Directory.Exists(_labels) ? Directory.GetFiles(_labels, "part-*.parquet") : [];

    private IEnumerable<string> Arguments(string shard) =>
        ["label", "--model", _model, "--images", _images, "--output", _labels, "--part-size", "2", "--device", "cpu", "--shard", shard];

    private Process Start(string shard) =>
        TrainProcess.Start(["dotnet", typeof(NoisyStudentCommand).Assembly.Location, .. Arguments(shard)]);

    private static async Task Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
    }

    private void RequireEveryPictureOnce()
    {
        var files = Parts().SelectMany(part => ParquetSerializer.DeserializeAsync<PseudoLabelRow>(part).GetAwaiter().GetResult().Data).Select(row => row.File);
        Assert.Equal(Enumerable.Range(0, Pictures).Select(i => $"{i:D4}.png"), files.Order(StringComparer.Ordinal));
    }
}
