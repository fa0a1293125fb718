using NoisyStudent.Datasets;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Writes corrupted pictures, for other programs and to look at.</summary>
public static class CorruptedPictures
{
    /// <summary>
    /// Writes each picture under each corruption at each severity, as <c>corruption/severity/class/file.png</c>, the layout of ImageNet-C. They are the
    /// pictures that <see cref="CorruptionSuite"/> shows to models.
    /// </summary>
    /// <param name="test">The pictures.</param>
    /// <param name="imageSize">Width and height in pixels to which they are fitted first.</param>
    /// <param name="seed">Corruptions are a function of it and the pictures' names.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">Told how many are written.</param>
    /// <param name="cancellation">Stops between pictures; those that are written stay.</param>
    /// <exception cref="NoisyStudentException">A picture cannot be written, or its name leads out of the folder.</exception>
    public static void Write(
        LabeledSet test, int imageSize, long seed, string folder, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var done = 0;
        foreach (var corruption in Corruption.All)
        {
            for (var severity = 1; severity <= Corruption.Severities; severity++)
            {
                var (strength, into) = (severity, Path.GetFullPath(Path.Combine(folder, corruption.Name, $"{severity}")));
                Parallel.For(0, test.Images.Count, new ParallelOptions { CancellationToken = cancellation }, image =>
                {
                    var name = test.Images.Names[image];
                    var corrupted = corruption.Apply(test.Images.Picture(image).FitSquare(imageSize), strength, seed, name);
                    WholeFile.Write(PlaceOf(into, test.Classes[test.Labels[image]], name), stream => stream.Write(ImageWriter.ToPng(corrupted)));
                });
                progress?.Report(done += test.Images.Count);
            }
        }
    }

    /// <summary>Names come from archives and lists of strangers, and may have the class's folder in front or not.</summary>
    private static string PlaceOf(string folder, string label, string name)
    {
        var parts = name.Split('/', '\\');
        var file = Path.GetExtension(name).Equals(".png", StringComparison.OrdinalIgnoreCase) ? name : name + ".png";
        var path = Path.GetFullPath(Path.Combine(folder, parts.Contains(label) ? file : $"{label}/{file}"));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new NoisyStudentException($"{name}: a picture of this name would be written outside {folder}; rename it.");
    }
}
