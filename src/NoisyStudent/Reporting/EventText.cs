using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Training;

namespace NoisyStudent.Reporting;

/// <summary>What happens in a run, in words.</summary>
public static class EventText
{
    private const int MostNamed = 4;

    /// <summary>An event in a line without its full stop.</summary>
    /// <param name="what">The event.</param>
    /// <returns>The line; null for what is shown otherwise: stages, and the results of models.</returns>
    public static string? Of(RunEvent what) => what switch
    {
        Remark remark => remark.Text,
        ObserverFailed failed => $"{failed.Observer} is told nothing more, as it failed: {failed.Error.TrimEnd('.')}",
        RunWaits => "another run of this process is under way: this one waits for its end",
        PaceMeasured measured => $"this machine trains {measured.Pace.ToString("G2", CultureInfo.InvariantCulture)} times as fast as two ordinary cores",
        MachineBusy busy => "other work seems to take this machine's processors"
            + (busy.Slowdown >= 1.1 ? $", and steps take {busy.Slowdown.ToString("G2", CultureInfo.InvariantCulture)} times as long as without it" : "")
            + ": epochs go by that, image size and networks do not; where it goes on, fewer threads (OMP_NUM_THREADS=1) may be faster",
        SettingChosen chosen => $"{chosen.Key}{(chosen.Value is null ? "" : $" {chosen.Value}")}: {chosen.Reason}",
        SetsRead read => $"{read.Labeled:N0} labeled pictures of {read.Classes} classes, {read.Unlabeled:N0} unlabeled, {read.Test:N0} for the test",
        FilesUnreadable { Files: 1 } unreadable => $"1 file cannot be read and is left out; {unreadable.Report} names it",
        FilesUnreadable unreadable => $"{unreadable.Files:N0} files cannot be read and are left out; {unreadable.Report} names them",
        CorrectionsApplied applied => Of(applied),
        DuplicatesFound found => Of(found),
        MachineTold { Machine: var machine } => $"networks run on {machine.Device} in {machine.Precision}, {(machine.Threads == 1 ? "1 thread" : $"{machine.Threads} threads")}",
        ModelKept kept => $"{kept.Model} is finished already: {kept.File}",
        ModelTaken taken => $"{taken.Model} is taken from {taken.From}, where a model stands that was decided by the same",
        ModelSetAside aside => $"{aside.Model} is to be another"
            + (aside.Differences.Count == 0 ? ", as the model before it is" : $": {string.Join("; ", aside.Differences)}") + $"; the earlier one is kept in {aside.Folder}",
        TeacherGiven given => $"teacher: {given.File} as it is, a {given.Network}" + (given.Reason is null ? "" : $" ({given.Reason})") + (given.MayKnowHeldOut
            ? "; where it has learned from pictures that are held out here, as with another seed, split-seed or validation-fraction, its validation top-1 is too high" : ""),
        WeightsTaken taken => $"{taken.Network} starts from {taken.Source}: {taken.Taken} of its {taken.Taken + taken.New.Count} tensors"
            + (taken.New.Count == 0 ? "" : $"; new are {string.Join(", ", taken.New.Take(MostNamed))}{(taken.New.Count > MostNamed ? $" and {taken.New.Count - MostNamed} others" : "")}"),
        LastLayerFitted fitted => (fitted.PseudoLabeled == 0
                ? $"{fitted.Model}: a last layer fitted to the features of {Some(fitted.Pictures, fitted.Labeled)} labeled pictures"
                : $"{fitted.Model}: a last layer is fitted to the features of {Some(fitted.Pictures, fitted.Labeled)} labeled and {fitted.PseudoLabeled:N0} pseudo-labeled pictures; one of the labeled ones alone")
            + $" is right on {Percentage.Text(fitted.Accuracy)} of those that it has not seen{(fitted.Folds > 1 ? $", in {fitted.Folds} folds" : ", a fifth of them")}",
        TrainingResumed resumed => $"{resumed.Stage}: going on from step {resumed.Step:N0} of {resumed.Steps:N0}",
        FineTuningResumed resumed => $"{resumed.Model}: trained already, its fine-tuning goes on",
        BudgetFitted fitted => Of(fitted),
        BudgetUsed used => $"budget: {Duration.Text(used.Spent)} of {Duration.Text(used.Whole)} used",
        SelectionGiven given => $"{given.Model} learns from {given.File} as it is: of the recipe's pseudo-labels, kind, temperature and label-smoothing alone count for it",
        CalibrationFitted fitted => Prefix(fitted.Model) + fitted.Calibration.Describe(fitted.Pictures),
        PartsTaken taken => taken.Model is null
            ? $"{taken.Parts:N0} {(taken.Parts == 1 ? "part was" : "parts were")} finished already"
            : $"{taken.Model}: {taken.Parts:N0} {(taken.Parts == 1 ? "part of its pseudo-labels was" : "parts of its pseudo-labels were")} finished already",
        PartOutdated outdated => $"{outdated.Part} was not made of these pictures, which were changed or renamed since, and is made anew",
        PartRemoved removed => $"{removed.Part} was made of pictures that are no longer there, and is removed",
        ProbabilitiesCut cut => $"{cut.Model}: of each picture's {cut.Classes:N0} probabilities the {cut.Largest} largest are kept, and the rest is spread evenly; pseudo-labels.largest: 0 keeps all",
        PicturesSelected selected => $"{selected.Model}: {selected.Kept:N0} of {selected.Of:N0} unlabeled pictures are used, {selected.Copies:N0} with copies"
            + (selected.EmptyClasses.Count == 0 ? "" : $"; the teacher puts none into {string.Join(", ", selected.EmptyClasses)}"),
        EvaluationKept kept => $"{kept.File} holds an evaluation with {kept.Difference}, which is kept; without it the run's own would be made",
        _ => null,
    };

    private static string Some(int some, int of) => some < of ? $"{some:N0} of {of:N0}" : $"{some:N0}";

    private static string Prefix(string? model) => model is null ? "" : $"{model}: ";

    private static string Of(CorrectionsApplied applied) =>
        $"corrections {applied.Version}: {applied.Changed:N0} {(applied.Changed == 1 ? "label" : "labels")} changed, "
        + $"{applied.LeftOut:N0} {(applied.LeftOut == 1 ? "picture" : "pictures")} of none of the classes left out"
        + (applied.Right == 0 ? "" : $", {applied.Right:N0} right already")
        + (applied.NewClasses.Count == 0 ? "" : $"; new {(applied.NewClasses.Count == 1 ? "is class" : "are the classes")} {ClassFolders.List(applied.NewClasses)}")
        + (applied.Unknown == 0 ? "" : $"; {applied.Unknown:N0} {(applied.Unknown == 1 ? "is of a picture that is" : "are of pictures that are")} not in the set, {applied.FirstUnknown} for example")
        + (applied.Replaced == 0 ? "" : $"; {applied.Replaced:N0} {(applied.Replaced == 1 ? "is of a picture" : "are of pictures")} whose file is another one now, and {(applied.Replaced == 1 ? "is" : "are")} passed over, {applied.FirstReplaced} for example")
        + (applied.Superseded == 0 ? "" : $"; {applied.Superseded:N0} {(applied.Superseded == 1 ? "does" : "do")} not count, as a later one is of the same picture");

    private static string Of(DuplicatesFound found)
    {
        var count = found.Exact + found.Near;
        var counts = $"{found.Exact:N0} with the same pixels, {found.Near:N0} that show the same";
        return $"{count:N0} {found.Set} {(count == 1 ? "picture is" : "pictures are")} in the {found.HeldOut} too and "
            + found.Removal switch
            {
                DuplicateRemoval.None => $"kept all the same, as remove-duplicates is none: {counts}; what is measured on these says little",
                DuplicateRemoval.Exact when found.Near > 0 => $"left out where the pixels are the same: {counts}, which are kept, as remove-duplicates is exact",
                _ => $"left out: {counts}; remove-duplicates: none keeps them",
            }
            + $"; {(count == 1 ? "it" : "the first")} is {found.First}";
    }

    private static string Of(BudgetFitted fitted) =>
        (fitted.SecondsLeft > 0 ? $"budget: {Duration.Text(fitted.SecondsLeft)} left; " : "budget: used up, so that the run takes longer; ")
        + $"epochs x {fitted.Applied.ToString("G3", CultureInfo.InvariantCulture)}: "
        + string.Join(", ", fitted.Models.OfType<BudgetFitted.Model>().Select(model => $"{model.Name} {model.Network} {model.Epochs.ToString("0.##", CultureInfo.InvariantCulture)}"))
        + (fitted.LearnsLittle ? "; so short a training learns little, a longer budget more" : "")
        + (fitted.MadeForSlower ? "; this machine is much faster than when its pace was measured, and in another `Output` there would be time for larger pictures" : "");
}
