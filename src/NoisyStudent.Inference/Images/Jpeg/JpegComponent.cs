namespace NoisyStudent.Images.Jpeg;

/// <summary>One of the one or three planes that a JPEG stores: luma, blue chroma, red chroma.</summary>
/// <param name="Id">By which a scan names it.</param>
/// <param name="Horizontal">Its blocks side by side in a unit of the scan: 1 or 2.</param>
/// <param name="Vertical">Its blocks on top of each other in a unit of the scan: 1 or 2.</param>
/// <param name="Quantization">Number of its quantization table.</param>
internal readonly record struct JpegComponent(int Id, int Horizontal, int Vertical, int Quantization)
{
    /// <summary>Number of the table of codes for its blocks' first coefficients.</summary>
    public int MeanTable { get; init; }

    /// <summary>Number of the table of codes for all other coefficients.</summary>
    public int WaveTable { get; init; }
}
