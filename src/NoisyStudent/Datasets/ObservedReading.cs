using NoisyStudent.Events;

namespace NoisyStudent.Datasets;

/// <summary>The reading of sets as stages.</summary>
internal static class ObservedReading
{
    /// <summary>Reads a set and tells how far it is.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="settings">How the set is read; its progress and notes go to the observer.</param>
    /// <param name="read">Reads it.</param>
    /// <typeparam name="TSet">What comes out.</typeparam>
    public static TSet Read<TSet>(this IRunObserver observer, ReadingSettings settings, Func<ReadingSettings, TSet> read)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(read);
        return observer.During(new RunStage($"read {settings.Set} pictures"), tell => read(settings with
        {
            Note = observer.Remark,
            Progress = new Relay<ReadingProgress>(report => tell(new StageProgress(report.Done, Total: report.Total))),
        }));
    }
}
