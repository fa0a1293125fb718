using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>A network that classifies images: [batch, channels, height, width] (float32 or bfloat16, normalized; convolutions compute in that type) to logits [batch, classes] (float32).</summary>
public abstract partial class ClassifierNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the network.</summary>
    /// <param name="name">Its name among the networks, for example <c>resnet-20</c>.</param>
    /// <param name="classes">How many classes it tells apart.</param>
    /// <param name="noise">Dropout and stochastic depth while training; null for none.</param>
    protected ClassifierNetwork(string name, int classes, ModelNoise? noise = null)
        : base(name)
    {
        Name = name;
        Classes = classes;
        Noise = new NetworkNoise(noise ?? ModelNoise.None);
    }

    /// <summary>The network's name, for example <c>resnet-20</c>.</summary>
    public string Name { get; }

    /// <summary>How many classes it tells apart.</summary>
    public int Classes { get; }

    /// <summary>
    /// How many images at the front of each batch get dropout and stochastic depth while the network trains; null for all. Batch-norm takes its
    /// statistics from all in any case.
    /// </summary>
    public int? NoisedImages
    {
        get => Noise.Images;
        set => Noise.Images = value;
    }

    /// <summary>
    /// The part, above 0, at most 1, by which the running statistics of all batch-norm go towards those of a batch while the network trains.
    /// It belongs to the training, and no file of weights holds it.
    /// </summary>
    /// <param name="momentum">The part; 0.1 in a network that is new.</param>
    public void SetBatchNormMomentum(double momentum)
    {
        foreach (var norm in modules().OfType<BatchNorm2d>())
        {
            norm.momentum = momentum;
        }
    }

    /// <summary>
    /// How many stages there are, that before the first block among them; the last one ends with the features that the last layer classifies.
    /// </summary>
    public int StageCount => Stages.Count;

    /// <summary>What the stages do, one after the other.</summary>
    private protected abstract IReadOnlyList<Stage> Stages { get; }

    /// <summary>How many stages are frozen, the one before the first block among them.</summary>
    public int FrozenStages { get; private set; }

    /// <summary>
    /// To which stage a weight or statistic belongs: 0 for what comes before the first stage of blocks, then 1, 2 and so on; above all of them
    /// what comes after the last.
    /// </summary>
    /// <param name="name">Its name.</param>
    public virtual int StageOf(string name)
    {
        var match = StageName().Match(name);
        return match.Groups["layer"].Success ? int.Parse(match.Groups["layer"].Value)
            : match.Groups["block"].Success ? int.Parse(match.Groups["block"].Value) + 1
            : match.Success ? 0 : int.MaxValue;
    }

    /// <summary>
    /// Freezes the first stages, as the paper's code does: they learn nothing, and are in evaluation mode while the rest trains. So batch-norm uses
    /// its running statistics and leaves them as they are, and no residual is dropped.
    /// </summary>
    /// <param name="stages">How many (<see cref="StageOf"/>); 0 for none.</param>
    public void Freeze(int stages)
    {
        FrozenStages = stages;
        foreach (var (name, parameter) in named_parameters())
        {
            parameter.requires_grad = StageOf(name) >= stages;
        }

        train(training);
    }

    /// <summary>Whether batch-norm normalizes by its running statistics while the network trains, which then stay as they are.</summary>
    public bool KeepsStatistics { get; set; }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var norm in train && KeepsStatistics ? modules().OfType<BatchNorm2d>() : [])
        {
            norm.eval();
        }

        foreach (var (name, module) in train && FrozenStages > 0 ? named_modules() : [])
        {
            if (StageOf($"{name}.") < FrozenStages)
            {
                module.eval();
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => ForwardFrom(0, input);

    /// <summary>The logits of what some stages have made of images already.</summary>
    /// <param name="stages">How many stages it has gone through.</param>
    /// <param name="input">What <see cref="ForwardThrough"/> gives for so many stages; for 0 the images.</param>
    /// <returns>[batch, classes], float32.</returns>
    public Tensor ForwardFrom(int stages, Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = Stages.Skip(stages).Aggregate(input, (before, stage) => stage(before));
        var logits = LastLayer.forward(Noise.Dropout(features, training));
        return (LogitScale == 1 ? logits : logits.Times(LogitScale)).MoveToOuterDisposeScope();
    }

    /// <summary>What the first stages make of images.</summary>
    /// <param name="stages">How many stages; of all of them, or more, come the features: [batch, features], float32.</param>
    /// <param name="images">[batch, channels, height, width], normalized.</param>
    public Tensor ForwardThrough(int stages, Tensor images)
    {
        using var scope = NewDisposeScope();
        return Stages.Take(stages).Aggregate(images, (before, stage) => stage(before)).MoveToOuterDisposeScope();
    }

    /// <summary>SHA-256 of the weights and statistics of the first stages, in hexadecimal: what they make of images goes by nothing else of the network.</summary>
    /// <param name="stages">How many stages; all of them, or more, are the network but for its last layer.</param>
    internal string HashOf(int stages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in state_dict().Where(entry => StageOf(entry.Key) < stages && entry.Value.is_floating_point()).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(tensor.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>All that decides what the first stages make of images, as one line: who computes that once keeps it by this.</summary>
    /// <param name="stages">How many stages; all of them, or more, are the network but for its last layer.</param>
    /// <param name="type">The type in which they compute.</param>
    /// <param name="description">Image size and normalization.</param>
    internal string KeyOf(int stages, ScalarType type, ModelDescription description) =>
        $"{Name} {Math.Min(stages, StageCount)} {HashOf(stages)} {type} {description.ImageSize} {description.DesignSize} "
        + $"{string.Join(',', description.Normalization.Mean)} {string.Join(',', description.Normalization.StandardDeviation)}";

    /// <summary>How many numbers it learns.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>How many images <see cref="Prepare"/> is to get where there are so many; 0 for a network that needs none.</summary>
    public virtual int ImagesToPrepare => 0;

    /// <summary>Makes ready what follows from the images alone, before the training starts.</summary>
    /// <param name="images">
    /// <see cref="ImagesToPrepare"/> of the labeled images, batch after batch, [images, channels, height, width], float32, normalized, without noise.
    /// A batch is the giver's, and good until the next one is asked for.
    /// </param>
    public virtual void Prepare(IEnumerable<Tensor> images)
    {
    }

    /// <summary>Writes the network as <c>forward</c> is in evaluation, layer by layer.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="images">The input.</param>
    /// <returns>The logits.</returns>
    internal abstract OnnxValue Export(OnnxGraph graph, OnnxValue images);

    /// <summary>Gives the last layer its weights, so that logits are features times weights and bias.</summary>
    /// <param name="weights">[classes, features].</param>
    /// <param name="bias">[classes].</param>
    internal void SetLastLayer(Tensor weights, Tensor bias)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        LastLayer.weight!.copy_(weights.DividedBy(LogitScale));
        LastLayer.bias!.copy_(bias.DividedBy(LogitScale));
    }

    /// <summary>The last layer, from features to logits.</summary>
    private protected abstract Linear LastLayer { get; }

    /// <summary>What its answers are multiplied by.</summary>
    private protected virtual double LogitScale => 1;

    /// <summary>What the layers draw their noise from.</summary>
    private protected NetworkNoise Noise { get; }

    /// <summary>Blocks as a stage.</summary>
    private protected static Stage InTurn(IEnumerable<Block> blocks) => input => blocks.Aggregate(input, (features, block) => block.forward(features));

    /// <summary>Stages of which the last ends with the mean over all places.</summary>
    private protected static IReadOnlyList<Stage> WithMean(IReadOnlyList<Stage> stages) =>
        [.. stages.SkipLast(1), images => stages[^1](images).mean([2L, 3L], type: float32)];

    private protected TModule Register<TModule>(string name, TModule module)
        where TModule : nn.Module
    {
        register_module(name, module);
        return module;
    }

    private protected NormActivation Register(string name, NormActivation norm)
    {
        register_module(name, norm.Module);
        return norm;
    }

    /// <summary>A part of the network that can be frozen.</summary>
    /// <param name="input">[batch, channels, height, width]: images, or what the stage before gives.</param>
    private protected delegate Tensor Stage(Tensor input);

    [GeneratedRegex(@"^(layer(?<layer>[0-9]{1,3})\.|blocks\.(?<block>[0-9]{1,3})\.|conv1\.|conv_stem\.|bn1\.|whiten\.)")]
    private static partial Regex StageName();
}
