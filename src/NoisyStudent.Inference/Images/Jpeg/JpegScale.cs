namespace NoisyStudent.Images.Jpeg;

/// <summary>At which size a JPEG is decoded: 8, 4, 2 or 1 pixels of each block in each direction.</summary>
/// <param name="Eighths">How many.</param>
/// <param name="Width">Pixels in a row of the picture at that size.</param>
/// <param name="Height">Rows of the picture at that size.</param>
internal readonly record struct JpegScale(int Eighths, int Width, int Height)
{
    private const int Full = 8;

    /// <summary>Whether no pixel is left out.</summary>
    public bool IsFull => Eighths == Full;

    /// <summary>By how much the picture is scaled.</summary>
    public double Fraction => Eighths / (double)Full;

    /// <summary>The smallest scale that leaves an area at least as many pixels as it is scaled to.</summary>
    /// <param name="width">Pixels in a row of the stored picture.</param>
    /// <param name="height">Rows of the stored picture.</param>
    /// <param name="shorter">Width or height of the area, whichever is less.</param>
    /// <param name="size">To how many pixels it is scaled.</param>
    public static JpegScale For(int width, int height, double shorter, int size)
    {
        var eighths = 1;
        while (eighths < Full && shorter * eighths < (double)size * Full)
        {
            eighths *= 2;
        }

        return new JpegScale(eighths, Scale(width), Scale(height));

        int Scale(int length) => ((length * eighths) + Full - 1) / Full;
    }
}
