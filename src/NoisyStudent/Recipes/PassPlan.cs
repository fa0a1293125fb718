using NoisyStudent.Networks;

namespace NoisyStudent.Recipes;

/// <summary>
/// What the time for a run pays for: networks, labels and trainings. It is counted in passes, the work of a training step on one image; one of
/// fast-32 at 32x32 is the unit.
/// </summary>
internal sealed class PassPlan
{
    /// <summary>How many two ordinary cores make in a second.</summary>
    public const double OrdinaryPerSecond = 1000;

    private const string UnitNetwork = "fast-32";
    private const int UnitSize = 32;

    /// <summary>An answer goes forward alone.</summary>
    private const double Answer = 1.0 / 3;

    /// <summary>Where labels of two models and mirrors would take more of the time than this, more training is worth more.</summary>
    private const double MostLabeling = 0.15;

    /// <summary>Networks with the passes of their own, for the whole run, from which on they learn more than the one before.</summary>
    private static readonly (string Name, int Least)[] _networks = [("fast-16", 0), ("fast-32", 250_000), ("fast-64", 800_000)];

    private readonly int _imageSize;
    private readonly int _classes;
    private readonly double _trainings;

    /// <summary>Makes the plan.</summary>
    /// <param name="passes">What the whole run may take.</param>
    /// <param name="imageSize">The size of images.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="unlabeled">How many images are to be labeled for each student.</param>
    /// <param name="mayMirror">Whether they show the same in a mirror.</param>
    /// <param name="wanted">The network that a person wants for each model, teacher first; null where that is to be chosen.</param>
    public PassPlan(double passes, int imageSize, int classes, int unlabeled, bool mayMirror, IReadOnlyList<string?> wanted)
    {
        (_imageSize, _classes) = (imageSize, classes);
        var best = _networks.Last(network => passes / CostOf(network.Name) >= network.Least).Name;
        Networks = [.. wanted.Select(network => network ?? best)];

        (Ensemble, LabelsMirrors) = (2, mayMirror);
        LabelsOnce = Labeling(unlabeled) > MostLabeling * passes;
        if (LabelsOnce)
        {
            (Ensemble, LabelsMirrors) = (1, false);
        }

        _trainings = Math.Max(passes / 2, passes - Labeling(unlabeled));
    }

    /// <summary>The network of each model, teacher first.</summary>
    public IReadOnlyList<string> Networks { get; }

    /// <summary>Whether there is too little time to label images more than once.</summary>
    public bool LabelsOnce { get; }

    /// <summary>How many models label together.</summary>
    public int Ensemble { get; }

    /// <summary>Whether mirrors are labeled too.</summary>
    public bool LabelsMirrors { get; }

    /// <summary>How many images a model sees in its training.</summary>
    /// <param name="model">0 is the teacher.</param>
    /// <param name="share">Its share of what all trainings may take.</param>
    public double ImagesOf(int model, double share) => share * _trainings / CostOf(Networks[model]);

    private double Labeling(int unlabeled) => unlabeled * Answer * (LabelsMirrors ? 2 : 1) * Enumerable.Range(1, Networks.Count - 1).Sum(student =>
        Networks.Take(student).TakeLast(Ensemble).Sum(CostOf));

    private double CostOf(string network) =>
        (double)NetworkCatalog.MultiplyAddsOf(network, new(_classes, _imageSize)) / NetworkCatalog.MultiplyAddsOf(UnitNetwork, new(_classes, UnitSize));
}
