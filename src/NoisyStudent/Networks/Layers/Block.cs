using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks.Layers;

/// <summary>A part of a network that is used more than once.</summary>
/// <param name="name">Its kind.</param>
internal abstract class Block(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>
    /// Nothing: TorchSharp would register what the fields hold a second time, by the fields' names, and state dictionaries would hold each
    /// weight twice.
    /// </summary>
    protected override void RegisterComponents()
    {
    }
}
