using System.Numerics;

namespace NoisyStudent.Images;

/// <summary>What a picture of 16 bits a sample makes of them; the default where samples have 8, or where the file says how many count.</summary>
/// <param name="UsedBits">How many bits its largest value takes, 8 at the least, where all 16 were taken to count; else null.</param>
/// <param name="IsCut">Whether values were above the largest one that was expected, and became white.</param>
internal readonly record struct SampleRange(int? UsedBits, bool IsCut = false)
{
    /// <summary>So many bits or fewer leave a picture black, as no screen shows a sixteenth of its brightness.</summary>
    public const int MostDarkBits = 12;

    /// <summary>Whether the picture is as good as black, because of bits that it does not use.</summary>
    public bool IsDark => UsedBits <= MostDarkBits;

    /// <summary>The range of samples of which the upper bytes alone are known.</summary>
    /// <param name="pixels">Four bytes a pixel, the last of which is no colour.</param>
    public static SampleRange OfUpperBytes(ReadOnlySpan<byte> pixels)
    {
        byte highest = 0;
        for (var place = 0; place < pixels.Length; place += 4)
        {
            highest = Math.Max(highest, Math.Max(pixels[place], Math.Max(pixels[place + 1], pixels[place + 2])));
        }

        return new SampleRange(8 + 8 - BitOperations.LeadingZeroCount((uint)highest << 24));
    }

    /// <summary>The range of samples that are known in full.</summary>
    /// <param name="highest">The largest of them.</param>
    /// <param name="bits">How many bits count.</param>
    public static SampleRange Of(int highest, int bits) => bits < ImageReading.WholeSampleBits
        ? new SampleRange(null, highest >> bits != 0)
        : new SampleRange(Math.Max(8, 32 - int.LeadingZeroCount(highest)));

    /// <summary>A sample as a byte: its upper one where all bits count, else its share of the largest value.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="bits">How many bits count.</param>
    public static byte ToByte(int sample, int bits)
    {
        var most = (1 << bits) - 1;
        return bits == ImageReading.WholeSampleBits ? (byte)(sample >> 8) : (byte)(((Math.Min(sample, most) * 255) + (most / 2)) / most);
    }
}
