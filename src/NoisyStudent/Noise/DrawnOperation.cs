namespace NoisyStudent.Noise;

/// <summary>An operation with the argument that one picture gets.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Argument">How strong, in the operation's own unit, with its sign.</param>
internal readonly record struct DrawnOperation(RandAugmentOperation Operation, double Argument);
