namespace NoisyStudent.Evaluation.Attacks;

/// <summary>A model under an attack that knows its weights.</summary>
/// <param name="Attack"><c>fgsm</c> or <c>pgd</c>.</param>
/// <param name="Epsilon">How far a pixel's channel may be moved, in 255ths.</param>
/// <param name="Images">How many images were attacked.</param>
/// <param name="Top1">The fraction of them, 0 to 1, that the model still gets right.</param>
/// <param name="Loss">The mean cross-entropy of the attacked images, in nats.</param>
/// <param name="CleanTop1">The fraction of the same images that it gets right as they are.</param>
/// <param name="CleanLoss">Their mean cross-entropy.</param>
public sealed record AttackResult(string Attack, int Epsilon, long Images, double Top1, double Loss, double CleanTop1, double CleanLoss);
