namespace NoisyStudent.Datasets;

/// <summary>
/// Reads another stream and notes whether its end was met. Neither the gzip nor the tar reader complains when a file
/// stops early between two members; but a whole tar archive ends in empty blocks, so its reader never asks for more than there
/// is. Where it may skip, it does not even ask: then an empty block must have been the last that it read.
/// </summary>
/// <param name="inner">The other stream.</param>
/// <param name="watch">Is told how many bytes have been read in all, and throws where they are too many.</param>
internal sealed class EndWatchingStream(Stream inner, Action<long> watch) : Stream
{
    private long _length;
    private bool _endWasRead;
    private bool _lastWasEmpty;

    public bool EndWasMet => _endWasRead || (inner.CanSeek && inner.Position >= inner.Length && !_lastWasEmpty);

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _endWasRead |= read == 0 && buffer.Length > 0;
        _lastWasEmpty = !buffer[..read].ContainsAnyExcept((byte)0);
        watch(_length += read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
