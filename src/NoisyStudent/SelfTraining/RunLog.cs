using System.Text.Json;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>Writes <c>log.jsonl</c>: a line each time a model was measured while it trained.</summary>
/// <param name="path">The file; lines are added at its end.</param>
public sealed class RunLog(string path)
{
    /// <summary>Adds a line.</summary>
    /// <param name="iteration">Which model.</param>
    /// <param name="progress">Where its training stands.</param>
    public void Add(int iteration, TrainingProgress progress) =>
        File.AppendAllText(path, JsonSerializer.Serialize(new { iteration, progress.Step, progress.Epoch, progress.LearningRate, progress.Loss, progress.ValidationTop1 }, JsonSerializerOptions.Web) + "\n");
}
