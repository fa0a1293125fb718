using NoisyStudent.Datasets;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>Writes corrupted pictures, for other programs and to look at.</summary>
internal static class CorruptedPictures
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
    /// <exception cref="NoisyStudentException">A picture cannot be written.</exception>
    public static void Write(
        LabeledSet test, int imageSize, long seed, string folder, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var places = Places(test);
        var done = 0;
        foreach (var corruption in Corruption.All)
        {
            OwnFiles.MarkFolder(Path.Combine(folder, corruption.Name));
            for (var severity = 1; severity <= Corruption.Severities; severity++)
            {
                var (strength, into) = (severity, Path.Combine(folder, corruption.Name, $"{severity}"));
                ParallelWork.For(test.Images.Count, image =>
                {
                    var corrupted = corruption.Apply(test.Images.Picture(image).FitSquare(imageSize), strength, seed, test.Images.Names[image]);
                    WholeFile.Write(Path.Combine(into, places[image]), stream => stream.Write(ImageWriter.ToPng(corrupted)));
                }, cancellation);
                progress?.Report(done += test.Images.Count);
            }
        }
    }

    /// <summary>
    /// <c>class/file.png</c> for each picture. Names come from archives and lists of strangers, and may have folders in front: the class's is left out, others
    /// become part of the file's name, which gets a number where it would be there twice.
    /// </summary>
    private static string[] Places(LabeledSet test)
    {
        var classes = new FileNames();
        string[] folders = [.. test.Classes.Select(classes.Give)];
        var files = Array.ConvertAll(folders, _ => new FileNames());
        return [.. test.Images.Names.Zip(test.Labels, PlaceOf)];

        string PlaceOf(string name, int label)
        {
            var file = Path.ChangeExtension(string.Join('-', name.Split('/', '\\').SkipWhile(part => part == test.Classes[label])), null);
            return Path.Combine(folders[label], files[label].Give($"{file}.png"));
        }
    }
}
