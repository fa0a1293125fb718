using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NoisyStudent.Tests.Pretrained;

/// <summary>A server on this machine whose answers may be anything, broken ones too. Each connection is asked once.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly Func<LoopbackRequest, LoopbackAnswer> _answer;

    public LoopbackServer(Func<LoopbackRequest, LoopbackAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            _ = Task.Run(() => Serve(client));
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (Read(stream) is { } request)
                {
                    _requests.Enqueue(request);
                    Write(stream, request, _answer(request));
                }
            }
            catch (IOException)
            {
                // Who asked has gone.
            }
        }
    }

    private static LoopbackRequest? Read(NetworkStream stream)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        for (var letter = stream.ReadByte(); letter >= 0; letter = stream.ReadByte())
        {
            if (letter != '\n')
            {
                _ = letter == '\r' ? line : line.Append((char)letter);
            }
            else if (line.Length > 0)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            else
            {
                var first = lines[0].Split(' ');
                return new LoopbackRequest(first[0], first[1], lines.Skip(1).Select(each => each.Split(": ", 2)).ToDictionary(each => each[0], each => each[1], StringComparer.OrdinalIgnoreCase));
            }
        }

        return null;
    }

    private static void Write(NetworkStream stream, LoopbackRequest request, LoopbackAnswer answer)
    {
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Answer\r\nConnection: close\r\n");
        if (!answer.Headers.Any(header => header.Name is "Content-Length" or "Transfer-Encoding"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        stream.Write(Encoding.Latin1.GetBytes($"{head}\r\n"));
        if (request.Method != "HEAD")
        {
            stream.Write(answer.Body.AsSpan(0, answer.CutAfter ?? answer.Body.Length));
            answer.ThenWait?.Wait();
        }
    }
}

internal sealed record LoopbackRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);
}

internal sealed record LoopbackAnswer(int Status, params (string Name, string Value)[] Headers)
{
    public byte[] Body { get; init; } = [];

    /// <summary>After so many bytes of the body the connection is closed.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Keeps the connection open, with nothing more to come, until it is set.</summary>
    public ManualResetEventSlim? ThenWait { get; init; }
}
