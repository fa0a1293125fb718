using NoisyStudent.Images;
using NoisyStudent.Networks;

namespace NoisyStudent.Prediction;

/// <summary>A network that may answer with some of its classes alone, as models of ImageNet do on the 200 classes of ImageNet-A.</summary>
/// <param name="engine">The network, which ends with this.</param>
/// <param name="classes">The classes, each one of the network's.</param>
internal sealed class SubsetEngine(IEngine engine, IReadOnlyList<string> classes) : IEngine
{
    private readonly int[] _columns = ColumnsOf(classes, engine.Description);

    public ModelDescription Description { get; } = engine.Description with { Classes = classes };

    /// <summary>The places of classes among a model's.</summary>
    public static int[] ColumnsOf(IReadOnlyList<string> classes, ModelDescription model)
    {
        var places = model.Classes.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        return [.. classes.Select(name => places[name])];
    }

    public float[][] Logits(int count, Func<int, RgbImage> picture) =>
        Array.ConvertAll(engine.Logits(count, picture), logits => Array.ConvertAll(_columns, column => logits[column]));

    public void Dispose() => engine.Dispose();
}
