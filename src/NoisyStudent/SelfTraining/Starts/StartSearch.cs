using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Prediction;
using NoisyStudent.Pretrained;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>What models should start from: what the person asks for, else what does better on some of their labeled pictures.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="input">What the recipe is made for.</param>
/// <param name="device">Where networks run.</param>
/// <param name="observer">Who is told.</param>
internal sealed class StartSearch(RunRequest request, RunFolder folder, AutoInput input, Device device, IRunObserver observer)
{
    /// <summary>More labeled pictures do not make the choice surer, but longer; fewer say nothing.</summary>
    private const int MostPictures = 600, LeastPictures = 16;

    /// <summary>Shorter runs start from random weights unasked.</summary>
    private static readonly TimeSpan _leastTime = TimeSpan.FromMinutes(1);

    /// <summary>Finds it.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What models should start from; null where there is nothing to be found out.</returns>
    public AutoStart? Find(CancellationToken cancellation)
    {
        if (File.Exists(folder.RecipeFile) || File.Exists(folder.BudgetFile))
        {
            return AutoStartFile.Read(folder.StartFile);
        }

        if (request.Teacher is not null)
        {
            return OfTeacher(request.Teacher);
        }

        var asked = AskedBy(request);
        var isGiven = asked is null && request.Overrides.Any(each => RecipeOverride.KeyOf(each) == AutoStart.Key || new RecipeOverride(each).Sets("network"));
        if (asked == AutoStart.Random || isGiven)
        {
            return null;
        }

        return asked is not null ? Asked(asked, cancellation)
            : !ImageNetWeights.AreHere ? AutoStart.FromRandom("the package NoisyStudent.Pretrained, which brings what ImageNet taught, is not here")
            : input.Whole < _leastTime ? AutoStart.FromRandom($"less than a minute leaves no time to find out whether {ImageNetWeights.Name} helps")
            : Unasked(ImageNetWeights.Name, ImageNetWeights.Network, cancellation);
    }

    /// <summary>What a person wants the teacher to start from; null where they say nothing of it.</summary>
    /// <param name="request">What they ask for.</param>
    public static string? AskedBy(RunRequest request) => request.Init ?? AutoInput.Written(request.Overrides, AutoStart.Key);

    /// <summary>What the run began with whose model is the teacher; students of another model are trained as those of known weights, where its network and images are such.</summary>
    private AutoStart? OfTeacher(string teacher)
    {
        var model = input.Model!;
        var before = Directory.Exists(teacher) ? AutoStartFile.Read(new RunFolder(teacher).StartFile) : null;
        return before?.Network == model.Network ? before with { ImageSize = model.ImageSize, SizeReason = GivenModel.Reason }
            : IsOfRandom(model) ? null
            : new AutoStart(null, model.Network, "you give the teacher");
    }

    private AutoStart? Asked(string name, CancellationToken cancellation)
    {
        var wanted = input.Written("teacher.network");
        var network = input.Model?.Network ?? NetworkOf(name, cancellation) ?? wanted
            ?? throw new NoisyStudentException($"{name} does not say which network its weights are of: give `teacher.network`; `weights` lists what there is under a name.");
        return (wanted is not null && wanted != network) || (input.Model is { } model && IsOfRandom(model)) ? null : Compare(name, network, "you asked for it", cancellation);
    }

    /// <summary>Whether a model is one that recipes for random weights make, so that it goes on by such a recipe.</summary>
    private static bool IsOfRandom(GivenModel model) => PassPlan.Chooses(model.Network) || model.ImageSize < PretrainedSizes.Smallest;

    /// <summary>Whose weights they are: by their name as far as that tells, else by what they say.</summary>
    private string? NetworkOf(string name, CancellationToken cancellation)
    {
        if (NamedWeights.NetworkOf(name) is { } known)
        {
            return known;
        }

        using var weights = NamedWeights.Read(name, observer, cancellation);
        return weights.Network;
    }

    private AutoStart Unasked(string name, string network, CancellationToken cancellation)
    {
        if (Refusal(new AutoStart(name, network, "")) is { } refusal)
        {
            // What is wrong with random weights too is said where the recipe is made.
            return AutoStart.FromRandom($"what you set does not suit {name}: {refusal}");
        }

        return Compare(name, network, Refusal(null) is null ? null : "what you set suits no random weights", cancellation);
    }

    private AutoStart Compare(string name, string network, string? decided, CancellationToken cancellation)
    {
        var size = input.ImageSize ?? PretrainedSizes.Of(input, network).Own.Size;
        var most = (int)Math.Min(MostPictures, StartComparison.PicturesFor(input, network, size));
        if (most < LeastPictures)
        {
            return NotCompared("there is no time to find out whether it is better than random weights");
        }

        using var weights = NamedWeights.Read(name, observer, cancellation);
        using var features = new FeatureStore(folder: null, device);
        return observer.During(new RunStage("compare what models could start from"), _ =>
        {
            using var read = request.Labeled.Value is null ? Read(name, network, most, cancellation) : null;
            var some = (read ?? request.Labeled.Value) is { } labeled ? labeled.Subset(ClassSample.Of([.. labeled.Labels.Select(label => labeled.Classes[label])], most)) : null;
            string[] classes = some is null ? [] : [.. some.Labels.Distinct().Order().Select(label => some.Classes[label])];
            return some is null || some.Images.Count < LeastPictures || classes.Length < 2
                ? NotCompared("there are too few labeled pictures of each class to find out whether it is better than random weights")
                : new StartComparison(input, Among(some, classes), weights, name, network, device, features, cancellation).Choose(decided);
        });

        AutoStart NotCompared(string reason) => new(name, network, decided ?? reason);
    }

    /// <summary>Some labeled pictures, as large as they are or as they could be needed; null where there are none of classes of two or more, or they cannot be read, of which the run itself tells more.</summary>
    private LabeledSet? Read(string name, string network, int most, CancellationToken cancellation)
    {
        var recipe = AutoRecipe.For(input, new AutoStart(name, network, "")).Recipe;
        var random = Refusal(null) is null ? AutoRecipe.For(input, null).Recipe.ImageSize : 0;
        int[] larger = input.ImageSize is null ? [.. PretrainedSizes.Of(input, network).Larger] : [];
        var largest = larger.Append(recipe.ImageSize).Max();
        try
        {
            return DatasetReader.ReadLabeled(request.Labeled.Path!, new ReadingSettings
            {
                ImageSize = Math.Max(random, Math.Min(largest, Math.Max(1, input.Labeled.ShorterSideMedian))),
                Set = "labeled",
                PixelFolder = folder.Path,
                LeaveOut = folder.Path,
                Fit = recipe.Fit,
                SampleBits = recipe.SampleBits,
                MostPixels = request.MostPixels,
                Most = most,
            }, cancellation);
        }
        catch (NoisyStudentException)
        {
            return null;
        }
    }

    /// <summary>A set as one of some of its classes.</summary>
    private static LabeledSet Among(LabeledSet set, string[] classes) =>
        new(set.Path, set.Images, classes, [.. set.Labels.Select(label => Array.IndexOf(classes, set.Classes[label]))]);

    /// <summary>Why a recipe with what the person sets cannot start so; null where it can.</summary>
    private string? Refusal(AutoStart? start)
    {
        try
        {
            AutoRecipe.For(input, start);
            return null;
        }
        catch (NoisyStudentException refusal)
        {
            return refusal.Message;
        }
    }
}
