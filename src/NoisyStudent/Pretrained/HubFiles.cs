using NoisyStudent.Events;

namespace NoisyStudent.Pretrained;

/// <summary>Files of the hub on this machine: taken from the cache where they are there, else downloaded into it.</summary>
internal sealed class HubFiles : IDisposable
{
    // Another process's download takes minutes.
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromSeconds(1);

    private readonly HubSettings _settings;
    private readonly IRunObserver _observer;
    private readonly HubCache _cache;
    private readonly HubConnection _connection;
    private bool _isOffline;

    /// <summary>Connects when a file is asked for.</summary>
    /// <param name="settings">Where hub and cache are.</param>
    /// <param name="observer">Is told of downloads, and of what is taken without looking whether it is the latest.</param>
    public HubFiles(HubSettings settings, IRunObserver observer)
    {
        (_settings, _observer, _isOffline) = (settings, observer, settings.IsOffline);
        _cache = new HubCache(settings.Cache, settings.UsesLinks);
        _connection = new HubConnection(settings);
    }

    /// <summary>Brings a file here.</summary>
    /// <param name="name">The file.</param>
    /// <param name="mostBytes">A longer one is refused.</param>
    /// <param name="cancellation">Stops it; what was downloaded stays, and the next call goes on from it.</param>
    /// <returns>Its path, and the commit that it is of.</returns>
    /// <exception cref="HubFileMissingException">There is no such file, or, where the hub is not asked for any, none in the cache.</exception>
    /// <exception cref="NoisyStudentException">It cannot be had; the message says why, and what to do.</exception>
    public (string Path, string Commit) Bring(HubName name, long mostBytes, CancellationToken cancellation)
    {
        try
        {
            var commit = _cache.CommitOf(name);
            var found = commit is null ? null : _cache.Find(name, commit);
            if (found is not null && (_isOffline || commit == name.Revision))
            {
                return (found, commit!);
            }

            var wasOffline = _isOffline;
            var file = wasOffline ? null : Ask(name, hasFound: found is not null, cancellation);
            return file is not null ? (Bring(file, mostBytes, cancellation), file.Commit)
                : found is not null ? (found, commit!)
                : throw (wasOffline ? new HubFileMissingException(Absent(name)) : new NoisyStudentException(Absent(name)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"{name} cannot be put into {_settings.Cache}: {exception.Message.TrimEnd('.')}; make room there, or set HF_HOME to a folder that can be written, and give the same command again.",
                exception);
        }
    }

    /// <summary>Whether the hub has a file, as far as it says.</summary>
    /// <param name="name">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    public bool Has(HubName name, CancellationToken cancellation)
    {
        try
        {
            return !_isOffline && Ask(name, hasFound: false, cancellation) is not null;
        }
        catch (NoisyStudentException)
        {
            return false;
        }
    }

    /// <summary>The address of a file on the hub.</summary>
    /// <param name="name">The file.</param>
    public Uri AddressOf(HubName name) => _connection.AddressOf(name);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>What the hub announces; null where it is out of reach. Whoever has the file from before is not kept waiting.</summary>
    private HubFile? Ask(HubName name, bool hasFound, CancellationToken cancellation)
    {
        var retries = new Retries(_settings, cancellation);
        while (true)
        {
            try
            {
                return _connection.Ask(name, cancellation);
            }
            catch (HubUnreachableException exception)
            {
                if (hasFound || !retries.Wait())
                {
                    _isOffline = true;
                    _observer.Remark($"{exception.Message}; {(hasFound ? $"{name} is taken as it was downloaded before" : "the cache alone is asked")}");
                    return null;
                }
            }
        }
    }

    private string Absent(HubName name) =>
        $"{name} is not in {_settings.Cache}, and {(_settings.IsOffline ? "HF_HUB_OFFLINE forbids to ask the hub for it: set that to 0" : "the hub is out of reach: connect")}, "
        + $"or download {_connection.AddressOf(name)} elsewhere and give the file itself, or set HF_HOME to a folder that has it.";

    private string Bring(HubFile file, long mostBytes, CancellationToken cancellation)
    {
        if (file.Size > mostBytes)
        {
            throw new NoisyStudentException($"{file.Name} has {file.Size:N0} bytes, more than such a file may have ({mostBytes:N0}): look whether it is the right one.");
        }

        if (_cache.Find(file.Name, file.Commit, file.Size) is { } found)
        {
            RememberIfPossible(file);
            return found;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_cache.BlobOf(file))!);
        using var held = Hold(file, cancellation);
        if (_cache.Find(file.Name, file.Commit, file.Size) is not { } path)
        {
            var isNew = !_cache.HasBlob(file);
            if (isNew)
            {
                new HubDownload(_connection, _settings, file, _observer, cancellation).To(_cache.BlobOf(file));
            }

            path = _cache.Place(file, isNew);
        }

        _cache.Remember(file);
        return path;
    }

    /// <summary>A cache may be there to be read alone.</summary>
    private void RememberIfPossible(HubFile file)
    {
        try
        {
            _cache.Remember(file);
        }
        catch (NoisyStudentException)
        {
            // The next call asks the hub again in any case.
        }
    }

    /// <summary>Waits until no other process brings the same content.</summary>
    private FileStream Hold(HubFile file, CancellationToken cancellation)
    {
        var path = _cache.LockOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var isTold = false; ; isTold = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (!isTold)
                {
                    _observer.Remark($"{file.Name} is being downloaded by another process, whose end is waited for");
                }

                _settings.Wait(_betweenLooks, cancellation);
            }
        }
    }

    /// <summary>EWOULDBLOCK of Linux and macOS, and Windows' sharing violation.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
