using System.Diagnostics;
using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Recipes;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using static TorchSharp.torch;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// How fast this machine trains, as a recipe that is made for a budget needs to know before there is any recipe: by a few steps of what
/// <see cref="CountedSpeeds"/> counts in. Both are how many times as many images as two ordinary cores it trains in the same time.
/// </summary>
/// <param name="Best">When it does nothing else: what stays for the whole run is chosen by it.</param>
/// <param name="Present">While that was measured.</param>
/// <param name="IsDisturbed">Whether other work disturbed it meanwhile.</param>
/// <param name="Seconds">How long it was measured.</param>
internal readonly record struct MachinePace(double Best, double Present, bool IsDisturbed, double Seconds)
{
    private const int ImageSize = CountedSpeeds.UnitSize;
    private const int Pictures = 256;
    private const int Classes = 10;

    /// <summary>How much longer it may take where other work disturbs it: so much of the budget, or seconds. One thread is measured too, so little does.</summary>
    private const double PatiencePart = 0.005;
    private const double MostPatience = 5;

    /// <summary>Where it has taken more than this part of the budget, nothing more is measured.</summary>
    private const double MostPart = 0.1;

    /// <summary>Measures it.</summary>
    /// <param name="budget">The run's budget, of which it takes little.</param>
    /// <param name="device">Where networks run.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static MachinePace Measure(TimeSpan budget, Device device, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        var watch = Stopwatch.StartNew();
        string[] classes = [.. Enumerable.Range(0, Classes).Select(each => each.ToString(CultureInfo.InvariantCulture))];
        string[] names = [.. Enumerable.Range(0, Pictures).Select(each => each.ToString(CultureInfo.InvariantCulture))];
        using var images = new ImageSet(ImageSize, names, Enumerable.Range(0, Pictures).Select(Picture));
        var labeled = new LabeledSet("", images, classes, [.. Enumerable.Range(0, Pictures).Select(each => each % Classes)]);
        var recipe = new Recipe { ImageSize = ImageSize, Training = new TrainingSettings { Optimizer = OptimizerKind.Muon } };
        var plan = new TrainingPlan
        {
            Iteration = 0,
            Description = new ModelDescription(CountedSpeeds.UnitNetwork, classes, ImageSize, Normalization.Of(images, RgbImage.Channels)),
            ModelNoise = ModelNoise.None,
            Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(labeled, labelSmoothing: 0), Images = Pictures / 2 }],
            LearningRate = 1,
            Steps = 2,
            StepsPerEpoch = 2,
            Validation = labeled.Subset([]),
        };
        var together = Steps(TimeSpan.FromSeconds(Math.Min(MostPatience, budget.TotalSeconds * PatiencePart)));
        var isSure = together.IsSteady && TorchThreads.IsTeam;
        var hasOthers = device.type == TorchSharp.DeviceType.CPU && TorchThreads.Count > 1;
        var alone = hasOthers && !isSure && IsShort(watch.Elapsed.TotalSeconds, budget) ? OnOneThread(() => Steps(patience: TimeSpan.Zero)) : (ImageTime?)null;
        return Of(together, alone, watch.Elapsed);

        ImageTime Steps(TimeSpan patience) => new SpeedProbe((_, _) => plan, [], budget, SpeedProbe.Moment, patience, device, cancellation).Training(recipe, model: 0);
    }

    /// <summary>
    /// The pace of what was measured. Threads that wait for each other are slowed a hundredfold by other work on one of their processors, a single one by its share alone, and
    /// of its processor time it then needs hardly more. So the machine is at least as fast as one thread by that, and where all of them are slower, they were disturbed.
    /// </summary>
    /// <param name="together">What an image takes with all threads.</param>
    /// <param name="alone">What it takes with one; null where that was not measured: there is but one, all were seen to be undisturbed, or there is no time.</param>
    /// <param name="taken">How long both took.</param>
    public static MachinePace Of(ImageTime together, ImageTime? alone, TimeSpan taken)
    {
        var fastest = Math.Min(together.Fastest, alone is { Processor: > 0 and var processor } ? processor : double.PositiveInfinity);
        return new(PaceOf(fastest), PaceOf(together.Typical), !together.IsSteady || fastest < together.Fastest, taken.TotalSeconds);
    }

    /// <summary>The pace of two moments: the machine can do what it did in the better one.</summary>
    /// <param name="later">The pace of the later one.</param>
    public MachinePace Then(MachinePace later) => later with { Best = Math.Max(Best, later.Best) };

    /// <summary>Whether another moment may find it better, and takes little of a budget.</summary>
    /// <param name="budget">The budget.</param>
    public bool IsWorthAnother(TimeSpan budget) => IsDisturbed && IsShort(Seconds, budget);

    private static bool IsShort(double seconds, TimeSpan budget) => seconds <= MostPart * budget.TotalSeconds;

    private static double PaceOf(double seconds) => 1 / (CountedSpeeds.OrdinaryPerSecond * seconds);

    private static T OnOneThread<T>(Func<T> work)
    {
        var threads = TorchThreads.Count;
        TorchThreads.Count = 1;
        try
        {
            return work();
        }
        finally
        {
            TorchThreads.Count = threads;
        }
    }

    /// <summary>What pictures show does not change what a step takes.</summary>
    private static byte[] Picture(int number) => [.. Enumerable.Range(0, ImageSize * ImageSize * RgbImage.Channels).Select(place => (byte)((place * 31) + number))];
}
