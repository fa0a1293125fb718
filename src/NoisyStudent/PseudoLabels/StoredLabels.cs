using NoisyStudent.Prediction;
using NoisyStudent.Training;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Pseudo-labels of the pictures of a set, of any number: class and confidence of each in memory, which is eight bytes a picture, and the distributions,
/// where they are needed, in a temporary file.
/// </summary>
internal sealed class StoredLabels : IDisposable
{
    private readonly int[] _classes;
    private readonly float[] _confidences;
    private readonly DistributionFile? _distributions;

    private StoredLabels(int pictures, int classes, DistributionFile? distributions)
    {
        (_classes, _confidences, _distributions, ClassCount) = (new int[pictures], new float[pictures], distributions, classes);
        Array.Fill(_classes, -1);
    }

    /// <summary>How many pictures there are.</summary>
    public int Count => _classes.Length;

    /// <summary>How many classes there are.</summary>
    public int ClassCount { get; }

    /// <summary>The most probable class of each picture; -1 for one without label.</summary>
    public IReadOnlyList<int> Classes => _classes;

    /// <summary>The probability of that class.</summary>
    public IReadOnlyList<float> Confidences => _confidences;

    /// <summary>Reads the labels of a folder.</summary>
    /// <param name="folder">The folder of the parts, which answer for exactly these pictures in their order.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="isNeeded">Whether the distribution of a picture is needed; null where none is.</param>
    /// <param name="scratch">Where the file of distributions lies.</param>
    /// <exception cref="NoisyStudentException">The parts cannot be read, or do not answer for these pictures.</exception>
    public static StoredLabels OfParts(
        string folder, IReadOnlyList<string> files, IReadOnlyList<string> classes, Func<int, bool>? isNeeded, string scratch)
    {
        using var table = PseudoLabelTable.OfParts(folder, classes);
        var next = 0;
        var labels = Read(table, files.Count, classes.Count, isNeeded, scratch, label => next < files.Count && files[next] == label.File
            ? next++ : throw new NoisyStudentException($"The pseudo-labels in {folder} are not those of the run's pictures: remove the folder, and they are made anew."));
        if (next == files.Count)
        {
            return labels;
        }

        labels.Dispose();
        throw new NoisyStudentException($"The pseudo-labels in {folder} lack {files[next]} and what follows it: remove the folder, and they are made anew.");
    }

    /// <summary>Reads the labels of a selection.</summary>
    /// <param name="path">The file, which may have pictures that are not in the set.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="withDistributions">Whether distributions are needed.</param>
    /// <param name="scratch">Where the file of distributions lies.</param>
    /// <returns>The labels, and how many copies of each picture were selected.</returns>
    /// <exception cref="NoisyStudentException">The file cannot be read, or has a picture twice.</exception>
    public static (StoredLabels Labels, int[] Copies) OfSelection(
        string path, IReadOnlyList<string> files, IReadOnlyList<string> classes, bool withDistributions, string scratch)
    {
        using var table = PseudoLabelTable.OfSelection(path, classes);
        var (numbers, copies) = (Selection.NumbersOf(files), new int[files.Count]);
        var labels = Read(table, files.Count, classes.Count, withDistributions ? _ => true : null, scratch, label =>
        {
            if (!numbers.TryGetValue(label.File, out var number))
            {
                return null;
            }

            copies[number] = copies[number] == 0 ? label.Copies : throw new NoisyStudentException($"{path} has the picture {label.File} twice: select again.");
            return number;
        });
        return (labels, copies);
    }

    /// <summary>What a student is to answer for a picture.</summary>
    /// <param name="picture">The picture's number.</param>
    /// <param name="target">Where it goes: a probability for each class.</param>
    /// <param name="settings">Soft or hard.</param>
    public void Write(int picture, Span<float> target, PseudoLabelSettings settings)
    {
        if (settings.Kind == PseudoLabelKind.Hard)
        {
            TrainingSet.Smooth(target, _classes[picture], settings.LabelSmoothing);
            return;
        }

        _distributions!.Read(picture, target);
        Predictions.Temper(target, target, settings.Temperature);
    }

    /// <inheritdoc/>
    public void Dispose() => _distributions?.Dispose();

    private static StoredLabels Read(
        PseudoLabelTable table, int pictures, int classes, Func<int, bool>? isNeeded, string scratch, Func<PseudoLabel, int?> numberOf)
    {
        var labels = new StoredLabels(pictures, classes, isNeeded is not null && table.Kept is { } kept ? new DistributionFile(scratch, classes, kept) : null);
        try
        {
            foreach (var label in table.Read(isNeeded is not null))
            {
                if (numberOf(label) is { } picture)
                {
                    (labels._classes[picture], labels._confidences[picture]) = (label.Class, label.Confidence);
                    if (isNeeded?.Invoke(picture) == true)
                    {
                        labels._distributions?.Write(picture, label);
                    }
                }
            }

            labels._distributions?.Map();
            return labels;
        }
        catch
        {
            labels.Dispose();
            throw;
        }
    }
}
