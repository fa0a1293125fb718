using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Runs;

/// <summary>The pictures of a run, and the weights that its models start from.</summary>
/// <param name="Labeled">Few pictures with labels; validation is held out of them.</param>
/// <param name="Unlabeled">Many pictures without.</param>
/// <param name="Test">Pictures for the final figure alone; null where there are none.</param>
internal sealed record RunData(LabeledSet Labeled, ImageSet Unlabeled, LabeledSet? Test)
{
    private readonly Lazy<string> _labeled = new(() => FingerprintOf(Labeled.Images, Labeled.Labels));
    private readonly Lazy<string> _unlabeled = new(() => FingerprintOf(Unlabeled, null));

    /// <summary>What tells the labeled pictures from others: how many there are and a hash of names, labels and pixels.</summary>
    internal string LabeledFingerprint => _labeled.Value;

    /// <summary>The same of the unlabeled ones.</summary>
    internal string UnlabeledFingerprint => _unlabeled.Value;

    /// <summary>The weights from which models start that were given some, by their iterations: 0 is the teacher.</summary>
    public IReadOnlyDictionary<int, InitialWeights> Starts { get; init; } = new Dictionary<int, InitialWeights>();

    /// <summary>The corrections that <see cref="Labeled"/> has taken in; null for none.</summary>
    public LabelCorrections? Corrections { get; init; }

    /// <summary>The pseudo-labels of the first student, where they were made beforehand.</summary>
    public SelectedFile? Selected { get; init; }

    /// <summary>The file of the teacher, where it was trained beforehand.</summary>
    public string? Teacher { get; init; }

    /// <summary>Why it and no other, where a run was given; else null.</summary>
    public string? TeacherReason { get; init; }

    /// <summary>
    /// What tells these pictures from others: per set, how many there are and a hash of names, labels and pixels; and a hash of the corrections and of the weights.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fingerprint()
    {
        var fingerprint = new Dictionary<string, string>
        {
            ["labeled"] = LabeledFingerprint,
            ["unlabeled"] = UnlabeledFingerprint,
            ["test"] = Test is null ? "none" : FingerprintOf(Test.Images, Test.Labels),
        };
        if (Corrections is not null)
        {
            fingerprint["corrections"] = $"sha256 {Corrections.Version} of {Corrections.All.Count}";
        }

        if (Starts.TryGetValue(0, out var init))
        {
            fingerprint["init"] = $"sha256 {init.Hash}";
        }

        if (Selected is not null)
        {
            fingerprint["selected"] = $"sha256 {Selected.Hash}";
        }

        if (Teacher is not null)
        {
            fingerprint["teacher"] = $"sha256 {WholeFile.HashOf(Teacher)}";
        }

        return fingerprint;
    }

    private static string FingerprintOf(ImageSet images, IReadOnlyList<int>? labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < images.Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{images.Names[i]}\0{labels?[i]}\0"));
            hash.AppendData(images.Pixels(i));
        }

        return $"{images.Count} pictures, sha256 {Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
