namespace NoisyStudent;

/// <summary>How much room is on a disk.</summary>
internal static class FreeSpace
{
    /// <summary>How many bytes are free on the disk of a folder; as many as there can be where it cannot tell, such as a share on Windows: then the writing will.</summary>
    /// <param name="folder">The folder.</param>
    public static long In(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }
}
