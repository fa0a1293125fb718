using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Images;
using NoisyStudent.Recipes;

namespace NoisyStudent.SelfTraining;

/// <summary>What a person asks for: pictures, a recipe, a place.</summary>
public sealed record RunRequest
{
    /// <summary>The labeled set: a folder or archive of class folders, or another that <see cref="DatasetReader"/> reads, or one in memory.</summary>
    public required Given<LabeledSet> Labeled { get; init; }

    /// <summary>
    /// Corrections of labels, or a CSV file of them, which are applied to the labeled set before anything else is done with it; null for none. The settings of
    /// <see cref="RecipeCatalog.Auto"/> are chosen by the set as it is.
    /// </summary>
    public Given<LabelCorrections>? Corrections { get; init; }

    /// <summary>The unlabeled set: a folder or archive of any depth, or one in memory.</summary>
    public required Given<ImageSet> Unlabeled { get; init; }

    /// <summary>
    /// The Parquet file that <see cref="PseudoLabels.PseudoLabelSelection"/> wrote: the first student learns from it, and of <see cref="Unlabeled"/> only the
    /// pictures that it names are read. Null where the teacher of the run labels.
    /// </summary>
    public string? Selected { get; init; }

    /// <summary>
    /// A model's file, which is taken for the teacher as it is; or the folder of another run, from which all models are taken that this run would train the same, and
    /// for the teacher its best one where there is none such. Null to train one.
    /// </summary>
    public string? Teacher { get; init; }

    /// <summary>Labeled pictures for the final figures, as <see cref="Labeled"/> is given; null for none.</summary>
    public Given<LabeledSet>? Test { get; init; }

    /// <summary>A recipe, a built-in one's name, the path of a YAML file, or <see cref="RecipeCatalog.Auto"/>.</summary>
    public GivenRecipe Recipe { get; init; } = RecipeCatalog.Auto;

    /// <summary>Changes of settings, as <c>key.path=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>
    /// Weights from which the teacher starts, where they fit: <c>imagenet</c>, a name, or the path of a file, as the recipe's <c>teacher.init</c>, in whose place it
    /// comes; <c>random</c> for none; null for what the recipe says, or what <see cref="RecipeCatalog.Auto"/> finds best for the pictures.
    /// </summary>
    public string? Init { get; init; }

    /// <summary>The run folder.</summary>
    public required string Output { get; init; }

    /// <summary>Where networks run: <c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The most pixels a picture may have, as <see cref="ImageReading.MostPixels"/>.</summary>
    public int MostPixels { get; init; } = ImageReader.PixelLimit;

    /// <summary>What to do about pictures that cannot be read.</summary>
    public BadImagePolicy BadImages { get; init; }

    /// <summary>
    /// How long the whole run may take, interruptions left out: epochs, and networks where that is not enough, are fitted to it by what this machine is measured to
    /// do. Null leaves the recipe as it is.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>How often a training leaves a checkpoint from which the same request goes on. It does not change the result.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);
}
