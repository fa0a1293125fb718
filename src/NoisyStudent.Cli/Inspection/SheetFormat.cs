using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>In which format a sheet is written.</summary>
/// <param name="Encoding">Skia's name of it.</param>
/// <param name="Quality">0 to 100, where the format loses something.</param>
internal readonly record struct SheetFormat(SKEncodedImageFormat Encoding, int Quality)
{
    /// <summary>The format that the extension of a file name says.</summary>
    /// <exception cref="NoisyStudentException">It is none of .png, .jpg, .jpeg and .webp.</exception>
    public static SheetFormat Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".png" => new(SKEncodedImageFormat.Png, 100),
        ".jpg" or ".jpeg" => new(SKEncodedImageFormat.Jpeg, 85),
        ".webp" => new(SKEncodedImageFormat.Webp, 80),
        _ => throw new NoisyStudentException($"A sheet cannot be written to {file}: its name must end in .png, .jpg or .webp."),
    };
}
