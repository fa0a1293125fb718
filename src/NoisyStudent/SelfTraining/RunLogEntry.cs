namespace NoisyStudent.SelfTraining;

/// <summary>A line of <c>log.jsonl</c>.</summary>
/// <param name="Iteration">Which model trains: 0 is the teacher.</param>
/// <param name="Step">Its step, counted from 1, fine-tuning included.</param>
/// <param name="Epoch">Passes over the labeled images so far.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Loss">The loss of the step's batch, in nats.</param>
/// <param name="ValidationTop1">The fraction, 0 to 1, of the held-out images that it gets right; null where that was not measured.</param>
public sealed record RunLogEntry(int Iteration, long Step, double Epoch, double LearningRate, double Loss, double? ValidationTop1);
