using System.Diagnostics;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// Measures what models cost on this machine, in seconds: by a few steps of the training itself, whose outcome is thrown away, and a few answers. What costs
/// the same is measured once. Where whole batches would take more than a hundredth of the budget, batches of a few images stand for them.
/// </summary>
/// <param name="planOf">The training of a model of a recipe; images may stand for others that are not known yet.</param>
/// <param name="took">What an image took of each model that this run has trained already, the teacher first; null where that says nothing of others.</param>
/// <param name="budget">The time for the whole run.</param>
/// <param name="longest">How long the steps of one model are measured at most; it is a hundredth of the budget where that is shorter.</param>
/// <param name="patience">How much longer all of it may take where other work disturbs it.</param>
/// <param name="device">Where networks run.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class SpeedProbe(Func<Recipe, int, TrainingPlan> planOf, IReadOnlyList<double?> took, TimeSpan budget, TimeSpan longest, TimeSpan patience, Device device, CancellationToken cancellation)
{
    private const int MostSteps = 100_000;
    private const int FewImages = 16;
    private const int Answers = 256;
    private const double HardlyAny = 1e-6;

    /// <summary>The longest where the outcome is only to choose by, or is put right later.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    private readonly Dictionary<object, ImageTime> _known = [];

    /// <summary>How long the steps of one model are measured where nothing disturbs them; half as long its answers, and a quarter batches of a few images.</summary>
    private readonly TimeSpan _enough = TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, budget.TotalSeconds / 100));

    private TimeSpan _patience = patience;

    /// <summary>What models cost at present.</summary>
    public IModelSpeeds AtPresent => new Speeds(this, time => time.Typical);

    /// <summary>What they cost when the machine does nothing else, as far as that was seen.</summary>
    public IModelSpeeds AtBest => new Speeds(this, time => time.Fastest);

    /// <summary>How many times as long as the fastest what was disturbed takes, the largest such number; null where nothing was.</summary>
    public double? Slowdown { get; private set; }

    /// <summary>Where libtorch's threads are known to wait actively, each of them keeps a processor busy from a step's beginning to its end.</summary>
    private int BusyProcessors => device.type == TorchSharp.DeviceType.CPU && TorchThreads.IsTeam ? Math.Min(TorchThreads.Count, Environment.ProcessorCount) : 0;

    /// <summary>An image that goes through a training step.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="model">0 is the teacher.</param>
    public ImageTime Training(Recipe recipe, int model)
    {
        var (plan, key) = (PlanOf(recipe, model), KeyOf(recipe, model));
        return Once(key, () =>
        {
            var ofFew = MeasureSteps(recipe, OfFewImages(plan), _enough / 4);
            var time = IsTooLong(ofFew.Typical * plan.ImagesPerStep) ? ofFew : MeasureSteps(recipe, plan, _enough);
            if (!time.IsSteady)
            {
                Slowdown = Math.Max(Slowdown ?? 1, time.Typical / time.Fastest);
            }

            return time.With(took.Where((_, trained) => KeyOf(recipe, trained).Equals(key)).LastOrDefault());
        });
    }

    /// <summary>All that a training's speed depends on.</summary>
    private object KeyOf(Recipe recipe, int model)
    {
        var (plan, sections) = (PlanOf(recipe, model), recipe.SectionsOf(model));
        return (plan.Description.Network, string.Join('+', plan.Parts.Select(part => part.Images)), plan.ModelNoise, sections.Training, sections.Noise);
    }

    private ImageTime Answer(Recipe recipe, int model)
    {
        var plan = PlanOf(recipe, model);
        return Once(plan.Description.Network, () => MeasureAnswers(recipe, plan));
    }

    private ImageTime Once(object what, Func<ImageTime> measure) => _known.TryGetValue(what, out var known) ? known : _known[what] = measure();

    private bool IsTooLong(double seconds) => seconds > budget.TotalSeconds / 100;

    private static TrainingPlan OfFewImages(TrainingPlan plan) => plan with
    {
        Parts = [.. plan.Parts.Select(part => part with { Images = Math.Min(part.Images, Math.Max(1, FewImages * part.Images / plan.ImagesPerStep)) })],
    };

    private TrainingPlan PlanOf(Recipe recipe, int model)
    {
        var plan = planOf(recipe, model);
        return plan with
        {
            Start = null,
            Validation = plan.Validation.Subset([]),

            // So few steps at the full rate can end in no numbers at all.
            LearningRate = HardlyAny,
        };
    }

    /// <summary>The first step prepares kernels, and does not count.</summary>
    private ImageTime MeasureSteps(Recipe recipe, TrainingPlan plan, TimeSpan window)
    {
        var sections = recipe.SectionsOf(plan.Iteration);
        using var features = new FeatureStore(folder: null, device);
        using var store = new StageOutputStore(folder: null, recipe.Seed, device);
        var prepared = new TrainingPreparation(sections.Training, sections.Noise, recipe.Seed, device, features, store).WithFewOutputs(plan, cancellation);
        var times = new StepTimes(window, _patience, BusyProcessors);
        var watch = new Stopwatch();
        var processor = TimeSpan.Zero;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new Relay<TrainingProgress>(_ =>
        {
            if (watch.IsRunning)
            {
                times.Add(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
            }

            if (times.IsDone)
            {
                stop.Cancel();
            }

            processor = Environment.CpuUsage.TotalTime;
            watch.Restart();
        });
        try
        {
            Train(recipe, prepared, MostSteps, progress, stop.Token).Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It has taken long enough.
        }

        return Measured(times, plan.ImagesPerStep);
    }

    private ImageTime MeasureAnswers(Recipe recipe, TrainingPlan plan)
    {
        using var model = Train(recipe, OfFewImages(plan), steps: 1, progress: null, cancellation);
        using var predictor = Predictor.Of(model, device);
        var known = plan.Parts[0].Set.Images;
        Answer(FewImages);
        var ofFew = Measure(FewImages, _enough / 4);
        return IsTooLong(ofFew.Typical * Answers) ? ofFew : Measure(Answers, _enough / 2);

        // Whether its threads wait actively is ONNX Runtime's matter.
        ImageTime Measure(int count, TimeSpan window)
        {
            var times = new StepTimes(window, _patience, processors: 0);
            while (!times.IsDone)
            {
                times.Add(Answer(count), processor: 0);
            }

            return Measured(times, count);
        }

        double Answer(int count)
        {
            var images = known.Subset([.. Enumerable.Range(0, count).Select(i => i % known.Count)]);
            var watch = Stopwatch.StartNew();
            predictor.Predict(images, cancellation: cancellation);
            return watch.Elapsed.TotalSeconds;
        }
    }

    /// <summary>What one piece of work needed more than its window, others have less.</summary>
    private ImageTime Measured(StepTimes times, int images)
    {
        _patience -= times.Waited;
        return times.Each(images);
    }

    private TrainedModel Train(Recipe recipe, TrainingPlan plan, int steps, IProgress<TrainingProgress>? progress, CancellationToken stop)
    {
        var sections = recipe.SectionsOf(plan.Iteration);
        return new Trainer(sections.Training, sections.Noise, recipe.Seed, device, stepsPerReport: 1).Train(plan with { Steps = steps }, progress, cancellation: stop);
    }

    private sealed class Speeds(SpeedProbe probe, Func<ImageTime, double> seconds) : IModelSpeeds
    {
        public double Training(Recipe recipe, int model) => seconds(probe.Training(recipe, model));

        public double Answer(Recipe recipe, int model) => seconds(probe.Answer(recipe, model));
    }
}
