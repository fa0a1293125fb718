using NoisyStudent.Torch;

namespace NoisyStudent.Networks;

/// <summary>The networks that a recipe can name.</summary>
public static class NetworkCatalog
{
    /// <summary>What networks are compared for: the task of most published figures.</summary>
    private static readonly ClassificationTask _usualTask = new(Classes: 1000, ImageSize: 224);

    /// <summary>Families of networks of one kind, smallest first: to add one, add it here.</summary>
    private static readonly (string Name, NetworkDesign Design)[][] _families =
    [
        [.. ((int[])[8, 14, 20, 26, 32, 38, 44, 56]).Select(depth => ($"resnet-{depth}", (NetworkDesign)new CifarResNetDesign(depth)))],
        [
            ("resnet-18", new ResNetDesign(IsBottleneck: false, 2, 2, 2, 2)),
            ("resnet-34", new ResNetDesign(IsBottleneck: false, 3, 4, 6, 3)),
            ("resnet-50", new ResNetDesign(IsBottleneck: true, 3, 4, 6, 3)),
        ],
        [("resnet-18-mlnet", ResNetDesign.MlNet)],
        [("fast-16", new FastConvNetDesign(Width: 16)), ("fast-32", new FastConvNetDesign(Width: 32)), ("fast-64", new FastConvNetDesign(Width: 64))],
        [("fast-16-4", new FastConvNetDesign(16, 4)), ("fast-32-4", new FastConvNetDesign(32, 4)), ("fast-64-4", new FastConvNetDesign(64, 4))],
        [("fast-16-5", new FastConvNetDesign(16, 5)), ("fast-32-5", new FastConvNetDesign(32, 5)), ("fast-64-5", new FastConvNetDesign(64, 5))],
        [("wide-resnet-28-2", new WideResNetDesign(Depth: 28, Width: 2)), ("wide-resnet-28-10", new WideResNetDesign(Depth: 28, Width: 10))],
        [
            ("efficientnet-b0", new EfficientNetDesign(Width: 1.0, Depth: 1.0)),
            ("efficientnet-b1", new EfficientNetDesign(Width: 1.0, Depth: 1.1)),
            ("efficientnet-b2", new EfficientNetDesign(Width: 1.1, Depth: 1.2)),
            ("efficientnet-b3", new EfficientNetDesign(Width: 1.2, Depth: 1.4)),
            ("efficientnet-b4", new EfficientNetDesign(Width: 1.4, Depth: 1.8)),
            ("efficientnet-b5", new EfficientNetDesign(Width: 1.6, Depth: 2.2)),
            ("efficientnet-b6", new EfficientNetDesign(Width: 1.8, Depth: 2.6)),
            ("efficientnet-b7", new EfficientNetDesign(Width: 2.0, Depth: 3.1)),
            ("efficientnet-l2", new EfficientNetDesign(Width: 4.3, Depth: 5.3)),
        ],
    ];

    private static readonly Dictionary<string, NetworkDesign> _designs = _families.SelectMany(family => family).ToDictionary(each => each.Name, each => each.Design);

    /// <summary>The names, smallest network first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _designs.Keys.OrderBy(name => ParametersOf(name, _usualTask))];

    /// <summary>Creates a network whose weights are a function of libtorch's random generator.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="task">What it is made for.</param>
    /// <param name="noise">Dropout and stochastic depth while training.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise)
    {
        using var generator = TorchGenerator.Hold();
        return DesignOf(name).Create(name, task, noise);
    }

    /// <summary>How many numbers a network learns, without creating it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="task">What it is made for.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static long ParametersOf(string name, ClassificationTask task) => DesignOf(name).ParametersFor(task);

    /// <summary>
    /// How many multiplications with addition a network takes for one image, forwards. What a training step takes goes with it, though
    /// depthwise convolutions and batch-norm take longer than it says.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="task">What it is made for.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static long MultiplyAddsOf(string name, ClassificationTask task) => DesignOf(name).MultiplyAddsFor(task);

    /// <summary>Refuses a name that is not among <see cref="Names"/>.</summary>
    /// <param name="name">The name to look for.</param>
    /// <param name="where">What gave the name, for the message.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static void Require(string name, string where = "network")
    {
        if (!_designs.ContainsKey(name))
        {
            throw new NoisyStudentException($"{where} is '{name}', which is no network here; choose one of {string.Join(", ", Names)}.");
        }
    }

    /// <summary>Compares two networks by size: negative when the first has fewer parameters.</summary>
    /// <param name="first">One of <see cref="Names"/>.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static int CompareSize(string first, string second) => ParametersOf(first, _usualTask).CompareTo(ParametersOf(second, _usualTask));

    /// <summary>A network of the same family that is some sizes larger or smaller, or the largest or smallest of them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="sizes">How many sizes larger; negative for smaller.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static string Neighbour(string name, int sizes)
    {
        Require(name);
        var family = _families.Single(each => each.Any(network => network.Name == name));
        return family[Math.Clamp(Array.FindIndex(family, network => network.Name == name) + sizes, 0, family.Length - 1)].Name;
    }

    private static NetworkDesign DesignOf(string name)
    {
        Require(name);
        return _designs[name];
    }
}
