using NoisyStudent.Datasets;

namespace NoisyStudent.Runs;

/// <summary>Pieces of work as stages of a run.</summary>
public static class ObservedStages
{
    /// <summary>Does a piece of work and tells when it begins, how far it is and when it ends.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="title">What is done.</param>
    /// <param name="total">How many images it goes through; null where that is not known beforehand.</param>
    /// <param name="work">Does it; what it gets tells the observer where it stands.</param>
    /// <typeparam name="T">What comes out.</typeparam>
    public static T During<T>(this IRunObserver observer, string title, long? total, Func<Action<StageProgress>, T> work)
    {
        var stage = new RunStage(title, total);
        observer.StageStarted(stage);
        var result = work(progress => observer.StageAdvanced(stage, progress));
        observer.StageFinished(stage);
        return result;
    }

    /// <summary>Reads a set and tells how far it is.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="settings">How the set is read; its progress and notes go to the observer.</param>
    /// <param name="read">Reads it.</param>
    /// <typeparam name="TSet">What comes out.</typeparam>
    public static TSet Read<TSet>(this IRunObserver observer, ReadingSettings settings, Func<ReadingSettings, TSet> read) =>
        observer.During($"read {settings.Set} pictures", null, tell => read(settings with
        {
            Note = observer.Note,
            Progress = new Relay<ReadingProgress>(report => tell(new StageProgress(report.Done, Total: report.Total))),
        }));
}
