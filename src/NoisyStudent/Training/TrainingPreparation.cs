using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>What is computed once before the steps of a training: the last layer's fit, and what frozen stages make of the images.</summary>
/// <param name="settings">Optimization.</param>
/// <param name="noise">Input noise.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="device">Where networks run.</param>
/// <param name="store">Where outputs of frozen stages are kept; null to keep none.</param>
internal sealed class TrainingPreparation(TrainingSettings settings, InputNoise noise, long seed, Device device, StageOutputStore? store)
{
    /// <summary>To more pictures a last layer is not fitted: they are spread evenly over all.</summary>
    private const int MostToFit = 10_000;

    private const int BatchSize = 32;

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
            var versions = noise.Flip ? 2 : 1;
            int[] chosen = [.. EvenSpread.Places(labeled.Images.Count, MostToFit)];
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            using var batch = new ImageBatch(BatchSize, plan.Description.ImageSize, plan.Description.Normalization, device);
            var features = new List<Tensor>();
            for (var start = 0; start < chosen.Length * versions; start += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var (first, length) = (start, Math.Min(BatchSize, (chosen.Length * versions) - start));
                TorchThreads.For(length, i => batch.Set(i, Shown(labeled.Images, chosen[(first + i) / versions], (first + i) % versions == 1)));
                features.Add(network.ForwardThrough(network.StageCount, batch.Input(length).to(type)).cpu());
                progress?.Report(done + ((start + length) / versions));
            }

            return LastLayerFit.Of(cat(features), [.. chosen.Select(each => labeled.Labels[each])], labeled.Classes.Count, seed);
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

    /// <summary>Blends of pictures are new each time, so nothing is kept of them.</summary>
    private bool KeepsOutputs(TrainingPlan plan) => store is not null && noise is { Versions: > 0, Mixup: 0, Cutmix: 0 } && plan is { FrozenStages: > 0, Steps: > 0 };
}
