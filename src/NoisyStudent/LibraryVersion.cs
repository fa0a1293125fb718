namespace NoisyStudent;

/// <summary>The version of this library.</summary>
internal static class LibraryVersion
{
    /// <summary>Three numbers: <c>1.2.3</c>.</summary>
    public static string Text { get; } = typeof(LibraryVersion).Assembly.GetName().Version?.ToString(3) ?? "";
}
