using TorchSharp;

namespace NoisyStudent.Tests;

/// <summary>How many tensors this thread has made so far: each of them is one request to libtorch for memory.</summary>
internal static class TensorCounts
{
    public static long Made =>
        DisposeScopeManager.Statistics.TensorStatistics.CreatedInScopeCount + DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;
}
