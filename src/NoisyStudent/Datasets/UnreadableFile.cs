namespace NoisyStudent.Datasets;

/// <summary>A picture file that could not be read wholly, and is therefore no part of the set.</summary>
/// <param name="Set">What the set is called: <c>labeled</c>, <c>unlabeled</c>, <c>test</c>.</param>
/// <param name="File">The file's name inside the folder or archive, with '/' between directories.</param>
/// <param name="Reason">Why, in a few words, such as <c>the file is truncated</c>.</param>
public sealed record UnreadableFile(string Set, string File, string Reason);

/// <summary>What to do about a picture that cannot be read.</summary>
public enum BadImagePolicy
{
    /// <summary>Leave it out of the set and report it.</summary>
    Skip,

    /// <summary>Stop.</summary>
    Fail,
}
