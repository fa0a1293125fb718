using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.SelfTraining;

namespace NoisyStudent.Cli.Inspection;

/// <summary>What is found out about sets of pictures before they are trained on.</summary>
/// <param name="Sets">The sets, at least one; the unlabeled set last.</param>
/// <param name="Recipe">The recipe that they would be trained by.</param>
/// <param name="Overlaps">The duplicates within each set and between two.</param>
internal sealed record SetInspection(IReadOnlyList<InspectedSet> Sets, Recipe Recipe, IReadOnlyList<SetOverlap> Overlaps)
    : IDisposable
{
    private const string Unlabeled = "unlabeled";

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
        var named = recipe == RunRequest.Auto ? null : RecipeCatalog.Read(recipe, overrides);
        var surveys = Stage("look at the pictures", all => all.Sum(survey => survey.Pictures), () => paths
            .Select(set => set.Name == Unlabeled ? DatasetSurvey.OfUnlabeled(set.Path, mostPixels, cancellation) : DatasetSurvey.OfLabeled(set.Path, mostPixels, cancellation))
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
                SetOverlap.Between([.. sets.Select(set => set.Images)], cancellation));
            return new SetInspection(sets, used, overlaps);
        }
        catch
        {
            Dispose(sets);
            throw;
        }

        T Stage<T>(string title, Func<T, long> count, Func<T> work) => observer.During(title, null, tell =>
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
            Fit = recipe.Fit,
            SampleBits = recipe.SampleBits,
            MostPixels = mostPixels,
            Unreadable = unreadable.Add,
            Note = observer.Note,
        };
        LabeledSet? labeled = null;
        var images = observer.Read(settings, reading => name == Unlabeled
            ? DatasetReader.ReadUnlabeled(path, reading, cancellation)
            : (labeled = DatasetReader.ReadLabeled(path, reading, cancellation)).Images);
        return new InspectedSet(name, survey, images, labeled?.Classes ?? [], labeled?.Labels ?? [], unreadable);
    }
}
