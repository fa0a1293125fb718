using System.Security.Cryptography;
using System.Text;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;

namespace NoisyStudent.Runs.Models;

/// <summary>
/// What decides a model: its part of the recipe, its pictures, what it starts from and is taught by, its seed. Two models of the same key are the same, but for
/// last bits, which depend on the machine.
/// </summary>
/// <param name="Facts">All that decides it, by name.</param>
internal sealed record ModelOrigin(IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Counts up where the same facts come to train another model, so that no model of before is taken for one of now.</summary>
    private const int Version = 1;

    /// <summary>SHA-256 of the facts, in hexadecimal digits.</summary>
    public string Key { get; } = Hash(Facts.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}"));

    /// <summary>What decides a model of a run.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="iteration">Which model: 0 is the teacher.</param>
    /// <param name="data">All pictures of the run, and what it starts from.</param>
    /// <param name="sets">Which pictures are learned from, and which measure.</param>
    /// <param name="earlier">The keys of the models before it.</param>
    internal static ModelOrigin Of(Recipe recipe, int iteration, RunData data, RunSets sets, IReadOnlyList<string> earlier)
    {
        var facts = new Dictionary<string, string>
        {
            ["version"] = $"{Version}",
            ["iteration"] = $"{iteration}",
            ["seed"] = $"{recipe.Seed}",
            ["classes"] = $"{data.Labeled.Classes.Count}, sha256 {Hash(data.Labeled.Classes)}",
            ["training pictures"] = PicturesOf(data.LabeledFingerprint, sets.Training.Images.Names),
            ["image-size"] = $"{recipe.ImageSize}",
            ["stored-size"] = $"{recipe.KeptSize}",
            ["channels"] = $"{recipe.Channels}",
            ["fit"] = $"{recipe.Fit}",
            ["sample-bits"] = $"{recipe.SampleBits}",
        };
        Add("", RecipeYaml.Flatten(recipe.ModelSettingsOf(iteration) with { Noise = null, Training = null, FineTuning = null }));
        var sections = recipe.SectionsOf(iteration);
        Add("noise.", RecipeYaml.Flatten(sections.Noise));
        Add("training.", RecipeYaml.Flatten(sections.Training));
        Add("fine-tuning.", RecipeYaml.Flatten(sections.FineTuning));
        if (iteration == 0)
        {
            facts["start"] = data.Init is null ? "random weights" : $"weights of sha256 {data.Init.Hash}";
        }
        else if (iteration == 1 && data.Selected is { } selected)
        {
            facts["selection"] = $"sha256 {selected.Hash}";
            facts["teachers"] = earlier[^1];
            AddLabels(recipe.PseudoLabels, [nameof(PseudoLabelSettings.Kind), nameof(PseudoLabelSettings.Temperature), nameof(PseudoLabelSettings.LabelSmoothing)]);
        }
        else
        {
            facts["unlabeled pictures"] = PicturesOf(data.UnlabeledFingerprint, sets.Unlabeled.Names);
            facts["teachers"] = string.Join(' ', earlier.TakeLast(recipe.PseudoLabels.Ensemble));
            AddLabels(recipe.PseudoLabels, null);
            if (recipe.PseudoLabels.Calibrate || recipe.PseudoLabels.KeepKnown is not null)
            {
                facts["held-out pictures"] = PicturesOf(data.LabeledFingerprint, sets.Validation.Images.Names);
            }

            if (recipe.PseudoLabels is { Balance: true, BalanceTowards: ClassShares.Labeled })
            {
                facts["labeled pictures of each class"] = string.Join(' ', sets.Labeled.CountByClass());
            }
        }

        return new ModelOrigin(facts);

        void Add(string section, IReadOnlyDictionary<string, string> settings)
        {
            foreach (var (name, value) in settings)
            {
                facts[section + name] = value;
            }
        }

        void AddLabels(PseudoLabelSettings settings, IReadOnlyList<string>? alone) => Add("pseudo-labels.", RecipeYaml.Flatten(settings)
            .Where(setting => alone is null || alone.Select(RecipeSetting.Kebab).Contains(setting.Key)).ToDictionary());
    }

    /// <summary>What decides a model that was trained beforehand: what its run says of it, or where it says nothing, its file.</summary>
    /// <param name="model">The file.</param>
    /// <exception cref="NoisyStudentException">What its run says of it is damaged.</exception>
    internal static ModelOrigin OfFile(string model)
    {
        var hash = WholeFile.HashOf(model);
        var record = ModelRecord.Read(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, RunFolder.RecordName));
        return record?.Sha256 == hash ? new ModelOrigin(record.DecidedBy) : new ModelOrigin(new Dictionary<string, string> { ["file"] = $"sha256 {hash}" });
    }

    /// <summary>What is other than in another origin, for a person: <c>epochs 48 instead of 40</c>.</summary>
    /// <param name="other">The other one.</param>
    internal IReadOnlyList<string> DifferencesFrom(ModelOrigin other) =>
    [
        .. Facts.Keys.Union(other.Facts.Keys).Where(name => Facts.GetValueOrDefault(name) != other.Facts.GetValueOrDefault(name))
            .Select(name => $"{name} {Facts.GetValueOrDefault(name, "none")} instead of {other.Facts.GetValueOrDefault(name, "none")}"),
    ];

    /// <summary>Which pictures of a set: their names tell them apart in it.</summary>
    private static string PicturesOf(string fingerprint, IReadOnlyList<string> names) => $"{names.Count}, sha256 {Hash([fingerprint, .. names])}";

    /// <summary>A hash of texts with their ends, so that no two ways to divide them are the same.</summary>
    private static string Hash(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{text}\0"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
