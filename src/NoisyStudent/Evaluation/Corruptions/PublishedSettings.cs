namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>A setting that holds distances in pixels.</summary>
/// <typeparam name="T">The setting.</typeparam>
internal interface IPixelDistances<out T>
{
    /// <summary>The same with all distances multiplied.</summary>
    T Scaled(double factor);
}

/// <summary>
/// Settings published for pictures of three sizes, one for each severity. Pictures of another size take those of the size that is nearest in
/// proportion (32 up to 45 pixels, 64 up to 119, else 224), with distances in pixels multiplied by their size over that one.
/// </summary>
/// <param name="at32">For 32x32 pixels.</param>
/// <param name="at64">For 64x64 pixels.</param>
/// <param name="at224">For 224x224 pixels.</param>
/// <typeparam name="T">A setting.</typeparam>
internal sealed class PublishedSettings<T>(T[] at32, T[] at64, T[] at224)
{
    /// <summary>The setting for a picture.</summary>
    /// <param name="size">Width and height in pixels.</param>
    /// <param name="severity">From 1.</param>
    public T For(int size, int severity = 1)
    {
        var (published, settings) = size < Math.Sqrt(32 * 64) ? (32, at32) : size < Math.Sqrt(64 * 224) ? (64, at64) : (224, at224);
        var setting = settings[severity - 1];
        return size != published && setting is IPixelDistances<T> distances ? distances.Scaled(size / (double)published) : setting;
    }
}
