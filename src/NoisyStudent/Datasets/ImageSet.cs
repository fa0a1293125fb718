using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>
/// Square pictures of one size, decoded, as bytes in a temporary file that is mapped into memory. Sets made of others share their file.
/// </summary>
public sealed class ImageSet : IDisposable
{
    private readonly StoredPicture[] _pictures;

    /// <summary>Copies decoded pictures into a temporary file.</summary>
    /// <param name="imageSize">Width and height of each picture in pixels.</param>
    /// <param name="names">The name of each picture.</param>
    /// <param name="pixels">Each picture's pixels: [imageSize, imageSize, 3], row by row, R, G, B.</param>
    /// <exception cref="ArgumentException">Names and pictures differ in number, or a picture has another size.</exception>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public ImageSet(int imageSize, IReadOnlyList<string> names, IEnumerable<byte[]> pixels)
        : this(imageSize, names, Store(imageSize, pixels))
    {
    }

    /// <summary>Names pictures that are in files already.</summary>
    internal ImageSet(int imageSize, IReadOnlyList<string> names, StoredPicture[] pictures)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (pictures.Length != names.Count)
        {
            throw new ArgumentException($"{names.Count} names do not name {pictures.Length} pictures.", nameof(names));
        }

        (ImageSize, Names, _pictures) = (imageSize, names, pictures);
    }

    /// <summary>Width and height of each picture in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>How many pictures there are.</summary>
    public int Count => _pictures.Length;

    /// <summary>The name of each picture: its file's relative path, with '/' between directories.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A picture's pixels: [imageSize, imageSize, 3], row by row, R, G, B. They last until the set is disposed.</summary>
    /// <param name="index">Which picture.</param>
    /// <exception cref="ObjectDisposedException">The set is disposed, or one that shares its file.</exception>
    public ReadOnlySpan<byte> Pixels(int index) => _pictures[index].Pixels.Read(_pictures[index].Place);

    /// <summary>The SHA-256 of the file that a picture was read from, in 64 hexadecimal digits; null where it was not read with <see cref="ReadingSettings.HashFiles"/>.</summary>
    /// <param name="index">Which picture.</param>
    public string? FileHash(int index) => _pictures[index].FileHash;

    /// <summary>Where a picture is, which is the same in all sets that share it.</summary>
    /// <param name="index">Which picture.</param>
    internal (PixelFile File, long Place) PlaceOf(int index) => (_pictures[index].Pixels, _pictures[index].Place);

    /// <summary>A copy of a picture.</summary>
    /// <param name="index">Which picture.</param>
    public RgbImage Picture(int index) => new(ImageSize, ImageSize, Pixels(index).ToArray());

    /// <summary>Some of the pictures, in the given order. Pixels are shared, not copied.</summary>
    /// <param name="indices">Which pictures; one may occur more than once.</param>
    public ImageSet Subset(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new ImageSet(ImageSize, [.. indices.Select(index => Names[index])], [.. indices.Select(index => _pictures[index])]);
    }

    /// <summary>The same pictures at a size.</summary>
    /// <param name="imageSize">Width and height in pixels.</param>
    /// <returns>This set where it has that size; else another, with a file of its own.</returns>
    internal ImageSet At(int imageSize) => imageSize == ImageSize ? this
        : new ImageSet(imageSize, Names, Enumerable.Range(0, Count).Select(each => Picture(each).FitSquare(imageSize).Pixels));

    /// <summary>The same pictures under other names.</summary>
    /// <param name="rename">Gives each name its new one.</param>
    public ImageSet Rename(Func<string, string> rename) => new(ImageSize, [.. Names.Select(rename)], _pictures);

    /// <summary>All pictures of several sets, one set after the other. Pixels are shared, not copied.</summary>
    /// <param name="sets">At least one set, all of one image size.</param>
    public static ImageSet Join(IReadOnlyList<ImageSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return new ImageSet(sets[0].ImageSize, [.. sets.SelectMany(set => set.Names)], [.. sets.SelectMany(set => set._pictures)]);
    }

    /// <summary>Removes the file of the pixels: the end of this set and of all that share the file.</summary>
    public void Dispose()
    {
        foreach (var file in _pictures.Select(picture => picture.Pixels).Distinct())
        {
            file.Dispose();
        }
    }

    private static StoredPicture[] Store(int imageSize, IEnumerable<byte[]> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageSize);
        ArgumentNullException.ThrowIfNull(pixels);
        var file = new PixelFile(folder: null, imageSize);
        try
        {
            var count = 0;
            foreach (var picture in pixels)
            {
                file.Write(count++, picture.Length == PixelFile.LengthOf(imageSize)
                    ? picture
                    : throw new ArgumentException($"A picture is not of {imageSize} x {imageSize} x 3 bytes.", nameof(pixels)));
            }

            file.Map();
            return [.. Enumerable.Range(0, count).Select(place => new StoredPicture(file, place))];
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

/// <summary>A picture in memory.</summary>
/// <param name="Pixels">The file of decoded pixels.</param>
/// <param name="Place">Its place in there.</param>
/// <param name="FileHash">The SHA-256 of the file that it was read from; null where nobody asked.</param>
internal readonly record struct StoredPicture(PixelFile Pixels, long Place, string? FileHash = null);
