using System.Diagnostics;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// Measures what models cost on this machine, in seconds: by a few steps of the training itself, whose outcome is thrown away, and a few answers. What costs
/// the same is measured once. Where whole batches would take more than a hundredth of the budget, batches of a few images stand for them.
/// </summary>
/// <param name="planOf">The training of a model of a recipe; images may stand for others that are not known yet.</param>
/// <param name="budget">The time for the whole run.</param>
/// <param name="device">Where networks run.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class SpeedProbe(Func<Recipe, int, TrainingPlan> planOf, TimeSpan budget, Device device, CancellationToken cancellation) : IModelSpeeds
{
    private const int FewSteps = 10;
    private const int MostSteps = 1000;
    private const int FewImages = 16;
    private const int Answers = 256;
    private const double HardlyAny = 1e-6;

    private readonly Dictionary<object, double> _known = [];

    /// <summary>How long the steps of one model are measured, and half as long its answers, if they are not few.</summary>
    private readonly TimeSpan _enough = TimeSpan.FromSeconds(Math.Min(2, budget.TotalSeconds / 100));

    /// <inheritdoc/>
    public double Training(Recipe recipe, int model)
    {
        var plan = PlanOf(recipe, model);
        var sections = recipe.SectionsOf(model);
        return Once((plan.Description.Network, string.Join('+', plan.Parts.Select(part => part.Images)), plan.ModelNoise, sections.Training, sections.Noise), () =>
        {
            var few = OfFewImages(plan);
            var ofFew = MeasureSteps(recipe, few, FewSteps) / few.ImagesPerStep;
            if (IsTooLong(ofFew * plan.ImagesPerStep))
            {
                return ofFew;
            }

            // The first steps prepare kernels; in a few more stands how many fill the time.
            var rough = MeasureSteps(recipe, plan, FewSteps);
            var steps = Math.Clamp((int)(_enough.TotalSeconds / rough), FewSteps, MostSteps);
            return (steps == FewSteps ? rough : MeasureSteps(recipe, plan, steps)) / plan.ImagesPerStep;
        });
    }

    /// <inheritdoc/>
    public double Answer(Recipe recipe, int model)
    {
        var plan = PlanOf(recipe, model);
        return Once(plan.Description.Network, () => MeasureAnswers(recipe, plan));
    }

    private double Once(object what, Func<double> measure) => _known.TryGetValue(what, out var known) ? known : _known[what] = measure();

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

    /// <summary>Seconds a step, those before the first report left out.</summary>
    private double MeasureSteps(Recipe recipe, TrainingPlan plan, int steps)
    {
        var reports = new List<TrainingProgress>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new Relay<TrainingProgress>(report =>
        {
            reports.Add(report);
            if (report.Seconds - reports[0].Seconds > _enough.TotalSeconds)
            {
                stop.Cancel();
            }
        });
        try
        {
            Train(recipe, plan, steps, progress, stop.Token).Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It has taken long enough.
        }

        return (reports[^1].Seconds - reports[0].Seconds) / (reports[^1].Step - reports[0].Step);
    }

    private double MeasureAnswers(Recipe recipe, TrainingPlan plan)
    {
        using var model = Train(recipe, OfFewImages(plan), steps: 1, progress: null, cancellation);
        using var predictor = Predictor.Of(model, device);
        Measure(FewImages);
        var ofFew = Measure(FewImages);
        return IsTooLong(ofFew * Answers) ? ofFew : Measure(Answers);

        double Measure(int count)
        {
            var known = plan.Parts[0].Set.Images;
            var images = known.Subset([.. Enumerable.Range(0, count).Select(i => i % known.Count)]);
            var watch = Stopwatch.StartNew();
            var answers = 0;
            do
            {
                predictor.Predict(images, cancellation: cancellation);
                answers += count;
            }
            while (count == Answers && watch.Elapsed < _enough / 2);
            return watch.Elapsed.TotalSeconds / answers;
        }
    }

    private TrainedModel Train(Recipe recipe, TrainingPlan plan, int steps, IProgress<TrainingProgress>? progress, CancellationToken stop) =>
        new Trainer(recipe.SectionsOf(plan.Iteration).Training, recipe.SectionsOf(plan.Iteration).Noise, recipe.Seed, device).Train(
            plan with { Steps = steps }, progress, cancellation: stop);
}
