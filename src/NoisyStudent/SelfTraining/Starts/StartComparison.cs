using System.Diagnostics;
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
/// trained further or not, or a network from random weights is right more often on pictures that it has not learned from, by cross-validation.
/// How long each learns is counted, not measured, so that the same machine finds the same again; how long that took is what the rest of the recipe is planned by.
/// </summary>
/// <param name="input">What the recipe is made for.</param>
/// <param name="labeled">Labeled pictures, at least two of each class.</param>
/// <param name="weights">The pre-trained weights.</param>
/// <param name="init">What these are called.</param>
/// <param name="network">The network whose they are.</param>
/// <param name="device">Where networks run.</param>
/// <param name="features">Where features of pictures are kept.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class StartComparison(
    AutoInput input, LabeledSet labeled, InitialWeights weights, string init, string network, Device device, FeatureStore features, CancellationToken cancellation)
{
    /// <summary>What all of it may take: so much of the time of the run, three minutes at the most.</summary>
    private const double MostPart = 0.19;
    private const double MostSeconds = 180;

    /// <summary>Each third of the pictures is tried by what learned from the others: random weights gain more by each label than known ones do, so that halves would speak against them.</summary>
    private const int FoldCount = 3;

    /// <summary>What of that the features of larger sizes may take, those of the pictures with the answers, and the training of each kind of start: from random weights it takes the longest to tell.</summary>
    private const double SizesPart = 0.07, AnswersPart = 0.16, TrainingPart = 0.13, RandomPart = 0.64;

    /// <summary>From random weights a small network learns of small images in seconds what larger ones take minutes for (docs/experiments.md, "Which start, found out beforehand").</summary>
    private const string SmallNetwork = "fast-16";
    private const int SmallSize = 32;
    private const int SmallBatch = 16;

    /// <summary>More images tell little more of which start is better.</summary>
    private const double EnoughImages = 16_000;

    /// <summary>How often a labeled picture goes through the pre-trained network without a training: as it is and mirrored, and to be answered with and without training.</summary>
    private const double Answers = 4;

    /// <summary>A training of fewer must be better by more than a chance, so that training is found to be of use.</summary>
    private const double EnoughEpochs = 5;

    /// <summary>A size, or a last layer alone, stays unless a larger one, or more training, is right more often by more than such a chance.</summary>
    private const double MostChance = 0.1;

    private readonly double _passes = PassesFor(input);
    private readonly CountedSpeeds _speeds = new(labeled.Classes.Count);

    /// <summary>How many labeled pictures there is time to compare by.</summary>
    /// <param name="input">What the recipe is made for.</param>
    /// <param name="network">The pre-trained network.</param>
    /// <param name="imageSize">The size of its images.</param>
    public static double PicturesFor(AutoInput input, string network, int imageSize) =>
        AnswersPart * PassesFor(input) / (Answers * new CountedSpeeds(input.Labeled.Classes.Count).Training(network, imageSize) / 3);

    /// <summary>Compares them.</summary>
    /// <param name="decided">Why random weights do not come into question; null where they do.</param>
    public AutoStart Choose(string? decided)
    {
        var start = new AutoStart(init, network, decided ?? "");
        if (input.ImageSize is null)
        {
            var (size, reason) = ChooseSize();
            start = start with { ImageSize = size, SizeReason = reason };
        }

        var tried = InFolds(RecipeOf(start), start);
        start = start with { PassesOfImage = tried.PassesOfImage };
        var saysEnough = tried.Epochs >= EnoughEpochs;
        var isBest = Count(tried.Trained) >= Count(tried.LastLayer);
        var known = isBest ? tried.Trained : tried.LastLayer;
        if (tried.LastLayer is not [])
        {
            start = start with
            {
                IsTrainingOfUse = saysEnough ? isBest : IsBetter(tried.Trained, tried.LastLayer),
                Compared = $"of {Pictures(known)} it was right on {Share(tried.Trained)} where it was trained on the other parts for {tried.Images:N0} images, and on {Share(tried.LastLayer)} with a last layer alone"
                    + (saysEnough ? "" : "; so short a training tells only large differences"),
            };
        }

        if (decided is not null)
        {
            return start;
        }

        var small = Small(RecipeOf(null));
        var random = InFolds(small, start: null);
        var curve = new LearningCurve(random.Early, random.Trained, labeled.Classes.Count);
        var ofKnown = $"{Share(known)} of {Pictures(known)}, each third tried by what learned from the others, {(isBest ? $"with {tried.Images:N0} images" : "by a last layer alone")}";
        var ofRandom = $"{Share(random.Trained)} after {random.Images:N0} images of {small.ImageSize}x{small.ImageSize} with {small.Teacher.Network}"
            + (random.Early is [] ? "" : $" ({Share(random.Early)} after {random.EarlyImages:N0}, so {Percentage.Text(curve.Expected)} may be expected of twice as many)");
        return curve.Overtakes(known)
            ? AutoStart.FromRandom($"right on {ofRandom}; {init} on {ofKnown}")
            : start with { Reason = $"right on {ofKnown}; from random weights on {ofRandom}" };
    }

    /// <summary>The same recipe for a network that learns fast.</summary>
    private Recipe Small(Recipe recipe)
    {
        var size = input.ImageSize ?? Math.Min(SmallSize, recipe.ImageSize);
        return recipe with
        {
            ImageSize = size,
            Noise = recipe.Noise with { CropPadding = size * recipe.Noise.CropPadding / recipe.ImageSize },
            Teacher = size > SmallSize ? recipe.Teacher : recipe.Teacher with
            {
                Network = SmallNetwork,
                BatchSize = IsBatchGiven ? recipe.Teacher.BatchSize : Math.Min(SmallBatch, recipe.Teacher.BatchSize),
            },
        };
    }

    private bool IsBatchGiven => input.Overrides.Any(each => RecipeOverride.KeyOf(each).StartsWith("teacher", StringComparison.Ordinal) && new RecipeOverride(each).Sets("batch-size"));

    private static double PassesFor(AutoInput input) => Math.Min(MostSeconds / input.Whole.TotalSeconds, MostPart) * input.Passes;

    /// <summary>The pictures' own size, or a larger one as long as features then are right more often.</summary>
    private (int Size, string Reason) ChooseSize()
    {
        var sizes = PretrainedSizes.Of(input, network);
        var (size, reason) = sizes.Own;
        var left = SizesPart * _passes;
        bool[]? best = null;
        foreach (var larger in sizes.Larger)
        {
            left -= Features(larger) + (best is null ? Features(size) : 0);
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

            (reason, size, best) = ($"enlarged: the last layer alone is right on {Share(right)} of {Pictures(right)}, at {size} on {Share(best)}", larger, right);
        }

        return (size, reason);

        double Features(int at) => 2 * labeled.Images.Count * _speeds.Training(network, at) / 3;

        bool[] LastLayer(int at)
        {
            var recipe = RecipeOf(new AutoStart(init, network, "") { ImageSize = at, SizeReason = "" });
            return AtSize(recipe.ImageSize, pictures =>
            {
                var (plan, preparation) = Planned(recipe, pictures, pictures, weights);
                using var fitted = preparation.Prepare(plan with { FitLastLayerTo = pictures }, begins: true, null, cancellation).LastLayer!;
                return fitted.Right.ToArray();
            });
        }
    }

    /// <summary>Tries what learned from the other pictures on each fold: as it begins, with a fitted last layer, and after training.</summary>
    private Tried InFolds(Recipe recipe, AutoStart? start)
    {
        return AtSize(recipe.ImageSize, pictures =>
        {
            var folds = CrossValidation.FoldsOf(pictures.Labels, FoldCount, recipe.Seed, RandomUse.StartFolds);
            var all = new Tried([], [], [], double.PositiveInfinity, 0, 0, null);
            var isEarlyKnown = start is null;
            for (var fold = 0; fold < FoldCount; fold++)
            {
                cancellation.ThrowIfCancellationRequested();
                LabeledSet Those(Func<int, bool> each) => pictures.Subset([.. folds.Index().Where(picture => each(picture.Item)).Select(picture => picture.Index)]);
                var (learned, tried) = (Those(each => each != fold), Those(each => each == fold));
                var epochs = EpochsOf(recipe, learned.Images.Count, start is null ? RandomPart / (1 + LearningCurve.EarlyPart) : TrainingPart);
                var teacher = recipe with { Teacher = recipe.Teacher with { Epochs = epochs } };
                var (planned, preparation) = Planned(teacher, learned, tried, start is null ? null : weights);
                var plan = preparation.IsNeededFor(planned) ? preparation.Prepare(planned, begins: true, null, cancellation) : planned;
                using var fitted = plan.LastLayer;
                var (lastLayer, without) = fitted is null ? ([], 0) : Answer(teacher, plan with { Steps = 0 }, tried);
                var first = plan with { Steps = (long)Math.Ceiling(LearningCurve.EarlyPart * plan.Steps) };
                var (early, earlySeconds) = start is null ? Answer(teacher, first, tried) : ([], null);
                isEarlyKnown &= earlySeconds is not null;
                var (trained, seconds) = Answer(teacher, plan, tried);
                all = new Tried(
                    [.. all.LastLayer, .. lastLayer], [.. all.Early, .. early], [.. all.Trained, .. trained], Math.Min(all.Epochs, epochs), Math.Max(all.EarlyImages, first.TotalImages), Math.Max(all.Images, plan.TotalImages),
                    PassesOf(teacher, (seconds - without) / plan.TotalImages) ?? all.PassesOfImage);
            }

            return isEarlyKnown ? all : all with { Early = [] };
        });
    }

    /// <summary>On which pictures a model is right, and how long its training took; on none and no time where that diverged, which says enough.</summary>
    private (bool[] Right, double? Seconds) Answer(Recipe recipe, TrainingPlan plan, LabeledSet tried)
    {
        var sections = recipe.SectionsOf(0);
        var watch = Stopwatch.StartNew();
        try
        {
            using var model = new Trainer(sections.Training, sections.Noise, recipe.Seed, device).Train(plan, cancellation: cancellation);
            var seconds = watch.Elapsed.TotalSeconds;
            return (Predictor.Predict(model, tried.Images, device).AreRight(tried.Labels), seconds);
        }
        catch (NoisyStudentException)
        {
            return (new bool[tried.Images.Count], null);
        }
    }

    /// <summary>What an image of a recipe's teacher cost, as far as that is believable of so few steps; null where it was not measured, or there is no budget to keep to.</summary>
    private double? PassesOf(Recipe recipe, double? secondsOfImage)
    {
        const double Farthest = 3;
        var (model, batch) = (recipe.Teacher.Network, recipe.Teacher.BatchSize);
        var counted = _speeds.Training(model, recipe.ImageSize);
        return input.Time is { } time && secondsOfImage is { } seconds
            ? Math.Clamp((seconds * CountedSpeeds.OrdinaryPerSecond * time.Pace) - (_speeds.OfStep(model, recipe.ImageSize) / batch), counted / Farthest, counted * Farthest) : null;
    }

    /// <summary>How many epochs of what is learned from in a fold take their part of the time. What a step costs beside its images weighs less where these take longer (docs/experiments.md, "Which start, found out beforehand").</summary>
    private double EpochsOf(Recipe recipe, int images, double part)
    {
        var (model, batch) = (recipe.Teacher.Network, recipe.Teacher.BatchSize);
        var step = (batch * _speeds.Training(model, recipe.ImageSize)) + (_speeds.OfStep(model, recipe.ImageSize) * Math.Sqrt(Math.Min(1, input.Time?.Pace ?? 1)));
        return Math.Clamp(Math.Floor(part * _passes / FoldCount / step), 1, Math.Ceiling(EnoughImages / batch)) * batch / images;
    }

    private Recipe RecipeOf(AutoStart? start) => AutoRecipe.For(input, start).Recipe;

    private (TrainingPlan Plan, TrainingPreparation Preparation) Planned(Recipe recipe, LabeledSet learned, LabeledSet tried, InitialWeights? from)
    {
        var sections = recipe.SectionsOf(0);
        var sets = new RunSets(labeled, learned, tried, learned.Images, Test: null);
        var plan = new ModelPlans(sets, Normalization.Of(learned.Images, recipe.Channels)).Of(recipe, 0, null, null).From(from) with { Validation = tried.Subset([]) };
        return (plan, new TrainingPreparation(sections.Training, sections.Noise, recipe.Seed, device, features, store: null));
    }

    /// <summary>Does something with the pictures at a size, scaled once.</summary>
    private T AtSize<T>(int size, Func<LabeledSet, T> work)
    {
        var images = labeled.Images.At(size);
        try
        {
            return work(new LabeledSet(labeled.Path, images, labeled.Classes, labeled.Labels));
        }
        finally
        {
            if (images != labeled.Images)
            {
                images.Dispose();
            }
        }
    }

    private static bool IsBetter(bool[] right, bool[] than) =>
        PairedComparison.Of(than, right) is var both && both.OnlyModel > both.OnlyBaseline && both.PValue < MostChance;

    private static double Rate(bool[] right) => (double)Count(right) / Math.Max(1, right.Length);

    private static int Count(bool[] right) => right.Count(each => each);

    /// <summary>How many pictures were tried, and of how many classes where these are not all.</summary>
    private string Pictures(bool[] tried) => $"{tried.Length:N0} labeled pictures"
        + (labeled.Classes.Count < input.Labeled.Classes.Count ? $" (of {labeled.Classes.Count:N0} of the {input.Labeled.Classes.Count:N0} classes, among which it is easier than among all)" : "");

    private static string Share(bool[] right) => Percentage.Text(Rate(right));

    /// <summary>What came out of all folds.</summary>
    /// <param name="LastLayer">On which pictures it is right as it begins; none where it begins at random.</param>
    /// <param name="Early">On which pictures it is right after a shorter training; none where it begins with known weights, or one of these diverged.</param>
    /// <param name="Trained">On which pictures it is right after training.</param>
    /// <param name="Epochs">How many epochs the training had.</param>
    /// <param name="EarlyImages">How many images the shorter one saw.</param>
    /// <param name="Images">How many images it saw.</param>
    /// <param name="PassesOfImage">What one of them cost in the last training, as the first warms up.</param>
    private sealed record Tried(bool[] LastLayer, bool[] Early, bool[] Trained, double Epochs, long EarlyImages, long Images, double? PassesOfImage);
}
