using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Pretrained;

namespace NoisyStudent.Tests.Pretrained;

/// <summary>
/// A hub and the host that it sends to for large files, on this machine, with the headers that the real one has. Files that end in <c>.json</c> it sends itself. Each answer can be
/// another one.
/// </summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Token = "hf_secret";

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _hub;
    private readonly LoopbackServer _store;

    public FakeHub()
    {
        _hub = new LoopbackServer(request => HubAnswers?.Invoke(request) ?? OfHub(request));
        _store = new LoopbackServer(request => StoreAnswers?.Invoke(request) ?? OfStore(request));
        Settings = new HubSettings
        {
            Endpoint = _hub.Address,
            Cache = Path.Combine(_folder.Path, "hub"),
            Token = Token,
            Wait = (time, _) => Pauses.Enqueue(time),
        };
    }

    /// <summary>What it has: the content by the file's name, of the repository <c>org/name</c>.</summary>
    public Dictionary<string, byte[]> Files { get; } = new() { ["model.safetensors"] = Bytes(5000) };

    public Func<LoopbackRequest, LoopbackAnswer?>? HubAnswers { get; set; }

    public Func<LoopbackRequest, LoopbackAnswer?>? StoreAnswers { get; set; }

    public HubSettings Settings { get; init; }

    /// <summary>How long was waited, each time.</summary>
    public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

    public Uri StoreAddress => _store.Address;

    public IReadOnlyList<LoopbackRequest> Asked => _hub.Requests;

    public IReadOnlyList<LoopbackRequest> AskedStore => _store.Requests;

    public byte[] Weights => Files["model.safetensors"];

    /// <summary>A path in the folder of the cache for the repository.</summary>
    public string InCache(params string[] parts) => Path.Combine([Settings.Cache, "models--org--name", .. parts]);

    public string Blob => InCache("blobs", Sha256(Weights));

    public string Snapshot => InCache("snapshots", Commit, "model.safetensors");

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string GitHash(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public LoopbackAnswer Announce(byte[] content, string? hash = null, string? size = null, string commit = Commit, string? location = null) => new(
        302,
        ("Location", location ?? $"{_store.Address}{hash ?? Sha256(content)}?signature=1"),
        ("X-Repo-Commit", commit),
        ("X-Linked-Etag", $"\"{hash ?? Sha256(content)}\""),
        ("X-Linked-Size", size ?? content.Length.ToString(CultureInfo.InvariantCulture)));

    public LoopbackAnswer OfHub(LoopbackRequest request)
    {
        var parts = Uri.UnescapeDataString(request.Path).TrimStart('/').Split('/', 5);
        return parts is not ["org", "name", "resolve", _, _] ? new LoopbackAnswer(404, ("X-Error-Code", "RepoNotFound"))
            : parts[3] is not ("main" or Commit) ? new LoopbackAnswer(404, ("X-Error-Code", "RevisionNotFound"))
            : !Files.TryGetValue(parts[4], out var content) ? new LoopbackAnswer(404, ("X-Error-Code", "EntryNotFound"), ("X-Repo-Commit", Commit))
            : parts[4].EndsWith(".json", StringComparison.Ordinal)
                ? new LoopbackAnswer(200, ("ETag", $"\"{GitHash(content)}\""), ("X-Repo-Commit", Commit)) { Body = content }
            : Announce(content);
    }

    public LoopbackAnswer OfStore(LoopbackRequest request)
    {
        var content = Files.Values.Single(each => request.Path.Contains(Sha256(each), StringComparison.Ordinal));
        const string Tag = "\"store-1\"";
        return request["Range"] is { } range && (request["If-Range"] ?? Tag) == Tag
            ? Part(content, int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture), Tag)
            : new LoopbackAnswer(200, ("ETag", Tag)) { Body = content };
    }

    public static LoopbackAnswer Part(byte[] content, int from, string tag = "\"store-1\"") => from < content.Length
        ? new LoopbackAnswer(206, ("ETag", tag), ("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}")) { Body = content[from..] }
        : new LoopbackAnswer(416);

    public void Dispose()
    {
        _hub.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }
}
