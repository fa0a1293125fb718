using System.Diagnostics;

namespace NoisyStudent.Events;

/// <summary>Pieces of work as stages.</summary>
internal static class ObservedWork
{
    /// <summary>Does a piece of work and tells when it begins, how far it is, and how it ends.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="stage">What is done.</param>
    /// <param name="work">Does it; what it gets tells the observer where it stands.</param>
    /// <typeparam name="T">What comes out.</typeparam>
    public static T During<T>(this IRunObserver observer, RunStage stage, Func<Action<StageProgress>, T> work)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(work);
        var watch = Stopwatch.StartNew();
        observer.On(new StageStarted(stage));
        try
        {
            var result = work(progress => observer.On(new StageAdvanced(stage, progress)));
            End(StageOutcome.Finished);
            return result;
        }
        catch (OperationCanceledException)
        {
            End(StageOutcome.Cancelled);
            throw;
        }
        catch (Exception exception)
        {
            End(StageOutcome.Failed, exception.Message);
            throw;
        }

        void End(StageOutcome outcome, string? error = null) => observer.On(new StageEnded(stage, outcome, watch.Elapsed.TotalSeconds, error));
    }

    /// <summary>Tells a finding in words.</summary>
    /// <param name="observer">Who is told.</param>
    /// <param name="text">The words; null where there is none.</param>
    public static void Remark(this IRunObserver observer, string? text)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (text is not null)
        {
            observer.On(new Remark(text));
        }
    }
}
