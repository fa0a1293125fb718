using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>
/// Finds out by labeled pictures what models of a recipe should start from: first at which size a pre-trained network's features tell the classes best, then whether it,
/// trained further or not, or a network from random weights is right more often where each learns from one half of the pictures and is tried on the other.
/// How long each learns is counted, not measured, so that the same machine finds the same again.
/// </summary>
/// <param name="input">What the recipe is made for.</param>
/// <param name="labeled">Labeled pictures, all or some, at the largest size that comes into question.</param>
/// <param name="weights">The pre-trained weights.</param>
/// <param name="init">What these are called.</param>
/// <param name="network">The network whose they are.</param>
/// <param name="device">Where networks run.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class StartComparison(
    AutoInput input, LabeledSet labeled, InitialWeights weights, string init, string network, Device device, CancellationToken cancellation)
    : IDisposable
{
    /// <summary>What all of it may take: so much of the time of the run, a minute at the most.</summary>
    private const double MostPart = 0.06;
    private const double MostSeconds = 60;

    /// <summary>What the trainings of each kind of start may take of that, and the features of all sizes.</summary>
    private const double TrainingPart = 0.35, FeaturesPart = 0.3;

    /// <summary>What a step costs beside its images, in passes: some, and one for so many weights (docs/experiments.md).</summary>
    private const double PassesOfStep = 5, WeightsOfPass = 200_000;

    /// <summary>A training of fewer says nothing against training.</summary>
    private const double EnoughEpochs = 5;

    /// <summary>What is first in turn stays unless the other is right more often by more than such a chance.</summary>
    private const double MostChance = 0.1;

    private readonly double _passes = Math.Min(MostSeconds / input.Whole.TotalSeconds, MostPart) * input.Passes;
    private readonly CountedSpeeds _speeds = new(labeled.Classes.Count);
    private readonly StageOutputStore _store = new(folder: null, seed: 1, device);

    /// <summary>Compares them.</summary>
    /// <param name="decided">Why random weights do not come into question; null where they do.</param>
    public AutoStart Choose(string? decided)
    {
        var start = new AutoStart(init, network, decided ?? "");
        if (input.Given("image-size") is null)
        {
            var (size, reason) = ChooseSize();
            start = start with { ImageSize = size, SizeReason = reason };
        }

        var (lastLayer, trained, epochs) = InHalves(start);
        var known = Count(trained) < Count(lastLayer) ? lastLayer : trained;
        var of = $"of {known.Length:N0} labeled pictures, each half tried by what learned from the other";
        if (known == lastLayer && epochs >= EnoughEpochs)
        {
            start = start with { LastLayerReason = $"the last layer alone is right on {Share(lastLayer)} {of}, with the stages before trained too it was {Share(trained)}" };
        }

        if (decided is not null)
        {
            return start;
        }

        var random = InHalves(start: null).Trained;
        return IsBetter(random, known)
            ? AutoStart.FromRandom($"right on {Share(random)} {of}; {init} on {Share(known)}")
            : start with { Reason = $"right on {Share(known)} {of}; from random weights on {Share(random)}" };
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    /// <summary>The pictures' own size, or a larger one as long as features then are right more often.</summary>
    private (int Size, string Reason) ChooseSize()
    {
        var sizes = PretrainedSizes.Of(input, network);
        var (size, reason) = sizes.Own;
        var left = FeaturesPart * _passes;
        bool[]? best = null;
        foreach (var larger in sizes.Larger)
        {
            left -= Cost(larger);
            if (left < 0)
            {
                break;
            }

            best ??= LastLayer(size);
            var right = LastLayer(larger);
            if (!IsBetter(right, best))
            {
                break;
            }

            (reason, size, best) = ($"enlarged: the last layer alone is right on {Share(right)} of {right.Length:N0} labeled pictures, at {size} on {Share(best)}", larger, right);
        }

        return (size, reason);

        double Cost(int at) => 2 * labeled.Images.Count * _speeds.Training(network, at) / 3;

        bool[] LastLayer(int at)
        {
            var recipe = RecipeOf(new AutoStart(init, network, "") { ImageSize = at, SizeReason = "" });
            using var sized = At(recipe.ImageSize);
            var (plan, preparation) = Planned(recipe, sized.Set, sized.Set, weights);
            using var fitted = preparation.Prepare(plan, begins: true, null, cancellation).LastLayer!;
            return [.. fitted.Right];
        }
    }

    /// <summary>On which pictures it is right, each picture by what learned from the half without it: the fitted last layer alone, and after training.</summary>
    private (bool[] LastLayer, bool[] Trained, double Epochs) InHalves(AutoStart? start)
    {
        var recipe = RecipeOf(start);
        using var sized = At(recipe.ImageSize);
        var (first, second) = sized.Set.Split(0.5, recipe.Seed);
        (LabeledSet Learned, LabeledSet Tried)[] halves = [(first, second), (second, first)];
        var (lastLayer, trained) = (new List<bool>(), new List<bool>());
        foreach (var (learned, tried) in halves)
        {
            var teacher = recipe with { Teacher = recipe.Teacher with { Epochs = EpochsOf(recipe, learned.Images.Count) } };
            var (plan, preparation) = Planned(teacher, learned, tried, start is null ? null : weights);
            using var fitted = (plan = preparation.Prepare(plan, begins: true, null, cancellation)).LastLayer;
            trained.AddRange(Answer(plan));
            lastLayer.AddRange(fitted is null ? [] : Answer(plan with { Steps = 0 }));

            bool[] Answer(TrainingPlan plan)
            {
                var sections = teacher.SectionsOf(0);
                using var model = new Trainer(sections.Training, sections.Noise, teacher.Seed, device).Train(plan, cancellation: cancellation);
                return Predictor.Predict(model, tried.Images, device).AreRight(tried.Labels);
            }
        }

        return ([.. lastLayer], [.. trained], EpochsOf(recipe, first.Images.Count));
    }

    /// <summary>How many epochs of a half take their part of the time: a step costs what its images do, and something for each weight.</summary>
    private double EpochsOf(Recipe recipe, int images)
    {
        var (network, batch) = (recipe.Teacher.Network, recipe.Teacher.BatchSize);
        var weights = NetworkCatalog.ParametersOf(network, new ClassificationTask(labeled.Classes.Count, recipe.ImageSize));
        var step = (batch * _speeds.Training(network, recipe.ImageSize)) + PassesOfStep + (weights / WeightsOfPass);
        return Math.Max(1, Math.Floor(TrainingPart * _passes / 2 / step)) * batch / images;
    }

    private Recipe RecipeOf(AutoStart? start) => AutoRecipe.For(input, start).Recipe;

    private (TrainingPlan Plan, TrainingPreparation Preparation) Planned(Recipe recipe, LabeledSet learned, LabeledSet tried, InitialWeights? from)
    {
        var sections = recipe.SectionsOf(0);
        var sets = new RunSets(labeled, learned, tried, learned.Images, Test: null);
        var plan = new ModelPlans(sets, Normalization.Of(learned.Images, recipe.Channels)).Of(recipe, 0, null, null).From(from) with { Validation = tried.Subset([]) };
        return (plan, new TrainingPreparation(sections.Training, sections.Noise, recipe.Seed, device, _store));
    }

    /// <summary>The pictures at a size, scaled once.</summary>
    private SizedSet At(int size)
    {
        var images = labeled.Images.At(size);
        return new SizedSet(new LabeledSet(labeled.Path, images, labeled.Classes, labeled.Labels), ownsImages: images != labeled.Images);
    }

    private static bool IsBetter(bool[] right, bool[] than) =>
        PairedComparison.Of(than, right) is var both && both.OnlyModel > both.OnlyBaseline && both.PValue < MostChance;

    private static int Count(bool[] right) => right.Count(each => each);

    private static string Share(bool[] right) => Percentage.Text((double)Count(right) / Math.Max(1, right.Length));

    private sealed class SizedSet(LabeledSet set, bool ownsImages) : IDisposable
    {
        public LabeledSet Set => set;

        public void Dispose()
        {
            if (ownsImages)
            {
                set.Dispose();
            }
        }
    }
}
