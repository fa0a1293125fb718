using NoisyStudent.Datasets;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.SelfTraining;

/// <summary>Labels a run's pictures, part by part, and goes on with the parts that were finished before an interruption.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="folder">The run.</param>
/// <param name="validation">Held-out labeled pictures.</param>
/// <param name="observer">Who is told.</param>
internal sealed class RunLabeling(Recipe recipe, RunFolder folder, LabeledSet validation, IRunObserver observer)
{
    /// <summary>How many pictures a part has, of which an interruption costs one: whole batches, so that answers do not depend on how pictures are divided.</summary>
    private const int PartSize = 40 * Predictor.BatchSize;

    /// <summary>Labels pictures for a student, as far as that was not done before.</summary>
    /// <param name="title">What the student is called.</param>
    /// <param name="labeler">Who answers; gets its temperature here.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="iteration">The student's iteration.</param>
    /// <param name="cancellation">Stops between batches; finished parts stay.</param>
    /// <returns>What the held-out pictures tell about the teacher; null where nobody asked.</returns>
    public HeldOutPictures? Run(string title, Labeler labeler, ImageSet images, int iteration, CancellationToken cancellation)
    {
        var heldOut = Claim(title, labeler, images.Count, iteration, cancellation);
        Label(title, labeler, images, iteration, cancellation);
        return heldOut;
    }

    /// <summary>Says in the folder of the labels how they are made, and removes those that were made otherwise. Sets the labeler's temperature.</summary>
    /// <returns>What the held-out pictures tell: what they told before an interruption, maybe on a machine that computes other last bits.</returns>
    private HeldOutPictures? Claim(string title, Labeler labeler, int pictures, int iteration, CancellationToken cancellation)
    {
        var (settings, labels) = (recipe.PseudoLabels, folder.PseudoLabelFolder(iteration));
        var looksAtHeldOut = settings.Calibrate || settings.KeepKnown is not null;
        var wanted = new LabelsDescription
        {
            Classes = validation.Classes,
            Teachers = [.. Enumerable.Range(0, Math.Min(iteration, settings.Ensemble)).Select(back => WholeFile.HashOf(folder.ModelFile(iteration - 1 - back)))],
            TestTimeAugmentation = settings.TestTimeAugmentation,
            Largest = settings.Largest,
            PartSize = PartSize,
            Archives = 1,
            Pictures = pictures,
        };

        // A noised teacher's answers depend on how many it gave before, so they are all made in one go.
        if (settings.NoisedTeacher || LabelsDescription.Read(labels) is not { } found || wanted.DifferenceFrom(found, looksAtHeldOut) is not null)
        {
            Remove(labels);
            (wanted with { HeldOut = looksAtHeldOut ? HeldOutPictures.Of(labeler.Label(validation.Images, cancellation: cancellation), validation) : null }).Write(labels);
            found = LabelsDescription.Read(labels)!;
        }

        if (found.HeldOut is { } heldOut)
        {
            observer.Note($"{title}: {heldOut.Calibration.Describe(heldOut.Pictures)}");
            labeler.Temperature = settings.Calibrate ? heldOut.Calibration.Temperature : 1;
        }

        return found.HeldOut;
    }

    private static void Remove(string labels)
    {
        try
        {
            if (Directory.Exists(labels))
            {
                Directory.Delete(labels, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"The pseudo-labels in {labels} were made otherwise and cannot be removed: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Labels the pictures, part by part, but for the parts that are finished already.</summary>
    private void Label(string title, Labeler labeler, ImageSet images, int iteration, CancellationToken cancellation)
    {
        int? kept = recipe.PseudoLabels.Online ? null : PseudoLabelFiles.KeptOf(recipe.PseudoLabels.Largest, labeler.Classes);
        using var parts = new PartFolder(folder.PseudoLabelFolder(iteration), labeler, validation.Classes, kept, observer.Note);
        observer.During($"{title}: pseudo-labels", images.Count, tell =>
        {
            foreach (var (number, part) in Enumerable.Range(0, images.Count).Chunk(PartSize).Index())
            {
                cancellation.ThrowIfCancellationRequested();

                // The run answers for the pixels: it goes on with the same ones alone.
                var pictures = new PartPictures(PictureHash.OfNames(part.Select(image => images.Names[image])));
                if (parts.Find(new BlockPlace(0, number))?.Content != pictures.Content || !parts.Take())
                {
                    var progress = new Relay<int>(done => tell(new StageProgress(part[0] + done)));
                    parts.Label(new BlockPlace(0, number), images.Subset(part), pictures, progress, cancellation);
                }

                tell(new StageProgress(part[^1] + 1));
            }

            cancellation.ThrowIfCancellationRequested();
            return images.Count;
        });
        if (parts.Taken > 0)
        {
            observer.Note($"{title}: {parts.Taken:N0} {(parts.Taken == 1 ? "part of its pseudo-labels was" : "parts of its pseudo-labels were")} finished already");
        }

        if (recipe.PseudoLabels.Kind == PseudoLabelKind.Soft && kept is { } largest && largest > 0)
        {
            observer.Note($"{title}: of each picture's {labeler.Classes:N0} probabilities the {largest} largest are kept, and the rest is spread evenly; pseudo-labels.largest: 0 keeps all");
        }
    }
}
