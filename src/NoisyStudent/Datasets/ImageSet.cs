namespace NoisyStudent.Datasets;

/// <summary>Square pictures of one size, decoded and held in memory as bytes.</summary>
public sealed class ImageSet
{
    // An array for each picture: a set may be larger than the 2 GB that one array can hold, and a subset shares them.
    private readonly byte[][] _pixels;

    /// <summary>Wraps decoded pictures, without a copy of their pixels.</summary>
    /// <param name="imageSize">Width and height of each picture in pixels.</param>
    /// <param name="names">The name of each picture.</param>
    /// <param name="pixels">Each picture's pixels: [imageSize, imageSize, 3], row by row, R, G, B.</param>
    /// <exception cref="ArgumentException">Names and pictures differ in number, or a picture has another size.</exception>
    public ImageSet(int imageSize, IReadOnlyList<string> names, IEnumerable<byte[]> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(imageSize);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(pixels);
        ImageSize = imageSize;
        Names = names;
        _pixels = [.. pixels];
        if (_pixels.Length != names.Count)
        {
            throw new ArgumentException($"{names.Count} names do not name {_pixels.Length} pictures.", nameof(names));
        }

        if (_pixels.Any(picture => picture.Length != imageSize * imageSize * 3))
        {
            throw new ArgumentException($"A picture is not of {imageSize} x {imageSize} x 3 bytes.", nameof(pixels));
        }
    }

    /// <summary>Width and height of each picture in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>How many pictures there are.</summary>
    public int Count => _pixels.Length;

    /// <summary>The name of each picture: its file's relative path, with '/' between directories.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A picture's pixels: [imageSize, imageSize, 3], row by row, R, G, B.</summary>
    /// <param name="index">Which picture.</param>
    public ReadOnlySpan<byte> Pixels(int index) => _pixels[index];

    /// <summary>Some of the pictures, in the given order. Pixels are shared, not copied.</summary>
    /// <param name="indices">Which pictures; one may occur more than once.</param>
    public ImageSet Subset(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new ImageSet(ImageSize, [.. indices.Select(index => Names[index])], indices.Select(index => _pixels[index]));
    }

    /// <summary>The same pictures under other names.</summary>
    /// <param name="rename">Gives each name its new one.</param>
    public ImageSet Rename(Func<string, string> rename) => new(ImageSize, [.. Names.Select(rename)], _pixels);

    /// <summary>All pictures of several sets, one set after the other. Pixels are shared, not copied.</summary>
    /// <param name="sets">At least one set, all of one image size.</param>
    public static ImageSet Join(IReadOnlyList<ImageSet> sets) =>
        new(sets[0].ImageSize, [.. sets.SelectMany(set => set.Names)], sets.SelectMany(set => set._pixels));
}
