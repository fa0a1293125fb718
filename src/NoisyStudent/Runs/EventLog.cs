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

    private readonly Stopwatch _sinceProgress = new();
    private readonly StringBuilder _waiting = new();
    private string? _path;

    /// <summary>Writes from here on.</summary>
    /// <param name="path">The file, to which lines are added.</param>
    public void Begin(string path)
    {
        _path = path;
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

        _waiting.Append(JsonSerializer.Serialize(new LoggedEvent(DateTimeOffset.UtcNow, what), _json)).Append('\n');
        Write();
    }

    /// <summary>Reads a log; lines that are damaged, or of events that this version does not know, are passed over.</summary>
    /// <param name="path">The file; where there is none, there are no events.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<LoggedEvent> Read(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(Parse).OfType<LoggedEvent>()] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private void Write()
    {
        if (_path is not null)
        {
            File.AppendAllText(_path, _waiting.ToString(), new UTF8Encoding(false));
            _waiting.Clear();
        }
    }

    private static LoggedEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<LoggedEvent>(line, _json) is { What: not null } read ? read : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Each kind of event is told by the name of its type, in kebab case.</summary>
    private static void NameEvents(JsonTypeInfo type)
    {
        if (type.Type != typeof(RunEvent))
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "event" };
        foreach (var kind in typeof(RunEvent).Assembly.GetTypes().Where(each => each.IsSubclassOf(typeof(RunEvent))))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, JsonNamingPolicy.KebabCaseLower.ConvertName(kind.Name)));
        }
    }
}

/// <summary>An event of a run, and when it happened.</summary>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
public sealed record LoggedEvent(DateTimeOffset At, RunEvent What);
