using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation.Attacks;

/// <summary>An attack that knows the network's weights and moves each channel of each pixel by at most epsilon.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Steps">How many steps along the sign of the gradient.</param>
/// <param name="StepSize">The length of a step as a part of epsilon.</param>
internal sealed record Attack(string Name, int Steps, double StepSize)
{
    /// <summary>Epsilons in 255ths.</summary>
    public static IReadOnlyList<int> Epsilons { get; } = [1, 2, 4, 8, 16];

    /// <summary>The fast gradient sign method: one whole step (Goodfellow et al., arXiv 1412.6572).</summary>
    public static Attack Fgsm { get; } = new("fgsm", 1, 1);

    /// <summary>
    /// Projected gradient descent (Madry et al., arXiv 1706.06083): ten steps of a quarter of epsilon from the picture itself, without a random start,
    /// so that an answer depends on nothing but picture and network.
    /// </summary>
    public static Attack Pgd { get; } = new("pgd", 10, 0.25);

    /// <summary>Both.</summary>
    public static IReadOnlyList<Attack> All { get; } = [Fgsm, Pgd];

    /// <summary>Attacks pictures.</summary>
    /// <param name="loss">The network.</param>
    /// <param name="pixels">[count, 3, height, width], from 0 to 255.</param>
    /// <param name="labels">Their true classes: [count].</param>
    /// <param name="epsilon">How far a channel may be moved, in 255ths.</param>
    /// <returns>Pixels of the same shape, from 0 to 255, not rounded.</returns>
    internal Tensor Apply(PixelLoss loss, Tensor pixels, Tensor labels, double epsilon)
    {
        using var scope = NewDisposeScope();
        var (low, high) = (pixels.Plus(-epsilon).ClampInPlace(0, 255), pixels.Plus(epsilon).ClampInPlace(0, 255));
        var moved = pixels.clone();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var next = moved.Plus(loss.Gradient(moved, labels).sign().Times(epsilon * StepSize));
            moved = maximum(minimum(next, high), low).MoveToOuterDisposeScope();
        }

        return moved.MoveToOuterDisposeScope();
    }
}
