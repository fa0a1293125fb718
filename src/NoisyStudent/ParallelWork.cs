using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace NoisyStudent;

/// <summary>Work on all processors. What goes wrong is thrown as it is, not as one of many: a <see cref="NoisyStudentException"/> before others.</summary>
internal static class ParallelWork
{
    /// <summary>Does something for each number.</summary>
    /// <param name="count">Numbers go from 0 to before it.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellation">Stops between numbers.</param>
    public static void For(int count, Action<int> work, CancellationToken cancellation = default) =>
        ThrowAsItIs(() => Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, work));

    /// <summary>Does something with each of the items that are handed out.</summary>
    /// <param name="items">Hands them out.</param>
    /// <param name="work">Gets an item, what can end the work early, and the item's place.</param>
    /// <param name="cancellation">Stops between items.</param>
    /// <typeparam name="T">What an item is.</typeparam>
    public static void ForEach<T>(OrderablePartitioner<T> items, Action<T, ParallelLoopState, long> work, CancellationToken cancellation = default) =>
        ThrowAsItIs(() => Parallel.ForEach(items, new ParallelOptions { CancellationToken = cancellation }, work));

    private static void ThrowAsItIs(Action parallel)
    {
        try
        {
            parallel();
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions.FirstOrDefault(failure => failure is NoisyStudentException) ?? failures.InnerExceptions[0]);
        }
    }
}
