using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Recipes;

namespace NoisyStudent.Runs;

/// <summary>The pictures that a run learns from and those that it is measured by; none is on both sides, unless the recipe wants that.</summary>
/// <param name="Labeled">The labeled pictures that are not in the test set.</param>
/// <param name="Training">Those of them that are learned from.</param>
/// <param name="Validation">Those of them that are held out.</param>
/// <param name="Unlabeled">The unlabeled pictures that are held out nowhere.</param>
/// <param name="Test">The test set, whole; null where there is none.</param>
internal sealed record RunSets(LabeledSet Labeled, LabeledSet Training, LabeledSet Validation, ImageSet Unlabeled, LabeledSet? Test)
{
    /// <summary>Holds out validation pictures and removes duplicates of what measures from what is learned from, as the recipe says.</summary>
    /// <param name="data">All pictures.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="observer">Who is told what is removed, and which pictures are in two classes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">Nothing is left to learn from.</exception>
    public static RunSets Of(RunData data, Recipe recipe, IRunObserver observer, CancellationToken cancellation)
    {
        var found = new List<RunEvent?>();
        var (labeled, parts, heldOut) = observer.During(new RunStage("compare labeled with held-out pictures"), _ =>
        {
            var test = data.Test is null ? null : DuplicateIndex.Of(data.Test.Images, cancellation);
            var all = DuplicateIndex.Of(data.Labeled.Images, cancellation);
            found.Add(Conflicts(all.FindRepeated(cancellation), data.Labeled, data.Labeled, "labeled", "labeled"));
            var kept = WithoutTest(data, all, test, recipe.RemoveDuplicates, found, cancellation);
            var rest = data.Labeled.Subset(kept);
            PictureFingerprint[] fingerprints = [.. kept.Select(place => all.Pictures[place])];
            var split = Split(rest, fingerprints, recipe, found, cancellation);
            return (rest, split, new DuplicateIndex([.. split.Validation.Select(place => fingerprints[place]), .. test?.Pictures ?? []]));
        });
        var unlabeled = observer.During(new RunStage("compare unlabeled with held-out pictures"), _ => HeldOutRemoval.From(
            data.Unlabeled.Count, heldOut.FindAll(data.Unlabeled, cancellation), recipe.RemoveDuplicates));
        if (unlabeled.Remaining.Count == 0)
        {
            throw new NoisyStudentException("All unlabeled pictures are in the validation or test set too: give other ones for `Unlabeled`.");
        }

        found.Add(unlabeled.Tell("unlabeled", "validation or test set", data.Unlabeled.Names));
        found.OfType<RunEvent>().ToList().ForEach(observer.On);
        return new RunSets(labeled, labeled.Subset(parts.Training), labeled.Subset(parts.Validation), data.Unlabeled.Subset(unlabeled.Remaining), data.Test);
    }

    private static Remark? Conflicts(IReadOnlyList<DuplicatePair> pairs, LabeledSet originals, LabeledSet duplicates, string originalsName, string duplicatesName) =>
        LabelConflicts.Describe(pairs, originals, duplicates, originalsName, duplicatesName) is { } conflicts ? new Remark(conflicts) : null;

    /// <summary>The places of the labeled pictures that are not in the test set.</summary>
    private static IReadOnlyList<int> WithoutTest(
        RunData data, DuplicateIndex labeled, DuplicateIndex? test, DuplicateRemoval policy, List<RunEvent?> told, CancellationToken cancellation)
    {
        if (test is null)
        {
            return [.. Enumerable.Range(0, data.Labeled.Images.Count)];
        }

        var found = test.FindAll(labeled.Pictures, cancellation);
        var removal = HeldOutRemoval.From(data.Labeled.Images.Count, found, policy);
        if (removal.Remaining.Count == 0)
        {
            throw new NoisyStudentException(
                $"All labeled pictures are in the test set {data.Test!.Path} too, so that nothing is left to learn from: give pictures for `Test` that are not in `Labeled`, "
                + "or leave `Test` out, and a part of the labeled pictures is held out to measure on.");
        }

        var left = removal.Remaining.Select(place => data.Labeled.Labels[place]).ToHashSet();
        var lost = data.Labeled.Classes.Where((_, number) => !left.Contains(number)).ToArray();
        if (lost.Length > 0)
        {
            throw new NoisyStudentException(
                $"All labeled pictures of {(lost.Length == 1 ? "class" : "the classes")} {ClassFolders.List(lost)} are in the test set {data.Test!.Path} too, "
                + "so that none is left to learn from: give others of them, or take these out of the test set.");
        }

        told.Add(Conflicts(test.FindRepeated(cancellation), data.Test!, data.Test!, "test", "test"));
        told.Add(Conflicts(found, data.Test!, data.Labeled, "test", "labeled"));
        told.Add(removal.Tell("labeled", "test set", data.Labeled.Images.Names));
        return removal.Remaining;
    }

    /// <summary>
    /// The places of both parts. Training pictures that are held out too are left out; but where that is all that a class has, it keeps them, and
    /// what is held out and shows the same is left out instead.
    /// </summary>
    private static (IReadOnlyList<int> Training, IReadOnlyList<int> Validation) Split(
        LabeledSet labeled, PictureFingerprint[] fingerprints, Recipe recipe, List<RunEvent?> told, CancellationToken cancellation)
    {
        var (training, validation) = labeled.SplitPlaces(recipe.ValidationFraction, recipe.HeldOutSeed);
        var removal = Remove(training, validation);
        var left = removal.Remaining.Select(each => labeled.Labels[training[each]]).ToHashSet();
        int[] saved = [.. training.Where(place => !left.Contains(labeled.Labels[place]))];
        if (saved.Length > 0)
        {
            var classes = saved.Select(place => labeled.Classes[labeled.Labels[place]]).Distinct().ToArray();
            told.Add(new Remark($"{ClassFolders.List(classes)}: the pictures to train on show the same as those that would be held out, which are left out instead"));
            validation = [.. Remove(validation, saved).Remaining.Select(each => validation[each])];
            training = [.. training.Except(saved)];
            removal = Remove(training, validation);
        }

        told.Add(removal.Tell("training", "validation part", [.. training.Select(place => labeled.Images.Names[place])]));
        return ([.. removal.Remaining.Select(each => training[each]).Concat(saved).Order()], validation);

        HeldOutRemoval Remove(int[] from, int[] heldOut) => HeldOutRemoval.From(
            from.Length, Index(heldOut).FindAll(Of(from), cancellation), recipe.RemoveDuplicates);

        DuplicateIndex Index(int[] places) => new(Of(places));

        PictureFingerprint[] Of(int[] places) => Array.ConvertAll(places, place => fingerprints[place]);
    }
}
