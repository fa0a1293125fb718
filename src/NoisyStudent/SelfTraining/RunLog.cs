using System.Text.Json;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>Writes <c>log.jsonl</c>: a line for each step that a training reports.</summary>
/// <param name="path">The file; lines are added at its end.</param>
public sealed class RunLog(string path)
{
    /// <summary>Adds a line.</summary>
    /// <param name="iteration">Which model.</param>
    /// <param name="progress">Where its training stands.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Add(int iteration, TrainingProgress progress)
    {
        var line = new { iteration, progress.Step, progress.Epoch, progress.LearningRate, progress.Loss, progress.ValidationTop1 };
        try
        {
            File.AppendAllText(path, JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"Cannot write {path}: {exception.Message.TrimEnd('.')}. Make room and give the same command again; finished models are kept.",
                exception);
        }
    }
}
