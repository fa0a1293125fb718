using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Training;

namespace NoisyStudent.Runs.Models;

/// <summary>
/// What decides a model: its part of the recipe, its pictures, what it starts from and is taught by, its seed. Two models of the same key are the same, but for
/// last bits, which depend on the machine.
/// </summary>
/// <remarks>
/// Settings at their defaults are no part of the key. So a setting that is added, with a default that leaves all as it was, leaves the keys of models of before as they
/// were, and they are found: nothing is to be done for it. Where a default changes, the same key would stand for two models, and <see cref="Version"/> counts up.
/// Whatever else is added to the facts must likewise be left out where it is as it always was.
/// </remarks>
/// <param name="Facts">All that decides it, by name.</param>
internal sealed record ModelOrigin(IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>
    /// Counts up where the same facts come to train another model, as they do where a setting's default changes, so that no model of before is taken for one of now.
    /// </summary>
    private const int Version = 1;

    private const string OfLabels = "pseudo-labels.";
    private const string Teachers = "teachers";
    private const string Start = "start";
    private const string Unlabeled = "unlabeled pictures";
    private const string HeldOut = "held-out pictures";
    private const string NoiseOfTeachers = "noise of teachers";

    /// <summary>What decides pseudo-labels beside their settings.</summary>
    private static readonly string[] _ofLabels = [Teachers, Unlabeled, HeldOut, NoiseOfTeachers, "selection", "iteration", "seed"];

    /// <summary>What settings are where nobody says otherwise, by the names of their facts.</summary>
    private static readonly Dictionary<string, string> _defaults =
        SettingsOf(new StudentSettings(), new ModelSections(new InputNoise(), new TrainingSettings(), new FineTuningSettings()))
            .Concat(Named(OfLabels, new PseudoLabelSettings())).ToDictionary();

    /// <summary>SHA-256 of the facts but for settings at their defaults, in hexadecimal digits.</summary>
    public string Key { get; internal init; } = Hash(Facts.Where(fact => _defaults.GetValueOrDefault(fact.Key) != fact.Value)
        .OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}"));

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
        Add(SettingsOf(recipe.ModelSettingsOf(iteration), recipe.SectionsOf(iteration)));
        if (data.Starts.TryGetValue(iteration, out var start))
        {
            facts[Start] = $"weights of sha256 {start.Hash}";
        }

        if (iteration > 0 && recipe.SectionsOf(iteration).Training.FitLastLayer)
        {
            // Earlier versions fitted a student's to labels alone.
            facts["last layer of"] = "labels and pseudo-labels";
        }

        if (iteration == 0)
        {
            facts.TryAdd(Start, "random weights");
        }
        else if (iteration == 1 && data.Selected is { } selected)
        {
            facts["selection"] = $"sha256 {selected.Hash}";
            facts[Unlabeled] = PicturesOf(data.UnlabeledFingerprint, sets.Unlabeled.Names);
            facts[Teachers] = earlier[^1];
            AddLabels(recipe.PseudoLabels, [nameof(PseudoLabelSettings.Kind), nameof(PseudoLabelSettings.Temperature), nameof(PseudoLabelSettings.LabelSmoothing)]);
        }
        else
        {
            facts[Unlabeled] = PicturesOf(data.UnlabeledFingerprint, sets.Unlabeled.Names);
            facts[Teachers] = string.Join(' ', earlier.TakeLast(recipe.PseudoLabels.Ensemble));
            AddLabels(recipe.PseudoLabels, null);
            if (recipe.PseudoLabels.Calibrate || recipe.PseudoLabels.KeepKnown is not null)
            {
                facts[HeldOut] = PicturesOf(data.LabeledFingerprint, sets.Validation.Images.Names);
            }

            if (recipe.PseudoLabels.NoisedTeacher)
            {
                // Of models that are given, the noise is not in their keys.
                facts[NoiseOfTeachers] = Hash(Enumerable.Range(0, iteration).TakeLast(recipe.PseudoLabels.Ensemble).SelectMany(teacher =>
                    Named("", recipe.SectionsOf(teacher).Noise).Concat(Named("", recipe.ModelSettingsOf(teacher).ModelNoise))).Select(setting => $"{setting.Key}={setting.Value}"));
            }

            if (recipe.PseudoLabels is { Balance: true, BalanceTowards: ClassShares.Labeled })
            {
                facts["labeled pictures of each class"] = string.Join(' ', sets.Labeled.CountByClass());
            }
        }

        return new ModelOrigin(facts);

        void Add(IEnumerable<KeyValuePair<string, string>> settings)
        {
            foreach (var (name, value) in settings)
            {
                facts[name] = value;
            }
        }

        void AddLabels(PseudoLabelSettings settings, IReadOnlyList<string>? alone) => Add(Named(OfLabels, settings)
            .Where(setting => alone is null || alone.Any(name => setting.Key == OfLabels + RecipeSetting.Kebab(name))));
    }

    /// <summary>What decides a model that was trained beforehand: what its run says of it, or where it says nothing, its file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="known">What the run that was given it has written down of it, which goes before; null for nothing.</param>
    internal static ModelOrigin OfFile(string model, ModelRecord? known)
    {
        var hash = WholeFile.HashOf(model);
        var record = known?.Sha256 == hash ? known : ModelFolders.Read(Path.GetDirectoryName(Path.GetFullPath(model))!);
        return record?.Sha256 == hash ? record.Origin : new ModelOrigin(new Dictionary<string, string> { ["file"] = $"sha256 {hash}" });
    }

    /// <summary>What is other than in another origin, for a person: <c>epochs 48 instead of 40</c>.</summary>
    /// <param name="other">The other one.</param>
    internal IReadOnlyList<string> DifferencesFrom(ModelOrigin other) =>
    [
        .. Facts.Keys.Union(other.Facts.Keys).Where(name => ValueOf(name) != other.ValueOf(name)).Select(name => $"{name} {ValueOf(name)} instead of {other.ValueOf(name)}"),
    ];

    /// <summary>Whether a model of another origin learns from the same pseudo-labels, before they are selected.</summary>
    /// <param name="other">The other one.</param>
    internal bool IsLabeledLike(ModelOrigin other) => Facts.ContainsKey(Teachers)
        && Facts.Keys.Union(other.Facts.Keys).Where(name => _ofLabels.Contains(name) || name.StartsWith(OfLabels, StringComparison.Ordinal)).All(name => ValueOf(name) == other.ValueOf(name));

    /// <summary>A fact; where a model of before knew no such setting, its default.</summary>
    private string ValueOf(string name) => Facts.GetValueOrDefault(name) ?? _defaults.GetValueOrDefault(name, "none");

    /// <summary>The settings by which a model is trained, by the names of their facts.</summary>
    private static IEnumerable<KeyValuePair<string, string>> SettingsOf(ModelSettings model, ModelSections sections) =>
    [
        .. Named("", model with { Init = null, Noise = null, Training = null, FineTuning = null }),
        .. Named("noise.", sections.Noise),
        .. Named("training.", sections.Training),
        .. Named("fine-tuning.", sections.FineTuning),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Named(string section, object settings) =>
        RecipeYaml.Flatten(settings).Select(setting => KeyValuePair.Create(section + setting.Key, setting.Value));

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
