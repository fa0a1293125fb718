namespace NoisyStudent.Images;

/// <summary>Bytes that the garbage collector leaves where they are, for as long as who made it sees to that.</summary>
/// <param name="start">The first one.</param>
/// <param name="length">How many.</param>
internal readonly unsafe struct PinnedBytes(byte* start, int length)
{
    /// <summary>The address of the first one.</summary>
    public byte* Start => start;

    /// <summary>How many there are.</summary>
    public int Length => length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => new(start, length);
}
