using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>The step between teacher and student: labels unlabeled pictures, filters and balances them.</summary>
internal sealed class PseudoLabeling(
    Recipe recipe, RunFolder folder, RunGallery gallery, LabeledSet labeled, LabeledSet validation, Device device, FeatureStore features, IRunObserver observer)
{
    /// <summary>How many pictures a part has, of which an interruption costs one: whole batches, so that answers do not depend on how pictures are divided.</summary>
    private const int PartSize = 40 * Predictor.BatchSize;

    /// <summary>What a student learns from.</summary>
    /// <param name="Targets">The selected pictures with their pseudo-labels.</param>
    /// <param name="Selection">Which were selected.</param>
    /// <param name="HeldOut">What the held-out pictures told about the teacher; null where nobody asked.</param>
    /// <param name="Labels">The pseudo-labels.</param>
    /// <param name="Online">The teachers, where they go on answering; else none.</param>
    public sealed record Outcome(
        TrainingSet Targets, Selection Selection, HeldOutPictures? HeldOut, StoredLabels Labels, IReadOnlyList<Predictor> Online) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            Labels.Dispose();
            Release(Online);
        }
    }

    /// <summary>Makes a student's pseudo-labels.</summary>
    /// <param name="title">What the student is called.</param>
    /// <param name="teacher">The latest model.</param>
    /// <param name="unlabeled">The unlabeled pictures.</param>
    /// <param name="iteration">The student's iteration.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Outcome Run(string title, TrainedModel teacher, ImageSet unlabeled, int iteration, CancellationToken cancellation)
    {
        var teachers = Teachers(teacher, iteration);
        try
        {
            var outcome = Run(title, teachers, unlabeled, iteration, cancellation);
            teachers = [.. teachers.Except(outcome.Online)];
            return outcome;
        }
        finally
        {
            Release(teachers);
        }
    }

    /// <summary>Takes a student's pseudo-labels from a file, in which they were selected already.</summary>
    /// <param name="title">What the student is called.</param>
    /// <param name="selected">The file.</param>
    /// <param name="unlabeled">The unlabeled pictures.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="iteration">The student's iteration.</param>
    public Outcome Take(string title, string selected, ImageSet unlabeled, IReadOnlyList<string> classes, int iteration)
    {
        observer.On(new SelectionGiven(title, selected));
        var (labels, copies) = observer.During(new RunStage("read pseudo-labels", title, unlabeled.Count), _ => StoredLabels.OfSelection(
            selected, unlabeled.Names, classes, recipe.PseudoLabels.Kind == PseudoLabelKind.Soft, folder.Path));
        try
        {
            var selection = new Selection(copies, ClassSelection.Of(labels, copies));
            Keep(selected, new SelectionSummary(new OrderedDictionary<string, ClassSelection>(classes.Zip(selection.Classes, KeyValuePair.Create))), iteration);
            Describe(title, selection, unlabeled.Count, classes);
            gallery.KeepConfident(iteration, unlabeled, labels, selection, classes);
            return new Outcome(PseudoLabelTargets.Of(unlabeled, labels, selection, recipe.PseudoLabels), selection, null, labels, []);
        }
        catch
        {
            labels.Dispose();
            throw;
        }
    }

    private Outcome Run(string title, List<Predictor> teachers, ImageSet unlabeled, int iteration, CancellationToken cancellation)
    {
        var (settings, classes) = (recipe.PseudoLabels, teachers[0].Description.Classes);
        var labeler = new Labeler(teachers, settings.Views);

        // Where pictures are not selected anew, only those of the student before get labels.
        var earlier = recipe.Students[iteration - 1].Reselect || iteration == 1 ? null : SelectionOfStudentBefore(iteration, unlabeled);
        var images = earlier is null ? unlabeled : unlabeled.Subset(earlier.Kept);
        var heldOut = Label(title, labeler, images, iteration, cancellation);
        var selection = earlier?.Among(earlier.Kept) ?? Select(title, images.Names, classes, heldOut, iteration, cancellation);
        Describe(title, selection, unlabeled.Count, classes);

        // Always from the files, so that it is no matter whether they were written now or before an interruption.
        Func<int, bool>? isNeeded = settings.Online || settings.Kind == PseudoLabelKind.Hard ? null : image => selection.Copies[image] > 0;
        var labels = StoredLabels.OfParts(folder.PseudoLabelFolder(iteration), images.Names, classes, isNeeded, folder.Path);
        try
        {
            gallery.KeepConfident(iteration, images, labels, selection, classes);
            return settings.Online
                ? new Outcome(PseudoLabelTargets.Online(images.Subset(selection.Images), labeler, settings), selection, heldOut, labels, teachers)
                : new Outcome(PseudoLabelTargets.Of(images, labels, selection, settings), selection, heldOut, labels, []);
        }
        catch
        {
            labels.Dispose();
            throw;
        }
    }

    /// <summary>Labels pictures for a student, as far as that was not done before, and gives the labeler its temperature.</summary>
    /// <returns>What the held-out pictures tell about the teacher; null where nobody asked.</returns>
    private HeldOutPictures? Label(string title, Labeler labeler, ImageSet images, int iteration, CancellationToken cancellation)
    {
        var (settings, labels) = (recipe.PseudoLabels, folder.PseudoLabelFolder(iteration));
        var description = new LabelsDescription
        {
            Classes = validation.Classes,
            Teachers = [.. Enumerable.Range(0, Math.Min(iteration, settings.Ensemble)).Select(back => WholeFile.HashOf(folder.ModelFile(iteration - 1 - back)))],
            TestTimeAugmentation = settings.TestTimeAugmentation,
            ViewShift = settings.ViewShift,
            ViewFill = settings.ViewFill,
            CalibrationPrior = settings.CalibrationPrior,
            Largest = settings.Largest,
            PartSize = PartSize,
            Archives = 1,
            Pictures = images.Count,
        };
        if (settings.NoisedTeacher || LabelsDescription.Read(labels) is null)
        {
            // A noised teacher's answers depend on how many it gave before, so they are all made in one go; and of parts without a word how they were made nothing is known.
            Remove();
        }

        var labeling = new PartLabeling(new ImageBlocks(images, PartSize), labeler, description, labels, observer);
        var heldOut = labeling.Claim(settings.Calibrate || settings.KeepKnown is not null ? validation : null, otherwise: _ => Remove(), title, cancellation).HeldOut;
        labeler.Temperature = heldOut is not null && settings.Calibrate ? heldOut.Calibration.Temperature : 1;
        int? kept = settings.Online ? null : PseudoLabelFiles.KeptOf(settings.Largest, labeler.Classes);
        labeling.Run(new RunStage("pseudo-labels", title, images.Count), PartLabeling.Share.Whole, kept, cancellation);
        if (settings.Kind == PseudoLabelKind.Soft && kept is > 0 and var largest)
        {
            observer.On(new ProbabilitiesCut(title, labeler.Classes, largest));
        }

        return heldOut;

        void Remove()
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
    }

    /// <summary>The latest models of the run, as many as label together.</summary>
    private List<Predictor> Teachers(TrainedModel latest, int iteration)
    {
        var teachers = new List<Predictor>();
        try
        {
            foreach (var back in Enumerable.Range(0, Math.Min(iteration, recipe.PseudoLabels.Ensemble)))
            {
                teachers.Add(Teacher(latest, iteration, back));
            }

            return teachers;
        }
        catch
        {
            Release(teachers);
            throw;
        }
    }

    private Predictor Teacher(TrainedModel latest, int iteration, int back)
    {
        var number = iteration - 1 - back;
        if (recipe.PseudoLabels.NoisedTeacher)
        {
            var noise = new TeacherNoise(recipe.SectionsOf(number).Noise, recipe.Seed, iteration);
            return Predictor.LoadNoised(folder.ModelFile(number), device, recipe.ModelSettingsOf(number).ModelNoise, noise);
        }

        // Models of the same network and another last layer need its features once for all of them.
        if (recipe.LabelsByFeatures(number))
        {
            var model = back == 0 ? latest : TrainedModel.Load(folder.ModelFile(number), device);
            return Predictor.OnFeatures(model, features, recipe.SectionsOf(number).Training.Precision, device, ownsModel: back > 0);
        }

        return back == 0 ? Predictor.Of(latest, device) : Predictor.Load(folder.ModelFile(number), device);
    }

    private static void Release(IReadOnlyList<Predictor> teachers)
    {
        foreach (var teacher in teachers)
        {
            teacher.Dispose();
        }
    }

    /// <summary>The pictures of the student before, and the same files for this one.</summary>
    private Selection SelectionOfStudentBefore(int iteration, ImageSet unlabeled)
    {
        var before = folder.SelectionFile(iteration - 1);
        var summary = SelectionSummary.Read(SelectionSummary.FileOf(before));
        Keep(before, summary, iteration);
        return Selection.Read(before, unlabeled.Names, [.. summary.Classes.Values], mayBeMore: true);
    }

    /// <summary>Keeps a selection that was made before as that of a student.</summary>
    private void Keep(string selection, SelectionSummary summary, int iteration)
    {
        WholeFile.Write(folder.SelectionFile(iteration), stream =>
        {
            using var earlier = File.OpenRead(selection);
            earlier.CopyTo(stream);
        });
        summary.Write(SelectionSummary.FileOf(folder.SelectionFile(iteration)));
    }

    private Selection Select(
        string title, IReadOnlyList<string> files, IReadOnlyList<string> classes, HeldOutPictures? heldOut, int iteration, CancellationToken cancellation)
    {
        var request = new SelectionRequest
        {
            Labels = folder.PseudoLabelFolder(iteration),
            Output = folder.SelectionFile(iteration),
            Settings = recipe.PseudoLabels,
            LabeledImages = labeled.Classes.Zip(labeled.CountByClass()).ToDictionary(each => each.First, each => each.Second),
            OutlierScore = recipe.PseudoLabels.KeepKnown is { } part ? heldOut!.OutlierLimit(part) : null,
            Seed = recipe.Seed,
            Iteration = iteration,
            Classes = classes,
        };
        return observer.During(new RunStage("filter and balance", title), _ =>
            Selection.Read(request.Output, files, [.. new PseudoLabelSelection(request).Execute(cancellation).Classes.Values]));
    }

    private void Describe(string title, Selection selection, int unlabeled, IReadOnlyList<string> classes)
    {
        var empty = classes.Where((_, c) => selection.Classes[c].Kept == 0).ToArray();
        observer.On(new PicturesSelected(title, selection.Classes.Sum(each => each.Kept), unlabeled, selection.Classes.Sum(each => each.Copies), empty));
    }
}
