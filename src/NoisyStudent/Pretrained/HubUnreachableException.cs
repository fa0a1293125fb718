namespace NoisyStudent.Pretrained;

/// <summary>The hub, or where it sends to, does not answer as it may the next time. The message is why, without a full stop.</summary>
/// <param name="reason">Why.</param>
/// <param name="cause">What led to it.</param>
internal sealed class HubUnreachableException(string reason, Exception? cause = null) : Exception(reason, cause);
