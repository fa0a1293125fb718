using NoisyStudent.Images;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>A picture of the run that the page itself holds.</summary>
/// <param name="Picture">What is known of it.</param>
/// <param name="Source">A <c>data:</c> URI.</param>
/// <param name="Size">Its width and height in pixels.</param>
public sealed record EmbeddedPicture(RunPicture Picture, string Source, int Size)
{
    private const int LargestSize = 96;
    private const int LargestExact = 48;
    private const int JpegQuality = 88;
    private const long LargestFile = 16 << 20;

    /// <summary>Reads a picture and writes it anew, so that nothing of the file but its pixels gets onto the page.</summary>
    /// <param name="folder">The pictures of the run.</param>
    /// <param name="picture">Which one.</param>
    /// <returns>The picture; null where its file is missing or cannot be read.</returns>
    public static EmbeddedPicture? Of(RunPictures folder, RunPicture picture)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder.Folder, picture.File));
            if (file.Length > LargestFile)
            {
                return null;
            }

            var image = ImageReader.Read(File.ReadAllBytes(file.FullName));
            var square = image.FitSquare(Math.Min(LargestSize, Math.Min(image.Width, image.Height)));
            return new EmbeddedPicture(picture, SourceOf(square), square.Width);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UnreadableImageException or ArgumentException)
        {
            return null;
        }
    }

    private static string SourceOf(RgbImage image) => image.Width <= LargestExact
        ? $"data:image/png;base64,{Convert.ToBase64String(ImageWriter.ToPng(image))}"
        : $"data:image/jpeg;base64,{Convert.ToBase64String(ImageWriter.ToJpeg(image, JpegQuality))}";
}
