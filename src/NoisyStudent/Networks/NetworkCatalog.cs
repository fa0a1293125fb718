namespace NoisyStudent.Networks;

/// <summary>The networks that a recipe can name.</summary>
public static class NetworkCatalog
{
    private const string CifarResNetPrefix = "resnet-";

    /// <summary>The names, smallest network first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. new[] { 8, 14, 20, 26, 32, 38, 44, 56 }.Select(layers => $"{CifarResNetPrefix}{layers}")];

    /// <summary>Creates a network whose weights are a function of libtorch's random generator.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classes">How many classes it tells apart.</param>
    /// <param name="noise">Dropout and stochastic depth while training.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static ClassifierNetwork Create(string name, int classes, ModelNoise noise)
    {
        Require(name);
        return new CifarResNet(name, LayersOf(name), classes, noise);
    }

    /// <summary>How many layers a network has.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static int LayersOf(string name) => int.Parse(name.AsSpan(CifarResNetPrefix.Length));

    /// <summary>Refuses a name that is not among <see cref="Names"/>.</summary>
    /// <param name="name">The name to look for.</param>
    /// <param name="where">What gave the name, for the message.</param>
    /// <exception cref="NoisyStudentException">There is no such network.</exception>
    public static void Require(string name, string where = "network")
    {
        if (!Names.Contains(name))
        {
            throw new NoisyStudentException($"{where} is '{name}', which is no network here; choose one of {string.Join(", ", Names)}.");
        }
    }

    /// <summary>Compares two networks by size: negative when the first has fewer parameters.</summary>
    /// <param name="first">One of <see cref="Names"/>.</param>
    /// <param name="second">Another.</param>
    public static int CompareSize(string first, string second) => Rank(first).CompareTo(Rank(second));

    private static int Rank(string name)
    {
        Require(name);
        return Names.ToList().IndexOf(name);
    }
}
