namespace NoisyStudent.Datasets;

/// <summary>
/// Reads another stream once through and notes whether its end was met. Neither the gzip nor the tar reader complains when a file
/// stops early between two members; but a whole tar archive ends in empty blocks, so its reader never asks for more than there
/// is.
/// </summary>
/// <param name="inner">The other stream.</param>
/// <param name="watch">Is told how many bytes have been read in all, and throws where they are too many.</param>
internal sealed class EndWatchingStream(Stream inner, Action<long> watch) : Stream
{
    private long _length;

    public bool EndWasMet { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        EndWasMet |= read == 0 && buffer.Length > 0;
        watch(_length += read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

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
