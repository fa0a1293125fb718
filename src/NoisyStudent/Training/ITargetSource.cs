using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// Makes the targets of a set's images in one training: always the same, or others from step to step, by the average that is trained and by what it
/// remembers itself.
/// </summary>
internal interface ITargetSource : IDisposable
{
    /// <summary>
    /// What goes on from step to step, by name. A checkpoint keeps it under the name of the part, and is restored into these very tensors: all of them are
    /// there from the beginning, and keep their shapes and types.
    /// </summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>The targets of a step: image after image, a probability for each class. Asked for once a step, one step after the other.</summary>
    /// <param name="images">The images' numbers in their set, from 0.</param>
    /// <param name="step">From 0. The average is that of the steps before it.</param>
    float[] Targets(IReadOnlyList<int> images, long step);
}
