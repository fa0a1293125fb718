namespace NoisyStudent;

/// <summary>Passes progress on at once, on the thread that reports it; <see cref="Progress{T}"/> would do it later, on another.</summary>
/// <param name="action">Who gets it.</param>
/// <typeparam name="T">What is reported.</typeparam>
internal sealed class Relay<T>(Action<T> action) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => action(value);
}
