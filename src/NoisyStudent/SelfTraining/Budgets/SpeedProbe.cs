using System.Diagnostics;
using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining.Budgets;

/// <summary>
/// Measures what models cost on this machine: by a few steps of the training itself, whose outcome is thrown away, and a few answers. What costs
/// the same is measured once.
/// </summary>
/// <param name="planOf">The training of a model of a recipe; pseudo-labels need not be known yet.</param>
/// <param name="enough">How long the steps of one model are measured, and half as long its answers.</param>
/// <param name="device">Where networks run.</param>
/// <param name="cancellation">Stops between steps.</param>
internal sealed class SpeedProbe(Func<Recipe, int, TrainingPlan> planOf, TimeSpan enough, Device device, CancellationToken cancellation) : IModelSpeeds
{
    private const int FewSteps = 10;
    private const int MostSteps = 1000;
    private const int Answers = 256;
    private const double HardlyAny = 1e-6;

    private readonly Dictionary<string, double> _known = [];

    /// <inheritdoc/>
    public double Training(Recipe recipe, int model)
    {
        var plan = PlanOf(recipe, model);
        return Once($"{plan.Description.Network} {plan.BatchSize} {plan.Ratio} {plan.ModelNoise}", () =>
        {
            // The first steps prepare kernels; in a few more stands how many fill the time.
            var rough = MeasureSteps(recipe, plan, FewSteps);
            var steps = Math.Clamp((int)(enough.TotalSeconds / rough), FewSteps, MostSteps);
            return (steps == FewSteps ? rough : MeasureSteps(recipe, plan, steps)) / plan.ImagesPerStep;
        });
    }

    /// <inheritdoc/>
    public double Answer(Recipe recipe, int model)
    {
        var plan = PlanOf(recipe, model);
        return Once(plan.Description.Network, () => MeasureAnswers(recipe, plan));
    }

    private double Once(string what, Func<double> measure) => _known.TryGetValue(what, out var known) ? known : _known[what] = measure();

    private TrainingPlan PlanOf(Recipe recipe, int model)
    {
        var plan = planOf(recipe, model);
        return plan with
        {
            // What images show and what is said of them does not change what a step takes.
            Unlabeled = model > 0 ? plan.Labeled : null,
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
            if (report.Seconds - reports[0].Seconds > enough.TotalSeconds)
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
        using var model = Train(recipe, plan, steps: 1, progress: null, cancellation);
        using var predictor = Predictor.Of(model, device);
        var images = plan.Labeled.Images.Subset([.. Enumerable.Range(0, Answers).Select(i => i % plan.Labeled.Images.Count)]);
        predictor.Predict(images, cancellation: cancellation);
        var watch = Stopwatch.StartNew();
        var answers = 0;
        do
        {
            predictor.Predict(images, cancellation: cancellation);
            answers += Answers;
        }
        while (watch.Elapsed < enough / 2);
        return watch.Elapsed.TotalSeconds / answers;
    }

    private TrainedModel Train(Recipe recipe, TrainingPlan plan, int steps, IProgress<TrainingProgress>? progress, CancellationToken stop) =>
        new Trainer(recipe.Training, recipe.Noise, recipe.Seed, device).Train(
            plan with { Epochs = steps / plan.StepsPerEpoch }, progress, cancellation: stop);
}
