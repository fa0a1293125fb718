using BitMiracle.LibTiff.Classic;

namespace NoisyStudent.Images;

/// <summary>A TIFF file in memory, for LibTiff.NET.</summary>
internal sealed class TiffBytes : TiffStream, IDisposable
{
    private readonly UnmanagedMemoryStream _bytes;

    private unsafe TiffBytes(PinnedBytes file) => _bytes = new UnmanagedMemoryStream(file.Start, file.Length);

    /// <summary>Opens a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <returns>The file; null where it is none.</returns>
    public static Tiff? Open(PinnedBytes file)
    {
        Silence.Begin();
        var bytes = new TiffBytes(file);
        return Tiff.ClientOpen(nameof(TiffBytes), "r", bytes, bytes);
    }

    public override int Read(object clientData, byte[] buffer, int offset, int count) => _bytes.Read(buffer, offset, count);

    public override long Seek(object clientData, long offset, SeekOrigin origin)
    {
        // Beyond the end there is nothing to be read, which is the reader's to notice.
        var place = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _bytes.Position : _bytes.Length);
        return _bytes.Position = Math.Clamp(place, 0, _bytes.Length);
    }

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Close(object clientData) => Dispose();

    public void Dispose() => _bytes.Dispose();

    public override long Size(object clientData) => _bytes.Length;

    /// <summary>
    /// The library has one handler of messages for the whole process, which writes them to the console: those of other files stay with the one that was there.
    /// </summary>
    private sealed class Silence : TiffErrorHandler
    {
        private static readonly Lock _turn = new();
        private static TiffErrorHandler? _others;
        private static bool _isSet;

        public static void Begin()
        {
            lock (_turn)
            {
                if (!_isSet)
                {
                    _others = Tiff.SetErrorHandler(new Silence());
                    _isSet = true;
                }
            }
        }

        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (IsOther(tif))
            {
                _others?.ErrorHandler(tif, method, format, args);
            }
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (IsOther(tif))
            {
                _others?.ErrorHandlerExt(tif, clientData, method, format, args);
            }
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (IsOther(tif))
            {
                _others?.WarningHandler(tif, method, format, args);
            }
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (IsOther(tif))
            {
                _others?.WarningHandlerExt(tif, clientData, method, format, args);
            }
        }

        // Before a file is open, it has no stream yet.
        private static bool IsOther(Tiff? tif) => tif?.Clientdata() is not null and not TiffBytes;
    }
}
