using System.Buffers;

namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// The coded bits of a JPEG's scan, without the zeros that follow each byte of ones in the file. Room behind them holds zeros, so that
/// <see cref="EntropyReader"/> may read beyond the end by a block before it notices.
/// </summary>
internal readonly struct EntropyData : IDisposable
{
    private const byte Marker = 0xFF;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;

    private readonly byte[] _rented;
    private readonly List<int> _ends;

    /// <summary>Takes the bits up to the marker that ends the scan.</summary>
    /// <param name="scan">The file from where the scan's bits begin.</param>
    /// <param name="ends">Where to note the ends of the intervals between restarts.</param>
    public EntropyData(ReadOnlySpan<byte> scan, List<int> ends)
    {
        _rented = ArrayPool<byte>.Shared.Rent(scan.Length + EntropyReader.Overrun);
        _ends = ends;
        ends.Clear();
        var length = 0;
        while (true)
        {
            var plain = scan.IndexOf(Marker);
            plain = plain < 0 ? scan.Length : plain;
            scan[..plain].CopyTo(_rented.AsSpan(length));
            length += plain;
            scan = scan[plain..];
            if (scan is [Marker, 0, ..])
            {
                _rented[length++] = Marker;
                scan = scan[2..];
                continue;
            }

            ends.Add(length);
            if (scan is not [Marker, >= FirstRestart and <= LastRestart, ..] || scan[1] != FirstRestart + ((ends.Count - 1) % 8))
            {
                break;
            }

            // What is behind an interval's end belongs to the next, which the reader may look into but not use.
            scan = scan[2..];
        }

        _rented.AsSpan(length, EntropyReader.Overrun).Clear();
    }

    /// <summary>How many intervals there are.</summary>
    public int Intervals => _ends.Count;

    /// <summary>Starts to read an interval.</summary>
    /// <param name="interval">Its number.</param>
    public EntropyReader Read(int interval) => new(_rented, interval == 0 ? 0 : _ends[interval - 1], _ends[interval]);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
