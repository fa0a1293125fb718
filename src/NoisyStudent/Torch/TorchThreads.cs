using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>
/// Loops on the threads that libtorch computes with. They wait actively between its operations, so work on other threads would compete
/// with them for the same cores, and lose.
/// </summary>
/// <remarks>Where libtorch brings GNU OpenMP along (Linux), its own team is used; elsewhere the thread pool.</remarks>
internal static unsafe class TorchThreads
{
    private static delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void> _startTeam;
    private static delegate* unmanaged[Cdecl]<int> _memberNumber;
    private static delegate* unmanaged[Cdecl]<int> _teamSize;

    /// <summary>Whether libtorch's threads are a team of GNU OpenMP, which waits actively between operations.</summary>
    public static bool IsTeam => _startTeam is not null;

    /// <summary>How many threads libtorch computes with. Results depend on it in their last bits.</summary>
    public static int Count
    {
        get
        {
            TorchRuntime.Load();
            return get_num_threads();
        }

        set
        {
            TorchRuntime.Load();
            set_num_threads(value);
        }
    }

    /// <summary>Does numbered pieces of work, neighbours on the same thread. The order across threads is not defined.</summary>
    /// <param name="count">How many pieces.</param>
    /// <param name="body">Does the piece with a number from 0.</param>
    public static void For(int count, Action<int> body)
    {
        var threads = Math.Min(count, get_num_threads());
        var work = new Work(count, body);
        if (threads <= 1)
        {
            work.Run(0, 1);
        }
        else if (_startTeam is null)
        {
            Parallel.For(0, threads, thread => work.Run(thread, threads));
        }
        else
        {
            RunOnTeam(work, threads);
        }

        work.Failure?.Throw();
    }

    /// <summary>Finds the OpenMP that libtorch was loaded with.</summary>
    /// <param name="libtorch">The handle of libtorch's library.</param>
    internal static void FindTeam(nint libtorch)
    {
        if (NativeLibrary.TryGetExport(libtorch, "GOMP_parallel", out var start)
            && NativeLibrary.TryGetExport(libtorch, "omp_get_thread_num", out var number)
            && NativeLibrary.TryGetExport(libtorch, "omp_get_num_threads", out var size))
        {
            _memberNumber = (delegate* unmanaged[Cdecl]<int>)number;
            _teamSize = (delegate* unmanaged[Cdecl]<int>)size;
            _startTeam = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void>)start;
        }
    }

    /// <summary>
    /// Takes no more threads than this process has processors. libtorch counts cores and does not know of a container's limit: its threads
    /// wait for each other actively, so those beyond the limit would hold up all. Whoever sets OMP_NUM_THREADS decides alone.
    /// </summary>
    internal static void LimitToProcessors()
    {
        if (get_num_threads() > Environment.ProcessorCount && Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null)
        {
            set_num_threads(Environment.ProcessorCount);
        }
    }

    private static void RunOnTeam(Work work, int threads)
    {
        var handle = GCHandle.Alloc(work);
        try
        {
            _startTeam(&RunMember, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }
    }

    /// <summary>The team may be smaller than it was asked to be (OMP_DYNAMIC, OMP_THREAD_LIMIT), so the work is divided by what it is.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void RunMember(nint work) => ((Work)GCHandle.FromIntPtr(work).Target!).Run(_memberNumber(), _teamSize());

    private sealed class Work(int count, Action<int> body)
    {
        /// <summary>What a piece threw: native frames may lie between it and the caller, and no exception may cross them.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Run(int thread, int threads)
        {
            try
            {
                var end = (int)((long)count * (thread + 1) / threads);
                for (var i = (int)((long)count * thread / threads); i < end; i++)
                {
                    body(i);
                }
            }
            catch (Exception exception)
            {
                Failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
