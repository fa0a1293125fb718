using System.IO.MemoryMappedFiles;

namespace NoisyStudent.Datasets;

/// <summary>
/// Records of one length, one after the other in a temporary file: written once, by several threads, then mapped into memory and only read, or read one by one while more are written. The system
/// keeps in memory what is used and drops it when others need the room, so they may be more than fit into memory. The file has no name from the
/// beginning where the system allows it: it is gone with the process, however that ends.
/// </summary>
internal unsafe class RecordFile : IDisposable
{
    private readonly string _folder;
    private readonly string _what;
    private readonly FileStream _file;
    private readonly int _recordLength;
    private MemoryMappedViewAccessor? _view;
    private byte* _records;

    /// <summary>Makes an empty file.</summary>
    /// <param name="folder">Where it lies; null for the system's folder of temporary files.</param>
    /// <param name="recordLength">The bytes of a record.</param>
    /// <param name="what">What the records are, for messages: <c>decoded pictures</c>.</param>
    /// <exception cref="NoisyStudentException">Nothing can be written there.</exception>
    public RecordFile(string? folder, int recordLength, string what)
    {
        (_folder, _recordLength, _what) = (folder ?? Path.GetTempPath(), recordLength, what);
        var path = Path.Combine(_folder, $".{what.Replace(' ', '-')}-{Guid.NewGuid():N}");
        try
        {
            _file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = 0,
                Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            });
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(cause);
        }
    }

    /// <summary>Where it lies.</summary>
    public string Folder => _folder;

    /// <summary>The bytes of a record.</summary>
    public int RecordLength => _recordLength;

    /// <summary>Writes a record. Threads may write different ones at once.</summary>
    /// <param name="place">Its place, from 0; places may stay empty.</param>
    /// <param name="record">Its bytes.</param>
    /// <exception cref="NoisyStudentException">It cannot be written, mostly for lack of room.</exception>
    public void Write(long place, ReadOnlySpan<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(record.Length, _recordLength);
        try
        {
            // Not through the mapping: a full disk would end the process there; here it is an exception.
            RandomAccess.Write(_file.SafeFileHandle, record, place * _recordLength);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(cause);
        }
    }

    /// <summary>Reads a record before the writing has ended.</summary>
    /// <param name="place">Where it was written.</param>
    /// <param name="record">Where its bytes go, as many as a record has.</param>
    public void ReadWritten(long place, Span<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(record.Length, _recordLength);
        for (var read = 0; read < record.Length;)
        {
            var more = RandomAccess.Read(_file.SafeFileHandle, record[read..], (place * _recordLength) + read);
            ArgumentOutOfRangeException.ThrowIfZero(more, nameof(place));
            read += more;
        }
    }

    /// <summary>Ends the writing: from now on records are read.</summary>
    public void Map()
    {
        if (_file.Length > 0)
        {
            using var map = MemoryMappedFile.CreateFromFile(
                _file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = map.CreateViewAccessor(0, _file.Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _records);
        }
    }

    /// <summary>A record's bytes.</summary>
    /// <param name="place">Where it was written.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> Read(long place)
    {
        ObjectDisposedException.ThrowIf(_records is null, this);
        return new ReadOnlySpan<byte>(_records + (place * _recordLength), _recordLength);
    }

    // There is no finalizer, and the acquired pointer keeps the mapping: a span may outlive the set that it was taken from.
    public void Dispose()
    {
        if (_records is not null)
        {
            _records = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How many bytes are free on the disk.</summary>
    protected long FindFreeSpace() => FreeSpace.In(_folder);

    private NoisyStudentException CannotWrite(Exception cause) => new(
        $"Cannot write {_what} into {_folder}: {cause.Message.TrimEnd('.')}. Make room, or choose a folder on another disk.", cause);
}
