namespace NoisyStudent.Images;

/// <summary>The kinds of picture files that can be read.</summary>
public enum ImageFormat
{
    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; the first frame is the picture.</summary>
    Gif,

    /// <summary>WebP; the first frame is the picture.</summary>
    Webp,

    /// <summary>TIFF; the first page is the picture.</summary>
    Tiff,

    /// <summary>Netpbm: PBM, PGM or PPM, plain or binary.</summary>
    Netpbm,
}

/// <summary>What the header of a picture file says.</summary>
/// <param name="Width">Width in pixels of the upright picture, after its EXIF orientation is applied.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="Format">The kind of file.</param>
public readonly record struct ImageHeader(int Width, int Height, ImageFormat Format);
