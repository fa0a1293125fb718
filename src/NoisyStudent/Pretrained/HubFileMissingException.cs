namespace NoisyStudent.Pretrained;

/// <summary>The repository has no such file.</summary>
/// <param name="message">A sentence that says so, and what to do.</param>
internal sealed class HubFileMissingException(string message) : NoisyStudentException(message);
