using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>
/// libtorch's generator of random numbers. It belongs to the whole process, so whoever draws from it holds it meanwhile: then no number depends
/// on what other threads of the application train or load.
/// </summary>
internal static class TorchGenerator
{
    private static readonly Lock _lock = new();

    /// <summary>Keeps all others from it until the end of the scope; who holds it may hold it again.</summary>
    public static Lock.Scope Hold() => _lock.EnterScope();

    /// <summary>Holds it, and begins it anew.</summary>
    /// <param name="seed">The numbers that follow are a function of it.</param>
    public static Lock.Scope Seed(long seed)
    {
        var scope = Hold();
#pragma warning disable RS0030 // This is the one place.
        manual_seed(seed);
#pragma warning restore RS0030
        return scope;
    }
}
