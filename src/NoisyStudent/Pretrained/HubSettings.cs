namespace NoisyStudent.Pretrained;

/// <summary>Where the hub and its cache are, and how patiently it is asked.</summary>
internal sealed record HubSettings
{
    private static readonly string[] _yes = ["1", "ON", "YES", "TRUE"];

    /// <summary>The hub.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The folder of the cache, which Python's huggingface_hub shares.</summary>
    public required string Cache { get; init; }

    /// <summary>Who asks; null where nobody says.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the cache alone is asked.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether a snapshot's files are links to the blobs, where the system makes them.</summary>
    public bool UsesLinks { get; init; } = true;

    /// <summary>How long is waited after each try that failed, before the next; after as many in a row that brought nothing it is given up.</summary>
    public IReadOnlyList<TimeSpan> Pauses { get; init; } = [.. ((int[])[1, 2, 4, 8]).Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>How long a connection may bring nothing before it counts as cut.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits.</summary>
    public Action<TimeSpan, CancellationToken> Wait { get; init; } = static (time, cancellation) =>
    {
        cancellation.WaitHandle.WaitOne(time);
        cancellation.ThrowIfCancellationRequested();
    };

    /// <summary>What this process's environment says.</summary>
    /// <exception cref="NoisyStudentException">A variable has a value that cannot be used.</exception>
    public static HubSettings FromEnvironment() =>
        Of(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>What an environment says, read as huggingface_hub reads it.</summary>
    /// <param name="variable">The value of a variable.</param>
    /// <param name="home">The user's folder.</param>
    /// <exception cref="NoisyStudentException">A variable has a value that cannot be used.</exception>
    public static HubSettings Of(Func<string, string?> variable, string home)
    {
        var huggingFace = Folder("HF_HOME") ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface");
        return new HubSettings
        {
            Endpoint = EndpointOf(Given("HF_ENDPOINT") ?? "https://huggingface.co"),
            Cache = Path.GetFullPath(Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(huggingFace, "hub")),
            Token = TokenOf("HF_TOKEN", Given("HF_TOKEN")) ?? TokenIn(Folder("HF_TOKEN_PATH") ?? Path.Combine(huggingFace, "token")),
            IsOffline = IsYes("HF_HUB_OFFLINE"),
            UsesLinks = !IsYes("HF_HUB_DISABLE_SYMLINKS"),
        };

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;
        string? Folder(string name) => Given(name) is { } value ? value is ['~', '/', ..] or "~" ? Path.Join(home, value[1..]) : value : null;
        bool IsYes(string name) => _yes.Contains(Given(name), StringComparer.OrdinalIgnoreCase);
    }

    private static Uri EndpointOf(string text) =>
        Uri.TryCreate($"{text.TrimEnd('/')}/", UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw new NoisyStudentException($"HF_ENDPOINT is '{PrintableText.Of(text)}', which is no address: set it to one such as https://huggingface.co, or to none.");

    private static string? TokenIn(string file)
    {
        try
        {
            return File.Exists(file) ? TokenOf(file, File.ReadAllText(file)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Public repositories need none; for others the hub says that one is missing.
            return null;
        }
    }

    private static string? TokenOf(string source, string? text) => text?.Trim() is not { Length: > 0 } token ? null
        : token.All(letter => letter is > ' ' and <= '~') ? token
        : throw new NoisyStudentException($"{source} holds signs that no token of the hub has: write the token alone into it.");

    /// <summary>Whether a file is in the cache.</summary>
    /// <param name="name">Which file, of whatever commit the cache holds for its revision.</param>
    public bool Has(HubName name)
    {
        var cache = new HubCache(Cache, UsesLinks);
        try
        {
            return cache.CommitOf(name) is { } commit && cache.Find(name, commit) is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be opened is of no use here.
            return false;
        }
    }
}
