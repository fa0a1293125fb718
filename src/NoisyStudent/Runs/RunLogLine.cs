using System.Text.Json;

namespace NoisyStudent.Runs;

/// <summary>A line of <c>log.jsonl</c>: a step of a training.</summary>
/// <param name="Iteration">Which model: 0 is the teacher.</param>
/// <param name="Step">Its steps done, from 1; a fine-tuning counts on.</param>
/// <param name="Epoch">Passes over the labeled images so far.</param>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The loss of the step, in nats.</param>
/// <param name="ValidationTop1">Top-1 of the average on the validation images, 0 to 1, where it was just measured.</param>
public sealed record RunLogLine(int Iteration, long Step, double Epoch, double LearningRate, double Loss, double? ValidationTop1)
{
    /// <summary>Reads a log; lines that are damaged, as a failure of power leaves them, are passed over.</summary>
    /// <param name="path">The file; where there is none, there are no lines.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<RunLogLine> Read(string path) => Read(path, out _);

    /// <summary>Reads a log and counts the lines that are damaged and passed over.</summary>
    /// <param name="path">The file; where there is none, there are no lines.</param>
    /// <param name="damaged">How many were passed over.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<RunLogLine> Read(string path, out int damaged)
    {
        try
        {
            var lines = File.Exists(path) ? File.ReadLines(path).Select(Parse).ToArray() : [];
            var whole = lines.OfType<RunLogLine>().ToArray();
            damaged = lines.Length - whole.Length;
            return whole;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>The line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private static RunLogLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunLogLine>(line, JsonSerializerOptions.Web) is { Iteration: >= 0, Step: > 0 } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
