using NoisyStudent.Datasets;

namespace NoisyStudent.SelfTraining;

/// <summary>The reading of a set as a stage of a run.</summary>
public static class ObservedReading
{
    /// <summary>Reads a set and tells how far it is.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="settings">How the set is read; its progress goes to the observer.</param>
    /// <param name="read">Reads it.</param>
    /// <typeparam name="TSet">What comes out.</typeparam>
    public static TSet Read<TSet>(this IRunObserver observer, ReadingSettings settings, Func<ReadingSettings, TSet> read)
    {
        var stage = new RunStage($"read {settings.Set} pictures", null);
        observer.StageStarted(stage);
        var set = read(settings with
        {
            Progress = new Relay<ReadingProgress>(report => observer.StageAdvanced(stage, new StageProgress(report.Done, Total: report.Total))),
        });
        observer.StageFinished(stage);
        return set;
    }
}
