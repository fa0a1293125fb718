namespace NoisyStudent.SelfTraining.Budgets;

/// <summary>What a model costs on this machine.</summary>
/// <param name="Training">Seconds for one image that goes through a training step.</param>
/// <param name="Answer">Seconds for the trained model's answer on one image.</param>
internal readonly record struct Speed(double Training, double Answer);
