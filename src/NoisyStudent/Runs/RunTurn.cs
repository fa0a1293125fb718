using NoisyStudent.Events;

namespace NoisyStudent.Runs;

/// <summary>
/// The runs of one process take turns. Two at once would get the same bits (<see cref="Torch.TorchGenerator"/>), but libtorch's threads wait actively,
/// so that both together would be slower than one after the other, and a budget would measure the other's work.
/// </summary>
internal sealed class RunTurn : IDisposable
{
    private static readonly SemaphoreSlim _free = new(1, 1);

    [ThreadStatic]
    private static bool _isMine;

    private RunTurn() => _isMine = true;

    /// <summary>Waits until no other run is under way.</summary>
    /// <param name="observer">Told if it has to wait.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The turn, which ends when it is disposed of, by the thread that got it.</returns>
    /// <exception cref="NoisyStudentException">This thread makes a run already, which would wait for the new one.</exception>
    public static RunTurn Wait(IRunObserver observer, CancellationToken cancellation)
    {
        if (_isMine)
        {
            throw new NoisyStudentException("A run cannot begin inside another one, which would wait for it: begin it after that, or on a thread of its own.");
        }

        if (!_free.Wait(TimeSpan.Zero, cancellation))
        {
            observer.On(new RunWaits());
            _free.Wait(cancellation);
        }

        return new RunTurn();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isMine = false;
        _free.Release();
    }
}
