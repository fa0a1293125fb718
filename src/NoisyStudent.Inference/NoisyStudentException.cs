namespace NoisyStudent;

/// <summary>
/// Something a person can put right: a path, a file, a setting. The message is one or two sentences that say what is wrong,
/// where, and what to do, without a stack trace. Properties of a request and settings of a recipe stand in backquotes, <c>`Output`</c> or <c>`noise.flip=false`</c>, as they
/// have other names where a person gives them.
/// </summary>
public class NoisyStudentException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public NoisyStudentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">What led to it; shown under <c>--verbose</c> alone.</param>
    public NoisyStudentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
