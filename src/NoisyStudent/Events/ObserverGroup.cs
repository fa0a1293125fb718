namespace NoisyStudent.Events;

/// <summary>Several observers as one. One that throws is left out from then on, which the others are told; the work goes on.</summary>
/// <param name="members">Who is told.</param>
internal sealed class ObserverGroup(params IEnumerable<IRunObserver> members) : IRunObserver
{
    private readonly List<IRunObserver> _members = [.. members];

    /// <inheritdoc/>
    public void On(RunEvent what)
    {
        foreach (var member in _members.ToArray())
        {
            try
            {
                member.On(what);
            }
            catch (Exception exception)
            {
                _members.Remove(member);
                On(new ObserverFailed(member.GetType().Name, exception.Message));
            }
        }
    }
}
