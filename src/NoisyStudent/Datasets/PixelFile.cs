using System.IO.MemoryMappedFiles;

namespace NoisyStudent.Datasets;

/// <summary>
/// Decoded pictures of one size, one after the other in a temporary file: written once, by several threads, then mapped into memory and
/// only read. The system keeps in memory what is used and drops it when others need the room, so a set may be larger than memory. The file
/// has no name from the beginning where the system allows it: it is gone with the process, however that ends.
/// </summary>
internal sealed unsafe class PixelFile : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _file;
    private readonly int _pictureLength;
    private MemoryMappedViewAccessor? _view;
    private byte* _pixels;

    /// <summary>Makes an empty file.</summary>
    /// <param name="folder">Where it lies; null for the system's folder of temporary files.</param>
    /// <param name="imageSize">Width and height of each picture in pixels.</param>
    /// <exception cref="NoisyStudentException">Nothing can be written there, or a picture would be larger than 2 GB.</exception>
    public PixelFile(string? folder, int imageSize)
    {
        if (LengthOf(imageSize) > int.MaxValue)
        {
            throw new NoisyStudentException($"Pictures of {imageSize} x {imageSize} pixels are too large: choose a smaller image size.");
        }

        _folder = folder ?? Path.GetTempPath();
        _pictureLength = (int)LengthOf(imageSize);
        var path = Path.Combine(_folder, $".pixels-{Guid.NewGuid():N}");
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

    /// <summary>The bytes that a picture takes.</summary>
    /// <param name="imageSize">Its width and height in pixels.</param>
    public static long LengthOf(int imageSize) => 3L * imageSize * imageSize;

    /// <summary>Makes sure that the disk has room, before the work.</summary>
    /// <param name="set">The set in a sentence: <c>The labeled set /pictures</c>.</param>
    /// <param name="pictures">How many pictures it has.</param>
    /// <exception cref="NoisyStudentException">There is less.</exception>
    public void RequireRoom(string set, int pictures)
    {
        const double Gigabyte = 1 << 30;
        var (needed, free) = ((long)pictures * _pictureLength, FindFreeSpace());
        if (needed > free)
        {
            var side = (int)Math.Sqrt(_pictureLength / 3);
            throw new NoisyStudentException(
                $"{set} does not fit on the disk of {_folder}: {pictures:N0} pictures of {side} x {side} pixels take {needed / Gigabyte:0.0} GB "
                + $"and {free / Gigabyte:0.0} are free; make room, choose a folder on another disk, or a smaller image size.");
        }
    }

    /// <summary>Writes a picture. Threads may write different ones at once.</summary>
    /// <param name="place">Its place, from 0; places may stay empty.</param>
    /// <param name="pixels">Its bytes.</param>
    /// <exception cref="NoisyStudentException">It cannot be written, mostly for lack of room.</exception>
    public void Write(long place, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, _pictureLength);
        try
        {
            // Not through the mapping: a full disk would end the process there; here it is an exception.
            RandomAccess.Write(_file.SafeFileHandle, pixels, place * _pictureLength);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(cause);
        }
    }

    /// <summary>Ends the writing: from now on pictures are read.</summary>
    public void Map()
    {
        if (_file.Length > 0)
        {
            using var map = MemoryMappedFile.CreateFromFile(
                _file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = map.CreateViewAccessor(0, _file.Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pixels);
        }
    }

    /// <summary>A picture's bytes.</summary>
    /// <param name="place">Where it was written.</param>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public ReadOnlySpan<byte> Read(long place)
    {
        ObjectDisposedException.ThrowIf(_pixels is null, typeof(ImageSet));
        return new ReadOnlySpan<byte>(_pixels + (place * _pictureLength), _pictureLength);
    }

    // There is no finalizer, and the acquired pointer keeps the mapping: a span may outlive the set that it was taken from.
    public void Dispose()
    {
        if (_pixels is not null)
        {
            _pixels = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _file.Dispose();
    }

    private long FindFreeSpace()
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(_folder)).AvailableFreeSpace;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not every place can tell, such as a share on Windows; then the writing will.
            return long.MaxValue;
        }
    }

    private NoisyStudentException CannotWrite(Exception cause) => new(
        $"Cannot write decoded pictures into {_folder}: {cause.Message.TrimEnd('.')}. Make room, or choose a folder on another disk.", cause);
}
