using System.Security.Cryptography;
using System.Text;

namespace NoisyStudent.Datasets;

/// <summary>Pictures of which each belongs to a known class.</summary>
public sealed class LabeledSet : IDisposable
{
    /// <summary>Wraps labeled pictures.</summary>
    /// <param name="path">The folder or archive that they come from, for messages.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="classes">The names of the classes, in ordinal order.</param>
    /// <param name="labels">The class of each picture, as an index into <paramref name="classes"/>.</param>
    /// <exception cref="ArgumentException">Labels and pictures differ in number, or a label names no class.</exception>
    public LabeledSet(string path, ImageSet images, IReadOnlyList<string> classes, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != images.Count)
        {
            throw new ArgumentException($"{labels.Count} labels do not label {images.Count} pictures.", nameof(labels));
        }

        if (labels.Any(label => label < 0 || label >= classes.Count))
        {
            throw new ArgumentException($"A label is not one of the {classes.Count} classes.", nameof(labels));
        }

        (Path, Images, Classes, Labels) = (path, images, classes, labels);
    }

    /// <summary>SHA-256 of names, classes and pixels, which tells the set from all others.</summary>
    internal string ContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < Images.Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Images.Names[i]}\0{Classes[Labels[i]]}\0"));
            hash.AppendData(Images.Pixels(i));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The folder or archive that the pictures come from.</summary>
    public string Path { get; }

    /// <summary>The pictures.</summary>
    public ImageSet Images { get; }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The class of each picture, as an index into <see cref="Classes"/>.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>How many pictures each class has.</summary>
    public long[] CountByClass()
    {
        var counts = new long[Classes.Count];
        foreach (var label in Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>
    /// Some of the pictures with their labels, in the given order, of the same classes. Pixels are shared, not copied.
    /// </summary>
    /// <param name="indices">Which pictures.</param>
    public LabeledSet Subset(IReadOnlyList<int> indices) =>
        new(Path, Images.Subset(indices), Classes, [.. indices.Select(index => Labels[index])]);

    /// <summary>Some of the pictures, drawn at random, in the order of the set.</summary>
    /// <param name="count">How many; the whole set where it has no more.</param>
    /// <param name="seed">Which they are is a function of it.</param>
    public LabeledSet Sample(int count, long seed)
    {
        if (count >= Images.Count)
        {
            return this;
        }

        var indices = Enumerable.Range(0, Images.Count).ToArray();
        var random = KeyedRandom.For(seed, RandomUse.TestSample);
        random.Shuffle(indices.AsSpan());
        return Subset([.. indices.Take(count).Order()]);
    }

    /// <summary>The same pictures, labeled by the numbers of other classes, which may be more.</summary>
    /// <param name="classes">The names of the classes, each of this set among them.</param>
    /// <param name="model">What has these classes, for the message.</param>
    /// <exception cref="NoisyStudentException">A class of this set is none of them.</exception>
    public LabeledSet InClasses(IReadOnlyList<string> classes, string model)
    {
        var numbers = classes.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        var unknown = Classes.Where(name => !numbers.ContainsKey(name)).ToArray();
        return unknown.Length == 0
            ? new LabeledSet(Path, Images, classes, [.. Labels.Select(label => numbers[Classes[label]])])
            : throw new NoisyStudentException(
                $"{Path} has {(unknown.Length == 1 ? "a class" : "classes")} that {model} does not know: {ClassFolders.List(unknown)}; it knows {ClassFolders.List([.. classes])}. Leave out what it does not know, or name it alike.");
    }

    /// <summary>
    /// Holds out the same share of each class, drawn at random, and keeps the order within both parts. A class of two or more
    /// pictures gives up at least one and keeps at least one; a class of one keeps it.
    /// </summary>
    /// <param name="validationFraction">The share held out, at least 0 and below 1; 0 holds out nothing.</param>
    /// <param name="seed">The seed of the run.</param>
    public (LabeledSet Training, LabeledSet Validation) Split(double validationFraction, long seed)
    {
        var (training, validation) = SplitPlaces(validationFraction, seed);
        return (Subset(training), Subset(validation));
    }

    /// <summary>The places of the pictures in both parts of <see cref="Split"/>.</summary>
    internal (int[] Training, int[] Validation) SplitPlaces(double validationFraction, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction, 1);
        var heldOut = new bool[Images.Count];
        foreach (var members in Enumerable.Range(0, Images.Count).GroupBy(index => Labels[index]))
        {
            var indices = members.ToArray();
            KeyedRandom.For(seed, RandomUse.Split, members.Key).Shuffle(indices.AsSpan());
            foreach (var index in indices.AsSpan(0, CountHeldOut(indices.Length, validationFraction)))
            {
                heldOut[index] = true;
            }
        }

        return (FindAll(heldOut, false), FindAll(heldOut, true));
    }

    /// <summary>The classes without a picture, as a sentence; null where each has one.</summary>
    internal string? DescribeLacking()
    {
        var there = Labels.ToHashSet();
        var lacking = Classes.Where((_, number) => !there.Contains(number)).ToArray();
        return lacking.Length == 0 ? null
            : $"{Path} has no picture of {lacking.Length:N0} of the {Classes.Count:N0} classes: {ClassFolders.List(lacking)}; its figures are of the others";
    }

    /// <summary>Removes the file of the pixels: the end of this set and of all that share the file.</summary>
    public void Dispose() => Images.Dispose();

    private static int CountHeldOut(int count, double fraction) => fraction == 0 || count < 2
        ? 0
        : Math.Clamp((int)Math.Round(fraction * count, MidpointRounding.AwayFromZero), 1, count - 1);

    private static int[] FindAll(bool[] flags, bool value) =>
        [.. Enumerable.Range(0, flags.Length).Where(index => flags[index] == value)];
}
