using System.Net;
using System.Net.Http.Headers;
using NoisyStudent.Events;

namespace NoisyStudent.Pretrained;

/// <summary>
/// Brings the content of one file: into <c>.incomplete</c> beside the blobs, going on from what stands there, and from there under its name once its hash is the one that
/// was announced. Nothing takes it before.
/// </summary>
/// <param name="connection">The hub.</param>
/// <param name="settings">How patiently.</param>
/// <param name="file">What the hub announces.</param>
/// <param name="observer">Is told how far it is.</param>
/// <param name="cancellation">Stops it; what is there stays.</param>
internal sealed class HubDownload(HubConnection connection, HubSettings settings, HubFile file, IRunObserver observer, CancellationToken cancellation)
{
    private const int BufferLength = 1 << 17;
    private const int Kilobyte = 1000;

    // Less is there before anybody has read how far it is.
    private const long LeastTold = 1000 * Kilobyte;

    // A try that brings so much got further.
    private const long LeastBrought = 1 << 20;

    /// <summary>Brings it.</summary>
    /// <param name="blob">Where to.</param>
    /// <exception cref="NoisyStudentException">It cannot be brought, or is not what was announced.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public void To(string blob)
    {
        var path = $"{blob}.incomplete";
        var isWhole = false;
        var part = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        try
        {
            if (part.Length > file.Size)
            {
                part.SetLength(0);
            }

            RequireRoom(path, file.Size - part.Length);
            Bring(part);
            part.Flush(flushToDisk: true);
            isWhole = true;
        }
        finally
        {
            var isEmpty = part.Length == 0;
            part.Dispose();
            if (isEmpty && !isWhole)
            {
                File.Delete(path);
            }
        }

        File.Move(path, blob, overwrite: true);
    }

    private void Bring(FileStream part)
    {
        var stage = new RunStage($"download {file.Name}", Total: Kilobytes(file.Size), Before: part.Length / Kilobyte, Unit: "kB");
        if (file.Size < LeastTold)
        {
            Complete(part, () => { });
        }
        else
        {
            observer.During(stage, tell =>
            {
                Complete(part, () => tell(new StageProgress(Kilobytes(part.Length))));
                return true;
            });
        }
    }

    /// <summary>What an earlier process left may be damaged; so what goes on from it has a second chance.</summary>
    private void Complete(FileStream part, Action tell)
    {
        var isOfEarlier = part.Length > 0;
        while (true)
        {
            Fill(part, tell);
            var hash = file.HashOf(part);
            if (hash == file.Hash)
            {
                return;
            }

            part.SetLength(0);
            if (!isOfEarlier)
            {
                throw new NoisyStudentException(
                    $"What was downloaded as {file.Name} is not what the hub announces ({file.HashName} {hash} instead of {file.Hash}), and was removed: "
                    + "give the same command again, later or over another network or proxy.");
            }

            isOfEarlier = false;
        }
    }

    private void Fill(FileStream part, Action tell)
    {
        var retries = new Retries(settings, cancellation);
        EntityTagHeaderValue? version = null;
        var furthest = part.Length;
        while (part.Length < file.Size)
        {
            try
            {
                using var answer = connection.Open(file, part.Length, version, cancellation);
                version = answer.Headers.ETag;
                Append(answer, part, tell);
            }
            catch (HubUnreachableException exception)
            {
                var gotFurther = part.Length - furthest >= LeastBrought;
                furthest = Math.Max(furthest, part.Length);
                if (!retries.Wait(gotFurther))
                {
                    throw new NoisyStudentException(
                        $"{file.Name} cannot be downloaded now: {exception.Message}; {part.Length:N0} of {file.Size:N0} bytes are there, and the same command goes on from them.", exception);
                }
            }
        }
    }

    /// <summary>Writes what an answer holds where it belongs.</summary>
    private void Append(HttpResponseMessage answer, FileStream part, Action tell)
    {
        var range = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange : null;
        var from = range is null ? 0 : range.From;
        var length = range is null ? answer.Content.Headers.ContentLength : range.Length;
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (from > 0 && from != part.Length) || from is null)
        {
            part.SetLength(0);
            throw new HubUnreachableException("the rest of the file was asked for, and something else was sent");
        }

        if (from < part.Length)
        {
            part.SetLength(0);
        }

        RequireLength(part, length ?? file.Size);
        part.Position = part.Length;
        using var content = answer.Content.ReadAsStream(cancellation);
        var buffer = new byte[BufferLength];
        for (var read = Read(content, buffer); read > 0; read = Read(content, buffer))
        {
            RequireLength(part, Math.Max(part.Length + read, file.Size));
            part.Write(buffer, 0, read);
            tell();
        }

        if (part.Length < file.Size)
        {
            throw new HubUnreachableException("the connection ended too early");
        }
    }

    private int Read(Stream content, byte[] buffer)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(settings.Silence);
        try
        {
            return content.ReadAsync(buffer, silence.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new HubUnreachableException("the connection was cut", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HubUnreachableException("the connection brings nothing more", exception);
        }
    }

    private void RequireLength(FileStream part, long length)
    {
        if (length != file.Size)
        {
            part.SetLength(0);
            throw new NoisyStudentException(
                $"{file.Name} is sent as another file than the hub announces ({(length > file.Size ? "longer" : "shorter")} than {file.Size:N0} bytes), and was removed: "
                + "give the same command again, later or over another network or proxy.");
        }
    }

    private void RequireRoom(string path, long needed)
    {
        const double Gigabyte = 1e9;
        var free = FreeSpace.In(Path.GetDirectoryName(path)!);
        if (needed > free)
        {
            throw new NoisyStudentException(
                $"{file.Name} does not fit on the disk of {path}: it takes {needed / Gigabyte:0.0} GB and {free / Gigabyte:0.0} are free; make room, or set HF_HOME to a folder on another disk.");
        }
    }

    private static long Kilobytes(long bytes) => (bytes + Kilobyte - 1) / Kilobyte;
}
