namespace NoisyStudent.Images;

/// <summary>
/// A picture that cannot be read wholly. The message is the reason alone, such as <c>the file is truncated</c>, without the name
/// of the file: whoever knows the name adds it.
/// </summary>
public sealed class UnreadableImageException : NoisyStudentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why the picture cannot be read, in a few words, without a full stop.</param>
    public UnreadableImageException(string reason)
        : base(reason)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="reason">Why the picture cannot be read, in a few words, without a full stop.</param>
    /// <param name="innerException">What led to it.</param>
    public UnreadableImageException(string reason, Exception innerException)
        : base(reason, innerException)
    {
    }
}
