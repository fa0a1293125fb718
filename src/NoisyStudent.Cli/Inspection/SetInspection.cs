using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Recipes;

namespace NoisyStudent.Cli.Inspection;

/// <summary>What is found out about sets of pictures before they are trained on.</summary>
/// <param name="Sets">The sets, at least one; the unlabeled set last.</param>
/// <param name="Recipe">The recipe that they would be trained by.</param>
/// <param name="Overlaps">The duplicates within each set and between two.</param>
internal sealed record SetInspection(IReadOnlyList<InspectedSet> Sets, Recipe Recipe, IReadOnlyList<SetOverlap> Overlaps)
    : IDisposable
{
    private const string Unlabeled = "unlabeled";
    private const string Test = "test";

    /// <summary>Looks at sets, reads and compares them.</summary>
    /// <param name="paths">Where they are, by their names; the unlabeled set last.</param>
    /// <param name="recipe">The recipe's name or file.</param>
    /// <param name="overrides">Changes of its settings.</param>
    /// <param name="mostPixels">The most pixels a picture may have.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">A set or the recipe cannot be read.</exception>
    public static SetInspection Of(
        IReadOnlyList<(string Name, string Path)> paths, string recipe, IReadOnlyList<string> overrides, int mostPixels, IRunObserver observer,
        CancellationToken cancellation)
    {
        var named = recipe == RecipeCatalog.Auto ? null : RecipeCatalog.Read(recipe, overrides);
        var surveys = Stage("look at the pictures", all => all.Sum(survey => survey.Pictures), () => paths
            .Select(set => set.Name == Unlabeled
                ? DatasetSurvey.OfUnlabeled(set.Path, new SurveySettings { MostPixels = mostPixels }, cancellation)
                : DatasetSurvey.OfLabeled(set.Path, new SurveySettings { MostPixels = mostPixels, LeastClasses = LeastClasses(set.Name) }, cancellation))
            .ToArray());
        var used = named ?? Auto(surveys, overrides);
        var sets = new List<InspectedSet>();
        try
        {
            foreach (var (set, survey) in paths.Zip(surveys))
            {
                sets.Add(Read(set.Name, set.Path, survey, used, mostPixels, observer, cancellation));
            }

            var overlaps = Stage("look for duplicates", _ => sets.Sum(set => set.Images.Count), () =>
                Compare(sets, cancellation));
            return new SetInspection(sets, used, overlaps);
        }
        catch
        {
            Dispose(sets);
            throw;
        }

        T Stage<T>(string title, Func<T, long> count, Func<T> work) => observer.During(new RunStage(title), tell =>
        {
            var result = work();
            tell(new StageProgress(count(result)));
            return result;
        });
    }

    /// <summary>Removes the files of the pixels.</summary>
    public void Dispose() => Dispose(Sets);

    private static void Dispose(IEnumerable<InspectedSet> sets)
    {
        foreach (var set in sets)
        {
            set.Images.Dispose();
        }
    }

    /// <summary>Duplicates are of the set that loses them when models are trained: the test set's originals come first.</summary>
    private static SetOverlap[] Compare(List<InspectedSet> sets, CancellationToken cancellation)
    {
        int[] order = [.. Enumerable.Range(0, sets.Count).OrderBy(set => sets[set].Name != Test)];
        return
        [
            .. SetOverlap.Between([.. order.Select(set => sets[set].Images)], cancellation)
                .Select(overlap => overlap with { Originals = order[overlap.Originals], Duplicates = order[overlap.Duplicates] }),
        ];
    }

    /// <summary>A classifier learns from two classes or more, but may be measured on one.</summary>
    private static int LeastClasses(string set) => set == Test ? 1 : 2;

    /// <summary>
    /// The recipe that training would make. Image size and noise follow from the labeled set; where that is not given, from what is, and a
    /// set without classes counts as one of a single class.
    /// </summary>
    private static Recipe Auto(DatasetSurvey[] surveys, IReadOnlyList<string> overrides)
    {
        var (first, last) = (surveys[0], surveys[^1]);
        var labeled = first.Classes.Count > 0 ? first : first with { Classes = [new ClassCount(Unlabeled, first.Pictures)] };
        return AutoRecipe.For(labeled, unlabeled: last, overrides).Recipe;
    }

    private static InspectedSet Read(
        string name, string path, DatasetSurvey survey, Recipe recipe, int mostPixels, IRunObserver observer, CancellationToken cancellation)
    {
        var unreadable = new List<UnreadableFile>();
        var settings = new ReadingSettings
        {
            ImageSize = recipe.KeptSize,
            Set = name,
            LeastClasses = LeastClasses(name),
            Fit = recipe.Fit,
            SampleBits = recipe.SampleBits,
            MostPixels = mostPixels,
            Unreadable = unreadable.Add,
        };
        LabeledSet? labeled = null;
        var images = observer.Read(settings, reading => name == Unlabeled
            ? DatasetReader.ReadUnlabeled(path, reading, cancellation)
            : (labeled = DatasetReader.ReadLabeled(path, reading, cancellation)).Images);
        return new InspectedSet(name, survey, images, labeled?.Classes ?? [], labeled?.Labels ?? [], unreadable);
    }
}
