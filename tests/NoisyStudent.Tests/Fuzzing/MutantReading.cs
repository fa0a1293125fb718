using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Reads mutants the way that the program reads files of their kind.</summary>
/// <param name="folder">An empty folder, in which an archive or model lies while it is read.</param>
internal sealed class MutantReading(string folder)
{
    private const int Size = 8;
    private const int LargePicture = 10_000_000;

    /// <summary>Reads a mutant.</summary>
    /// <returns>What must not be: null where there are pixels or a refusal.</returns>
    public string? FindFault(Mutant mutant)
    {
        try
        {
            switch (mutant.Seed.Kind)
            {
                case SeedKind.Picture:
                    return ReadPicture(mutant.Bytes);
                case SeedKind.Archive:
                    return ReadFile(mutant, ReadArchive);
                default:
                    return ReadFile(mutant, ReadModel);
            }
        }
        catch (NoisyStudentException)
        {
            return null;
        }
        catch (Exception fault)
        {
            return fault.ToString().ReplaceLineEndings(" ");
        }
    }

    private static string? ReadPicture(byte[] bytes)
    {
        var header = ImageReader.Identify(bytes);
        NoisyStudentException? refusal = null;
        RgbImage? image = null;
        Action[] reads = [() => image = ImageReader.Read(bytes), () => ReadWindow(bytes, header, 4), () => ReadWindow(bytes, header, 40)];

        // The bounds of time and memory are for one reading; all three of a picture that claims to be large would be beyond them.
        foreach (var read in (long)header.Width * header.Height > LargePicture ? reads[..1] : reads)
        {
            try
            {
                read();
            }
            catch (NoisyStudentException refused)
            {
                refusal = refused;
            }
        }

        image?.FitSquare(Size);
        return image is null || (header.Width, header.Height) == (image.Width, image.Height)
            ? refusal is null ? null : throw refusal
            : $"the header says {header.Width} x {header.Height}, the picture is {image.Width} x {image.Height}";
    }

    /// <summary>Of a window below the middle the rows above it are skipped; a small square is decoded at a reduced scale.</summary>
    private static void ReadWindow(byte[] bytes, ImageHeader header, int size)
    {
        var window = new PixelWindow(
            header.Width / 3, header.Height / 2, Math.Max(header.Width / 2, 1), Math.Max(header.Height / 3, 1));
        ImageReader.ReadWindow(bytes, window, size, new byte[size * size * 3]);
    }

    private string? ReadFile(Mutant mutant, Action<string> read)
    {
        var path = Path.Combine(folder, mutant.Seed.Name);
        File.WriteAllBytes(path, mutant.Bytes);
        try
        {
            read(path);
        }
        finally
        {
            File.Delete(path);
        }

        return Directory.GetFileSystemEntries(folder) is [var stray, ..] ? $"reading it wrote {stray}" : null;
    }

    // Each of the three finds its own way through the archive.
    private static void ReadArchive(string path)
    {
        var settings = new ReadingSettings { ImageSize = Size, Set = "mutant" };
        NoisyStudentException? refusal = null;
        foreach (var read in (Action[])
            [() => DatasetSurvey.OfUnlabeled(path), () => DatasetReader.ReadLabeled(path, settings), () => DatasetReader.ReadUnlabeled(path, settings)])
        {
            try
            {
                read();
            }
            catch (NoisyStudentException refused)
            {
                refusal = refused;
            }
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private static void ReadModel(string path)
    {
        if (path.EndsWith(".onnx", StringComparison.Ordinal))
        {
            using var classifier = ImageClassifier.Load(path, threads: 1);
            classifier.Predict(new RgbImage(1, 1, [1, 2, 3]));
            return;
        }

        var (tensors, _) = SafetensorsFile.Read(path);
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
