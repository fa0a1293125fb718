using System.Diagnostics.CodeAnalysis;

namespace NoisyStudent.SelfTraining;

/// <summary>Something as it is given: by the path from which it is read, or as it is in memory.</summary>
/// <typeparam name="T">What it is in memory.</typeparam>
public sealed class Given<T>
    where T : class
{
    private Given(string? path, T? value) => (Path, Value) = (path, value);

    /// <summary>Where it is read from; null where it is in memory.</summary>
    public string? Path { get; }

    /// <summary>The thing itself, which stays its giver's and must last until the run has ended; null where it is to be read.</summary>
    public T? Value { get; }

    /// <summary>By a path.</summary>
    /// <param name="path">The path; null for nothing.</param>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator Given<T>?(string? path) => path is null ? null : new(path, null);

    /// <summary>In memory. Pictures are scaled where the recipe keeps them at another size.</summary>
    /// <param name="value">The thing; null for nothing.</param>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator Given<T>?(T? value) => value is null ? null : new(null, value);

    /// <summary>What messages call it.</summary>
    public override string ToString() => Path ?? "what is in memory";
}
