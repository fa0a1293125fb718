using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NoisyStudent.Events;

namespace NoisyStudent.Runs;

/// <summary>
/// Writes the events of a run as <c>events.jsonl</c>, a line each with its time, for whoever watches or looks back. No model depends on it. What happens before
/// the run has its folder is written when it has.
/// </summary>
public sealed class EventLog : IRunObserver
{
    /// <summary>Between two lines of one stage's progress: a day of them takes a megabyte or two.</summary>
    private static readonly TimeSpan _betweenProgress = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameEvents } },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>What a line lacks would be missed where it is put into words; so a new member of an event has a default, and earlier lines can be read.</summary>
    private static readonly JsonSerializerOptions _whole = new(_json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Each kind of event by its name, which is that of its type in kebab case.</summary>
    private static readonly Dictionary<string, Type> _kinds = typeof(RunEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunEvent)))
        .ToDictionary(type => JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name));

    private readonly Stopwatch _sinceProgress = new();
    private readonly StringBuilder _waiting = new();
    private string? _path;

    /// <summary>Writes from here on.</summary>
    /// <param name="path">The file, to which lines are added; a line that was left half is ended.</param>
    public void Begin(string path)
    {
        _path = path;
        if (IsLeftHalf(path))
        {
            _waiting.Insert(0, '\n');
        }

        Write();
    }

    /// <inheritdoc/>
    public void On(RunEvent what)
    {
        if (what is StageAdvanced { Progress.ValidationTop1: null } && _sinceProgress.IsRunning && _sinceProgress.Elapsed < _betweenProgress)
        {
            return;
        }

        if (what is StageAdvanced)
        {
            _sinceProgress.Restart();
        }

        _waiting.Append(ToJson(new LoggedEvent(DateTimeOffset.UtcNow, what))).Append('\n');
        Write();
    }

    /// <summary>Reads a log; lines that are damaged, or of events that this version does not know, are passed over.</summary>
    /// <param name="path">The file; where there is none, there are no events.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<LoggedEvent> Read(string path) => Read(path, out _);

    /// <summary>Reads a log and counts the lines that are damaged; these, and those of events that this version does not know, are passed over.</summary>
    /// <param name="path">The file; where there is none, there are no events.</param>
    /// <param name="damaged">How many are damaged.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<LoggedEvent> Read(string path, out int damaged)
    {
        try
        {
            var lines = File.Exists(path) ? File.ReadLines(path).Select(Parse).ToArray() : [];
            damaged = lines.Count(line => line.IsDamaged);
            return [.. lines.Select(line => line.Event).OfType<LoggedEvent>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>A line, without its end.</summary>
    /// <param name="logged">What it says.</param>
    internal static string ToJson(LoggedEvent logged) => JsonSerializer.Serialize(logged, _json);

    private void Write()
    {
        if (_path is not null)
        {
            File.AppendAllText(_path, _waiting.ToString(), new UTF8Encoding(false));
            _waiting.Clear();
        }
    }

    private static bool IsLeftHalf(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        return file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
    }

    private static (LoggedEvent? Event, bool IsDamaged) Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var isOfAnotherVersion = json.RootElement.TryGetProperty("what", out var what) && what.TryGetProperty("event", out var kind) && !_kinds.ContainsKey(kind.GetString() ?? "");
            var read = isOfAnotherVersion ? null : json.Deserialize<LoggedEvent>(_whole);
            return (read, IsDamaged: false);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            return (null, IsDamaged: true);
        }
    }

    private static void NameEvents(JsonTypeInfo type)
    {
        if (type.Type != typeof(RunEvent))
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "event" };
        foreach (var (name, kind) in _kinds)
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, name));
        }
    }
}

/// <summary>An event of a run, and when it happened.</summary>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
public sealed record LoggedEvent(DateTimeOffset At, RunEvent What);
