namespace NoisyStudent.Pretrained;

/// <summary>How often something is tried again that may do another time.</summary>
/// <param name="settings">After which pauses.</param>
/// <param name="cancellation">Ends a pause.</param>
internal sealed class Retries(HubSettings settings, CancellationToken cancellation)
{
    private int _failures;

    /// <summary>Counts a failure, and waits before the next try.</summary>
    /// <param name="gotFurther">Whether the try brought something all the same, so that it is the first failure in a row.</param>
    /// <returns>Whether there is a next try.</returns>
    public bool Wait(bool gotFurther = false)
    {
        _failures = gotFurther ? 0 : _failures;
        if (_failures == settings.Pauses.Count)
        {
            return false;
        }

        settings.Wait(settings.Pauses[_failures++], cancellation);
        return true;
    }
}
