using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.SelfTraining;

/// <summary>The step between teacher and student: labels unlabeled pictures, filters and balances them.</summary>
internal sealed class PseudoLabeling(
    Recipe recipe, RunFolder folder, RunGallery gallery, LabeledSet labeled, LabeledSet validation, Device device, IRunObserver observer)
{
    /// <summary>What a student learns from.</summary>
    /// <param name="Targets">The selected pictures with their pseudo-labels.</param>
    /// <param name="Selection">Which were selected.</param>
    /// <param name="HeldOut">What the held-out pictures told about the teacher; null where nobody asked.</param>
    /// <param name="Online">The teachers, where they go on answering; else none.</param>
    public sealed record Outcome(TrainingSet Targets, Selection Selection, HeldOutPictures? HeldOut, IReadOnlyList<Predictor> Online) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Release(Online);
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

    private Outcome Run(string title, List<Predictor> teachers, ImageSet unlabeled, int iteration, CancellationToken cancellation)
    {
        var (settings, classes) = (recipe.PseudoLabels, teachers[0].Description.Classes);
        var labeler = new Labeler(teachers, settings.TestTimeAugmentation);
        var heldOut = LookAtHeldOut(title, labeler, cancellation);
        if (settings.Calibrate)
        {
            labeler.Temperature = heldOut!.Calibration.Temperature;
        }

        // Where pictures are not selected anew, only those of the student before get labels.
        var earlier = recipe.Students[iteration - 1].Reselect || iteration == 1 ? null : SelectionOfStudentBefore(iteration, unlabeled);
        var images = earlier is null ? unlabeled : unlabeled.Subset(earlier.Kept);
        var answers = observer.During($"{title}: pseudo-labels", images.Count, tell =>
            labeler.Label(images, new Relay<int>(done => tell(new StageProgress(done))), cancellation));
        var labels = folder.PseudoLabelFolder(iteration);
        new LabelsDescription { Classes = classes, TestTimeAugmentation = settings.TestTimeAugmentation, Pictures = images.Count, HeldOut = heldOut }.Write(labels);
        PseudoLabelFiles.WriteAnswers(labels, images.Names, answers, classes, withDistributions: !settings.Online);
        var selection = earlier?.Among(earlier.Kept) ?? Select(title, images.Names, classes, heldOut, iteration, cancellation);
        Describe(title, selection, unlabeled.Count, classes);
        gallery.KeepConfident(iteration, images, answers, selection, classes);
        return settings.Online
            ? new Outcome(PseudoLabelTargets.Online(images.Subset(selection.Images), labeler, settings), selection, heldOut, teachers)
            : new Outcome(PseudoLabelTargets.Of(images, answers, selection, settings), selection, heldOut, []);
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
            var noise = number == 0 ? recipe.Teacher.ModelNoise : recipe.Students[number - 1].ModelNoise;
            return Predictor.LoadNoised(folder.ModelFile(number), device, noise, new TeacherNoise(recipe.Noise, recipe.Seed, iteration));
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

    private HeldOutPictures? LookAtHeldOut(string title, Labeler labeler, CancellationToken cancellation)
    {
        if (recipe.PseudoLabels is { Calibrate: false, KeepKnown: null })
        {
            return null;
        }

        var heldOut = HeldOutPictures.Of(labeler.Label(validation.Images, cancellation: cancellation), validation.Labels);
        observer.Note($"{title}: {heldOut.Calibration.Describe(heldOut.Pictures)}");
        return heldOut;
    }

    /// <summary>The pictures of the student before, and the same files for this one.</summary>
    private Selection SelectionOfStudentBefore(int iteration, ImageSet unlabeled)
    {
        var (before, now) = (folder.SelectionFile(iteration - 1), folder.SelectionFile(iteration));
        var summary = SelectionSummary.Read(SelectionSummary.FileOf(before));
        WholeFile.Write(now, stream =>
        {
            using var earlier = File.OpenRead(before);
            earlier.CopyTo(stream);
        });
        summary.Write(SelectionSummary.FileOf(now));
        return Selection.Read(now, unlabeled.Names, [.. summary.Classes.Values]);
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
        return observer.During($"{title}: filter and balance", null, _ =>
            Selection.Read(request.Output, files, [.. new PseudoLabelSelection(request).Execute(cancellation).Classes.Values]));
    }

    private void Describe(string title, Selection selection, int unlabeled, IReadOnlyList<string> classes)
    {
        observer.Note(
            $"{title}: {selection.Classes.Sum(c => c.Kept):N0} of {unlabeled:N0} unlabeled pictures are used, {selection.Classes.Sum(c => c.Copies):N0} with copies");
        var empty = classes.Where((_, c) => selection.Classes[c].Kept == 0).ToArray();
        if (empty.Length > 0)
        {
            observer.Note($"{title}: the teacher puts no unlabeled picture into {string.Join(", ", empty)}");
        }
    }
}
