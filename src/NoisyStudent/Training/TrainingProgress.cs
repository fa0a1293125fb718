namespace NoisyStudent.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images that went through the network.</param>
/// <param name="Epoch">Epochs so far.</param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="Loss">The loss of the last step, in nats.</param>
/// <param name="Seconds">How long the steps took, those before an interruption included.</param>
/// <param name="ValidationTop1">Top-1 of the average on the validation images, 0 to 1, where it was just measured.</param>
internal sealed record TrainingProgress(
    long Step, long Images, double Epoch, double LearningRate, double Loss, double Seconds, double? ValidationTop1);
