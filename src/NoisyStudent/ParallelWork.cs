using System.Runtime.ExceptionServices;

namespace NoisyStudent;

/// <summary>Work on all processors.</summary>
internal static class ParallelWork
{
    /// <summary>Does something for each number; what goes wrong first is thrown as it is.</summary>
    /// <param name="count">Numbers go from 0 to before it.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellation">Stops between numbers.</param>
    public static void For(int count, Action<int> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions.FirstOrDefault(failure => failure is NoisyStudentException) ?? failures.InnerExceptions[0]);
        }
    }
}
