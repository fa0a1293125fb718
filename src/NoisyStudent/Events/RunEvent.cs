namespace NoisyStudent.Events;

/// <summary>
/// Something that a piece of work tells while it is under way. Events are facts; the words for a person are made where they are shown
/// (<c>Reporting/EventText</c>). Each folder declares those of its own.
/// </summary>
public abstract record RunEvent;

/// <summary>
/// A finding in words, as there are many kinds of them: what is odd about somebody's files, or what does not work and ends nothing.
/// </summary>
/// <param name="Text">A sentence without its full stop.</param>
public sealed record Remark(string Text) : RunEvent;

/// <summary>Somebody who is told threw an exception, and is told nothing more.</summary>
/// <param name="Observer">Who.</param>
/// <param name="Error">What the exception says.</param>
public sealed record ObserverFailed(string Observer, string Error) : RunEvent;

/// <summary>Is told what a piece of work does. Calls come from one thread at a time; one that throws does not end the work.</summary>
public interface IRunObserver
{
    /// <summary>Something happened.</summary>
    /// <param name="what">What.</param>
    void On(RunEvent what);
}
