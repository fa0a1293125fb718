namespace NoisyStudent.Images;

/// <summary>How a picture that is no square becomes one.</summary>
public enum ImageFit
{
    /// <summary>The shorter side is scaled to the size, and the square in the middle is cut out: what lies outside is lost.</summary>
    Crop,

    /// <summary>The longer side is scaled to the size, and what the picture leaves of the square is filled with grey of level 128.</summary>
    Pad,

    /// <summary>Each side is scaled to the size: proportions are lost.</summary>
    Squash,
}
