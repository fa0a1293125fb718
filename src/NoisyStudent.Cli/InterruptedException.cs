namespace NoisyStudent.Cli;

/// <summary>A command was interrupted that leaves something behind. Others, which write nothing before their end, need not say so.</summary>
/// <param name="whatHolds">What is there now, and what the same command does next, as a sentence.</param>
internal sealed class InterruptedException(string whatHolds) : OperationCanceledException(whatHolds);
