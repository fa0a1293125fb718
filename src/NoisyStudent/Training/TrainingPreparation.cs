using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>What is computed once before the steps of a training: the last layer's fit, and what frozen stages make of the images.</summary>
/// <param name="settings">Optimization.</param>
/// <param name="noise">Input noise.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="device">Where networks run.</param>
/// <param name="features">Where features of pictures are kept.</param>
/// <param name="store">Where outputs of frozen stages are kept; null to keep none.</param>
internal sealed class TrainingPreparation(TrainingSettings settings, InputNoise noise, long seed, Device device, FeatureStore features, StageOutputStore? store)
{
    /// <summary>To more pictures of a part a last layer is not fitted: they are spread evenly over all.</summary>
    public const int MostToFit = 10_000;

    /// <summary>How many are shown to the network at once.</summary>
    private const int BatchSize = 256;

    /// <summary>Whether there is anything to compute.</summary>
    /// <param name="plan">The training.</param>
    public bool IsNeededFor(TrainingPlan plan) => plan.FitLastLayerTo is not null || KeepsOutputs(plan);

    /// <summary>Computes it.</summary>
    /// <param name="plan">The training.</param>
    /// <param name="begins">Whether the training begins, so that the last layer is to be fitted.</param>
    /// <param name="progress">Told how many pictures have gone through the network.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The plan with what came out, of which <see cref="TrainingPlan.LastLayer"/> is the caller's.</returns>
    public TrainingPlan Prepare(TrainingPlan plan, bool begins, IProgress<int>? progress, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        using var network = TrainingState.Create(plan, seed, device, prepare: true);
        network.eval();
        var type = settings.Precision.TypeOn(device);
        var done = 0;
        var prepared = plan with
        {
            Outputs = KeepsOutputs(plan) ? [.. plan.Parts.Select(part => part.Images == 0 ? null : OutputsOf(part))] : null,
            LastLayer = begins && plan.FitLastLayerTo is { } labeled ? Fit(labeled) : null,
        };
        return prepared;

        StageOutputs OutputsOf(TrainingPart part)
        {
            var passes = Math.Max(1, (int)Math.Min(int.MaxValue, Math.Ceiling((double)plan.Steps * part.Images / part.Set.Images.Count)));
            var outputs = store!.Of(
                network, plan.FrozenStages, type, part.Set.Images, part.HasFullInputNoise ? noise : noise.CropAndFlipAlone(), Math.Min(noise.Versions, passes), plan.Description,
                new Relay<int>(computed => progress?.Report(done + computed)), cancellation);
            done += part.Set.Images.Count;
            return outputs;
        }

        LastLayerFit Fit(LabeledSet labeled)
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            using var seen = features.Of(network, plan.Description, type);
            var chosen = PlacesToFit(labeled);
            var others = Beside(plan).Select(part => Others(seen, part)).ToArray();
            return LastLayerFit.Of(FeaturesOf(seen, labeled.Images, chosen), [.. chosen.Select(each => labeled.Labels[each])], labeled.Classes.Count, seed, others, plan.Parts[0].ClassWeights, cancellation);
        }

        LastLayerFit.Others Others(FeatureStore.Features seen, TrainingPart part)
        {
            var chosen = ChosenOf(part);
            int[] pictures = [.. chosen.Select(each => each.Picture)];
            using var source = part.Set.Begin(new TrainedModel(network, plan.Description));
            var targets = new List<Tensor>();
            foreach (var some in pictures.Chunk(BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                targets.Add(tensor(source.Targets(some, step: 0)).reshape(some.Length, -1));
            }

            return new LastLayerFit.Others(FeaturesOf(seen, part.Set.Images, pictures), cat(targets), [.. chosen.Select(each => each.Copies)], part.Weight, part.ClassWeights);
        }

        Tensor FeaturesOf(FeatureStore.Features seen, ImageSet images, int[] pictures)
        {
            var versions = noise.Flip ? 2 : 1;
            var parts = new List<Tensor>();
            for (var start = 0; start < pictures.Length * versions; start += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var (first, count) = (start, Math.Min(BatchSize, (pictures.Length * versions) - start));
                parts.Add(seen.Of(count, i => Shown(images, pictures[(first + i) / versions], (first + i) % versions == 1)));
                progress?.Report(done + ((start + count) / versions));
            }

            done += pictures.Length;
            return cat(parts);
        }

        byte[] Shown(ImageSet images, int image, bool mirrored)
        {
            var picture = images.Picture(image).FitSquare(plan.Description.ImageSize).Pixels;
            if (mirrored)
            {
                CropAndFlip.Mirror(picture, plan.Description.ImageSize);
            }

            return picture;
        }
    }

    /// <summary>The training with what frozen stages make of a few pictures in place of all, so that its steps can be measured without that of all.</summary>
    /// <param name="plan">The training.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public TrainingPlan WithFewOutputs(TrainingPlan plan, CancellationToken cancellation)
    {
        const int Few = 32;
        if (!KeepsOutputs(plan))
        {
            return plan;
        }

        using var network = TrainingState.Create(plan, seed, device, prepare: true);
        return plan with { Outputs = [.. plan.Parts.Select(part => part.Images == 0 ? null : OutputsOf(part.Set.Images))] };

        StageOutputs OutputsOf(ImageSet images) => store!.Of(
            network, plan.FrozenStages, settings.Precision.TypeOn(device), images.Subset([.. Enumerable.Range(0, Math.Min(Few, images.Count))]), noise, versions: 1, plan.Description, progress: null, cancellation)
            .StandingFor(images.Count);
    }

    /// <summary>How many pictures a last layer is fitted to, whether or not that was done already.</summary>
    /// <param name="plan">The training.</param>
    public static int PicturesFitted(TrainingPlan plan) =>
        plan.FitLastLayerTo is { } labeled ? PlacesToFit(labeled).Length + Beside(plan).Sum(part => ChosenOf(part).Count) : 0;

    /// <summary>The parts of a plan beside the labeled images, as far as they count.</summary>
    private static IEnumerable<TrainingPart> Beside(TrainingPlan plan) => plan.Parts.Skip(1).Where(part => part is { Images: > 0, Weight: > 0, Set.Images.Count: > 0 });

    /// <summary>Of each class its share of <see cref="MostToFit"/>, and one at the least: a class of which none is seen would hardly ever be answered.</summary>
    /// <param name="labeled">The labeled pictures.</param>
    public static int[] PlacesToFit(LabeledSet labeled)
    {
        var part = Math.Min(1, (double)MostToFit / labeled.Labels.Count);
        return [.. labeled.Labels.Index().GroupBy(each => each.Item, each => each.Index).Select(group => group.ToArray())
            .SelectMany(pictures => EvenSpread.Places(pictures.Length, Math.Max(1, (int)(part * pictures.Length))).Select(place => pictures[place])).Order()];
    }

    /// <summary>A picture that is there more than once counts as often, and is seen once.</summary>
    private static List<(int Picture, int Copies)> ChosenOf(TrainingPart part)
    {
        var pictures = Enumerable.Range(0, part.Set.Images.Count).GroupBy(part.Set.Images.PlaceOf).Select(group => (group.First(), group.Count())).ToArray();
        return [.. EvenSpread.Places(pictures.Length, MostToFit).Select(place => pictures[place])];
    }

    /// <summary>Blends of pictures are new each time, so nothing is kept of them.</summary>
    private bool KeepsOutputs(TrainingPlan plan) => store is not null && noise is { Versions: > 0, Mixup: 0, Cutmix: 0 } && plan is { FrozenStages: > 0, Steps: > 0 };
}
