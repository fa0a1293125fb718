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

        using var peer = PeerProcess.Python("torchvision", "decode.py", [Path.GetFullPath(archive)]);
        yield return BenchmarkResult.Compare(Name, "pictures/s", pictures.Rate, peer.Version, () => peer.Rate(Passes));

        BenchmarkResult Part(string name, Func<double> rate) =>
            BenchmarkResult.Compare(name, "pictures/s", rate, "all parts", pictures.Rate);
    }
}
