using System.Text.Json;
using NoisyStudent.Datasets;
using NoisyStudent.Images;

namespace NoisyStudent.Runs;

/// <summary>The pictures of a run that are kept to be shown, as PNG files beside <c>pictures.json</c>.</summary>
/// <param name="folder">Their folder.</param>
public sealed class RunPictures(string folder)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Their folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Whether the folder was there before and is somebody else's.</summary>
    internal bool IsForeign => Directory.Exists(Folder) && !File.Exists(ListFile) && Directory.EnumerateFileSystemEntries(Folder).Any();

    private string ListFile => Path.Combine(Folder, "pictures.json");

    /// <summary>What is there; nothing where no run has kept any.</summary>
    /// <exception cref="NoisyStudentException">The list is damaged, or leads out of its folder.</exception>
    public IReadOnlyList<RunPicture> Read()
    {
        if (!File.Exists(ListFile))
        {
            return [];
        }

        try
        {
            var pictures = JsonSerializer.Deserialize<RunPicture[]>(File.ReadAllBytes(ListFile), _json) ?? [];
            return Array.TrueForAll(pictures, picture => picture is { Name: not null, File: { } file } && file == Path.GetFileName(file) && Path.GetExtension(file) == ".png")
                ? pictures
                : throw new JsonException("a picture has no name, or no file there");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{ListFile} cannot be read or is damaged ({exception.Message.TrimEnd('.')}): remove it, and the report goes without pictures.", exception);
        }
    }

    /// <summary>Puts pictures in the place of those of the same kind and iteration.</summary>
    /// <param name="kind">Why they are worth a look.</param>
    /// <param name="iteration">The student's iteration.</param>
    /// <param name="pictures">Each picture, and what is known of it; its file is named here.</param>
    /// <exception cref="NoisyStudentException">They cannot be written.</exception>
    public void Keep(RunPictureKind kind, int iteration, IEnumerable<(RgbImage Image, RunPicture Picture)> pictures)
    {
        OwnFiles.MarkFolder(Folder);
        var others = Read().Where(picture => picture.Kind != kind || picture.Iteration != iteration).ToArray();
        var kept = pictures.Select((pair, number) =>
        {
            var picture = pair.Picture with { Kind = kind, Iteration = iteration, File = $"{kind.ToString().ToLowerInvariant()}-{iteration}-{number:D4}.png" };
            WholeFile.Write(Path.Combine(Folder, picture.File), stream => stream.Write(ImageWriter.ToPng(pair.Image)));
            return picture;
        }).ToArray();
        WholeFile.WriteText(ListFile, JsonSerializer.Serialize(others.Concat(kept), _json) + "\n");
    }
}
