namespace NoisyStudent.Evaluation;

/// <summary>Among which classes a model's answer is sought.</summary>
public enum AnswerClasses
{
    /// <summary>All that it knows.</summary>
    Model,

    /// <summary>Those of the test set alone, as ImageNet-A is scored.</summary>
    Test,
}
