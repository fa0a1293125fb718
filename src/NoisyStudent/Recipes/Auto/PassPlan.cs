using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Recipes;

/// <summary>What the time for a run, counted in the passes of <see cref="CountedSpeeds"/>, pays for: networks, labels and trainings.</summary>
internal sealed class PassPlan
{
    /// <summary>Where labels of two models and mirrors would take more of the time than this, more training is worth more.</summary>
    private const double MostLabeling = 0.15;

    /// <summary>Networks with the passes of their own, for the whole run, from which on they learn more than the one before.</summary>
    private static readonly (string Name, int Least)[] _networks = [("fast-16", 0), ("fast-32", 250_000), ("fast-64", 800_000)];

    /// <summary>For images that are larger, networks have a group more (docs/experiments.md, "Larger images from random weights").</summary>
    private const int MostOfThree = 48, MostOfFour = 96;

    private readonly CountedSpeeds _speeds;
    private readonly double _trainings;

    /// <summary>Makes the plan.</summary>
    /// <param name="passes">What the whole run may take.</param>
    /// <param name="imageSize">The size of images.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="unlabeled">How many images are to be labeled for each student.</param>
    /// <param name="test">How many images each model is tested on.</param>
    /// <param name="mayMirror">Whether they show the same in a mirror.</param>
    /// <param name="lastLayers">How many of the first models are last layers alone, the teacher among them.</param>
    /// <param name="wanted">The network that a person wants for each model, teacher first; null where that is to be chosen, for a student one that is no smaller than its teacher's.</param>
    public PassPlan(double passes, int imageSize, int classes, int unlabeled, int test, bool mayMirror, int lastLayers, IReadOnlyList<string?> wanted)
    {
        _speeds = new CountedSpeeds(classes);
        var best = Deep(_networks.Last(network => passes / _speeds.Training(Deep(network.Name, imageSize), imageSize) >= network.Least).Name, imageSize);
        var networks = new List<string> { wanted[0] ?? best };
        networks.AddRange(wanted.Skip(1).Select(network => network ?? (NetworkCatalog.CompareSize(best, networks[^1]) < 0 ? networks[^1] : best)));
        Recipe = new Recipe
        {
            ImageSize = imageSize,
            PseudoLabels = new PseudoLabelSettings { Ensemble = 2, TestTimeAugmentation = mayMirror ? TestTimeAugmentation.Flip : TestTimeAugmentation.None },
            Teacher = LastLayerOr(0, new ModelSettings { Network = networks[0] }),
            Students = [.. networks.Skip(1).Select((network, index) => LastLayerOr(index + 1, new StudentSettings { Network = network, StartFromTeacher = true }))],
        };
        LabelsOnce = Beside(unlabeled, test: 0) > MostLabeling * passes;
        if (LabelsOnce)
        {
            Recipe = Recipe with { PseudoLabels = new PseudoLabelSettings { Ensemble = 1, TestTimeAugmentation = TestTimeAugmentation.None } };
        }

        _trainings = Math.Max(passes / 2, passes - Beside(unlabeled, test));

        TModel LastLayerOr<TModel>(int model, TModel settings)
            where TModel : ModelSettings => model < lastLayers ? (TModel)(settings with { Epochs = 0 }) : settings;
    }

    /// <summary>The recipe as far as it is chosen here: image size, networks, and how many models and views make a label.</summary>
    public Recipe Recipe { get; }

    /// <summary>Whether there is too little time to label images more than once.</summary>
    public bool LabelsOnce { get; }

    /// <summary>Whether a network is one of those that are chosen where models start from random weights.</summary>
    /// <param name="network">The network.</param>
    public static bool Chooses(string network) => _networks.Any(each => network == each.Name || network == Deep(each.Name, MostOfThree + 1) || network == Deep(each.Name, MostOfFour + 1));

    /// <summary>How many images a model sees in its training.</summary>
    /// <param name="model">0 is the teacher.</param>
    /// <param name="share">Its share of what all trainings may take.</param>
    /// <param name="batch">How many images each of its steps has.</param>
    public double ImagesOf(int model, double share, double batch) => share * _trainings / _speeds.Training(Recipe.ModelSettingsOf(model).Network, Recipe.ImageSize, batch);

    /// <summary>The network with as many groups as see the whole image: three see 51 pixels, and each further one twice as many.</summary>
    private static string Deep(string network, int imageSize) => imageSize <= MostOfThree ? network : imageSize <= MostOfFour ? $"{network}-4" : $"{network}-5";

    /// <summary>What comes beside the trainings; validations, of far fewer images, count only where a recipe is fitted to a budget.</summary>
    private double Beside(int unlabeled, int test) => new RunCost(Recipe, new(Labeled: 0, unlabeled, Validation: 0, test), _speeds).Rest(from: 0);
}
