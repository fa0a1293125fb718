using System.Text;
using NoisyStudent.Torch;
using NoisyStudent.Training.Checkpoints;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training.Checkpoints;

[Collection(TorchCollection.Name)]
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _damaged = [];

    public CheckpointTests() => TorchRuntime.Load();

    private string Folder => Path.Combine(_folder.Path, "checkpoints");

    private CheckpointFolder Checkpoints => new(Folder, TimeSpan.Zero);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read()
    {
        Checkpoints.Save(At(7));
        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal((7, 1.25), (read.Step, read.Seconds));
        Assert.Equal(0.1 + 0.2, read.Numbers["loss"]);
        Assert.Equal([7f, 8], read.Tensors["weights"].data<float>().ToArray());
        Assert.Empty(_damaged);
    }

    [Fact]
    public void The_number_of_the_pseudo_labeled_part_is_found_under_the_name_that_it_had_before_parts_had_names()
    {
        using var earlier = At(7) with { Numbers = new Dictionary<string, double> { ["labeled-loss"] = 0.25, ["unlabeled-loss"] = 0.5 } };
        Checkpoints.Save(earlier);
        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal((0.25, 0.5), (read.Numbers["labeled-loss"], read.Numbers["pseudo-labeled-loss"]));
    }

    [Fact]
    public void The_last_two_are_kept_and_the_last_is_read()
    {
        foreach (var step in (long[])[9, 10, 999_999_999])
        {
            Checkpoints.Save(At(step));
        }

        Assert.Equal(["step-000000010.safetensors", "step-999999999.safetensors"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal(999_999_999, read.Step);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("other step")]
    [InlineData("cut")]
    [InlineData("empty")]
    public void A_damaged_one_is_named_and_the_one_before_it_is_read(string damage)
    {
        Checkpoints.Save(At(1));
        Checkpoints.Save(At(2));
        var file = Checkpoints.Last!;
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, damage switch
        {
            "flipped" => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)],
            "other step" => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("\"step\":\"2\"", "\"step\":\"3\"", StringComparison.Ordinal)),
            "cut" => bytes[..^3],
            _ => [],
        });
        Assert.NotEqual(bytes, File.ReadAllBytes(file));

        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal(1, read.Step);
        Assert.Contains(file, Assert.Single(_damaged), StringComparison.Ordinal);
        Assert.EndsWith("step-000000001.safetensors", Checkpoints.Last, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_a_killed_process_left_half_written_is_no_checkpoint()
    {
        Checkpoints.Save(At(1));
        File.WriteAllText(Path.Combine(Folder, "step-000000002.safetensors.123.part"), "half");
        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal(1, read.Step);
        Assert.Empty(_damaged);
    }

    [Fact]
    public void Where_none_can_be_written_one_sentence_says_so_and_the_earlier_ones_stay()
    {
        Checkpoints.Save(At(1));
        Checkpoints.Save(At(2));

        // A folder stands where the file is to go.
        Directory.CreateDirectory(Path.Combine(Folder, "step-000000003.safetensors"));
        var refusal = Assert.Throws<NoisyStudentException>(() => Checkpoints.Save(At(3)));
        Assert.StartsWith("Cannot write", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Folder, "step-000000003.safetensors"));
        using var read = Checkpoints.Load(_damaged.Add)!;
        Assert.Equal((2, 2), (read.Step, Directory.GetFiles(Folder).Length));
    }

    private static Checkpoint At(long step) => new(
        step, 1.25, new Dictionary<string, torch.Tensor> { ["weights"] = torch.tensor(new float[] { step, step + 1 }) },
        new Dictionary<string, double> { ["loss"] = 0.1 + 0.2 });
}
