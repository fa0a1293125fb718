using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>The colours of sheets.</summary>
internal static class SheetColours
{
    /// <summary>What lies between the pictures.</summary>
    public static readonly SKColor Ground = new(0xF3, 0xF4, 0xF6);

    /// <summary>What is written.</summary>
    public static readonly SKColor Ink = new(0x1F, 0x29, 0x33);

    /// <summary>What is said besides.</summary>
    public static readonly SKColor Faint = new(0x6B, 0x77, 0x85);
}
