using System.Globalization;

namespace NoisyStudent.Cli.Demo;

/// <summary>
/// Draws the demo's picture set as folders of PNG files: <c>labeled/CLASS/NUMBER.png</c>, <c>unlabeled/NUMBER.png</c>,
/// <c>test/CLASS/NUMBER.png</c>.
/// </summary>
public static class DemoPictures
{
    private const int LabeledPart = 0;
    private const int UnlabeledPart = 1;
    private const int TestPart = 2;

    // Unlabeled pictures are of no known class before they are drawn, so their place in the random streams has none.
    private const int AnyClass = -1;

    private static readonly string[] _parts = ["labeled", "unlabeled", "test"];

    /// <summary>Draws the set. A picture depends on the seed, its part, class and number alone: a larger set begins with a smaller one.</summary>
    /// <param name="folder">Where to; made if it is not there. Pictures that an earlier drawing left there are drawn again.</param>
    /// <param name="options">How many pictures, and how hard ones.</param>
    /// <param name="progress">Told how many pictures are drawn, after each; or null.</param>
    /// <param name="cancellation">Stops the drawing between two pictures.</param>
    /// <exception cref="NoisyStudentException">The folder cannot be written to, or holds other pictures.</exception>
    /// <exception cref="OperationCanceledException">The drawing was stopped.</exception>
    public static void Draw(
        string folder, DemoPictureOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);

        var pictures = Pictures(folder, options).ToArray();
        try
        {
            RefuseOthers(folder, pictures);
            foreach (var each in pictures.Select(picture => Path.GetDirectoryName(picture.File)!).Distinct())
            {
                Directory.CreateDirectory(each);
            }

            var (drawn, reporting) = (0, new Lock());
            ParallelWork.For(pictures.Length, place =>
            {
                var picture = pictures[place];
                var random = KeyedRandom.For(options.Seed, RandomUse.Drawing, picture.Part, picture.Class, picture.Number);
                var shape = picture.Class == AnyClass ? random.NextInt(DemoShapes.Names.Count) : picture.Class;
                File.WriteAllBytes(picture.File, DemoPicture.Draw(options, shape, random));
                lock (reporting)
                {
                    progress?.Report(++drawn);
                }
            }, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }
    }

    private static IEnumerable<(string File, int Part, int Class, int Number)> Pictures(string folder, DemoPictureOptions options)
    {
        for (var shape = 0; shape < DemoShapes.Names.Count; shape++)
        {
            for (var number = 0; number < options.LabeledPerClass; number++)
            {
                yield return (Path.Combine(folder, _parts[LabeledPart], DemoShapes.Names[shape], FileName(number)), LabeledPart, shape, number);
            }

            for (var number = 0; number < options.TestPerClass; number++)
            {
                yield return (Path.Combine(folder, _parts[TestPart], DemoShapes.Names[shape], FileName(number)), TestPart, shape, number);
            }
        }

        for (var number = 0; number < options.Unlabeled; number++)
        {
            yield return (Path.Combine(folder, _parts[UnlabeledPart], FileName(number)), UnlabeledPart, AnyClass, number);
        }
    }

    private static string FileName(int number) => number.ToString("D5", CultureInfo.InvariantCulture) + ".png";

    /// <summary>Pictures left from a larger set, or from elsewhere, would be trained on as if they belonged to this one.</summary>
    private static void RefuseOthers(string folder, IEnumerable<(string File, int Part, int Class, int Number)> pictures)
    {
        var expected = pictures.Select(picture => picture.File).ToHashSet();
        var other = _parts
            .Select(part => Path.Combine(folder, part))
            .Where(Directory.Exists)
            .SelectMany(part => Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories))
            .FirstOrDefault(file => !expected.Contains(file));
        if (other is not null)
        {
            throw new NoisyStudentException(
                $"{other}: this file is not of the picture set to be drawn into '{folder}'; choose another folder, or empty this one.");
        }
    }

    private static NoisyStudentException Unwritable(string folder, Exception cause) =>
        new($"The pictures cannot be drawn into '{folder}': {cause.Message} Choose a folder that can be written to.", cause);
}
