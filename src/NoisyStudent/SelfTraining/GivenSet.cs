using System.Diagnostics.CodeAnalysis;

namespace NoisyStudent.SelfTraining;

/// <summary>A set of pictures as it is given: by the path from which it is read, or as it is in memory.</summary>
/// <typeparam name="TSet">What it is in memory.</typeparam>
public sealed class GivenSet<TSet>
    where TSet : class
{
    private GivenSet(string? path, TSet? set) => (Path, Set) = (path, set);

    /// <summary>Where it is read from; null where it is in memory.</summary>
    public string? Path { get; }

    /// <summary>The set itself, which stays its giver's; null where it is to be read.</summary>
    public TSet? Set { get; }

    /// <summary>A set that is read.</summary>
    /// <param name="path">A path that <see cref="Datasets.DatasetReader"/> reads.</param>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator GivenSet<TSet>?(string? path) => path is null ? null : new(path, null);

    /// <summary>A set in memory. Its pictures are scaled where the recipe keeps them at another size.</summary>
    /// <param name="set">The set, which must last until the run has ended.</param>
    [return: NotNullIfNotNull(nameof(set))]
    public static implicit operator GivenSet<TSet>?(TSet? set) => set is null ? null : new(null, set);

    /// <summary>What messages call it.</summary>
    public override string ToString() => Path ?? "a set in memory";
}
