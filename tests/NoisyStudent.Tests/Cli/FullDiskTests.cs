using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class FullDiskTests : IDisposable
{
    /// <summary>
    /// Trains into a small disk of its own ($1: where it is mounted), fills it once there are two checkpoints, but for the room of some lines of
    /// the log, and gives the same command again with room on it. The rest of the words are the command.
    /// </summary>
    private const string Script = """
        disk=$1; shift
        mount -t tmpfs -o size=64m none "$disk" || exit 77
        ("$@" > "$disk.first" 2> "$disk.error"; echo $? > "$disk.status") &
        until [ $(ls "$disk"/run/iteration-0/checkpoints/step-*.safetensors 2> "$disk.not-yet" | wc -l) -ge 2 ]; do
            [ -e "$disk.status" ] && exit 78
        done
        until [ -e "$disk.status" ]; do
            room=$(($(df --output=avail --block-size=1 "$disk" | tail -n 1) - 200000))
            [ $room -gt 0 ] && head -c $room /dev/zero >> "$disk/ballast" 2> "$disk.full"
        done
        wait
        ls "$disk/run/iteration-0/checkpoints" > "$disk.kept"
        rm "$disk/ballast"
        "$@" > "$disk.second" && cp -r "$disk/run" "$disk.run"
        """;

    /// <summary>Trains into a disk of 1 MB ($1: where it is mounted). The rest of the words are the command.</summary>
    private const string SmallDiskScript = """
        disk=$1; shift
        mount -t tmpfs -o size=1m none "$disk" || exit 77
        "$@" > "$disk.out" 2> "$disk.error"
        echo $? > "$disk.status"
        ls -A "$disk" > "$disk.left"
        """;

    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task A_full_disk_ends_a_training_in_a_sentence_and_costs_no_checkpoint()
    {
        Thoroughness.SkipUnlessAsked();
        Assert.SkipUnless(await CanMount(), "A small disk of its own needs Linux with user namespaces.");
        var disk = Directory.CreateDirectory(_pictures.In("disk")).FullName;
        var request = _pictures.Request("teacher.epochs=200", "students=[]") with { CheckpointEvery = TimeSpan.FromSeconds(0.05) };
        using var script = Sandbox(["sh", "-c", Script, "sh", disk, .. TrainProcess.Command(request with { Output = Path.Combine(disk, "run") })]);
        var said = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(script.ExitCode == 0, said);
        Assert.Equal("1", File.ReadAllText($"{disk}.status").Trim());
        Assert.Matches(@"^noisy-student: Cannot write .*checkpoints.*: No space left on device.*\. Make room [^\n]*\.$", File.ReadAllText($"{disk}.error").Trim());
        Assert.Equal(2, File.ReadAllLines($"{disk}.kept").Count(name => name.EndsWith(".safetensors", StringComparison.Ordinal)));
        Assert.Contains("going on from step", File.ReadAllText($"{disk}.second"), StringComparison.Ordinal);

        using var whole = TrainProcess.Start(TrainProcess.Command(request));
        await whole.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await whole.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Model(request.Output), Model($"{disk}.run"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("archive")]
    public async Task A_disk_without_room_for_the_decoded_pictures_is_named_and_nothing_stays_on_it(string kind)
    {
        Assert.SkipUnless(await CanMount(), "A small disk of its own needs Linux with user namespaces.");
        var disk = Directory.CreateDirectory(_pictures.In("disk")).FullName;
        var request = _pictures.Request("image-size=256") with { Output = Path.Combine(disk, "run") };
        if (kind == "archive")
        {
            request = request with { Labeled = _pictures.In("labeled.tar.gz") };
            await using var packed = new GZipStream(File.Create(request.Labeled.Path!), CompressionLevel.Fastest);
            await TarFile.CreateFromDirectoryAsync(
                _pictures.In("labeled"), packed, includeBaseDirectory: false, TestContext.Current.CancellationToken);
        }

        using var script = Sandbox(["sh", "-c", SmallDiskScript, "sh", disk, .. TrainProcess.Command(request)]);
        var said = await script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(script.ExitCode == 0, said);
        Assert.Equal("1", File.ReadAllText($"{disk}.status").Trim());
        Assert.Matches(
            "^noisy-student: The labeled set .* does not fit on the disk of .*: 12 pictures of 256 x 256 pixels take .* are free; make room, .*$",
            File.ReadAllText($"{disk}.error").Trim());
        Assert.Empty(File.ReadAllText($"{disk}.left"));
    }

    private static byte[] Model(string run) => File.ReadAllBytes(Path.Combine(run, "iteration-0", "model.safetensors"));

    private static Process Sandbox(string[] command) => TrainProcess.Start(["unshare", "--map-root-user", "--mount", .. command]);

    private static async Task<bool> CanMount()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var attempt = Sandbox(["mount", "-t", "tmpfs", "none", "/mnt"]);
        await attempt.WaitForExitAsync(TestContext.Current.CancellationToken);
        return attempt.ExitCode == 0;
    }
}
