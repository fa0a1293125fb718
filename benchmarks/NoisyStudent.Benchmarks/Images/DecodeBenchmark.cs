using System.Diagnostics;
using System.Runtime.CompilerServices;
using NoisyStudent.Benchmarks.Training;

namespace NoisyStudent.Benchmarks.Images;

/// <summary>
/// Photos in memory to training pictures of 224x224 (random-resized crop, flip, RandAugment with two operations, normalization), one
/// thread, against torchvision with Pillow; what the parts cost comes first, as rates beside that of all parts together.
/// </summary>
internal static class DecodeBenchmark
{
    public const string Name = "decode";

    private const int Passes = 1;

    public static IEnumerable<BenchmarkResult> Run(string archive)
    {
        using var pictures = new TrainingPictures(Photo.ReadAll(archive));
        yield return Part("decode: crop and scale", pictures.CropRate);
        yield return Part("decode: noise", pictures.NoiseRate);
        yield return Part("decode: normalize", pictures.NormalizeRate);

        using var peer = StartPeer(archive);
        yield return BenchmarkResult.Compare(Name, "pictures/s", pictures.Rate, peer.Version, () => peer.Rate(Passes));

        BenchmarkResult Part(string name, Func<double> rate) =>
            BenchmarkResult.Compare(name, "pictures/s", rate, "all parts", pictures.Rate);
    }

    private static PeerProcess StartPeer(string archive) => new(
        new ProcessStartInfo("/usr/bin/python3") { ArgumentList = { Script(), Path.GetFullPath(archive) } },
        "Skipped: the reference is torchvision, which is not installed; benchmarks/peers/install.sh does it on Debian and Ubuntu.");

    private static string Script([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "peers", "decode.py"));
}
