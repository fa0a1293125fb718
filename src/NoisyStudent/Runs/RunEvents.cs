using NoisyStudent.Events;

namespace NoisyStudent.Runs;

/// <summary>A run begins, or goes on.</summary>
/// <param name="Recipe">The name of its recipe, or the file.</param>
/// <param name="Version">The version of this library.</param>
/// <param name="Folder">Its folder, as it was given; null in logs that do not say it.</param>
public sealed record RunStarted(string Recipe, string Version, string? Folder = null) : RunEvent;

/// <summary>A run has ended, in one way or another.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record RunEnded(StageOutcome Outcome, string? Error = null) : RunEvent;

/// <summary>Another run of this process is under way, for whose end this one waits.</summary>
public sealed record RunWaits : RunEvent;

/// <summary>The pictures of a run are read.</summary>
/// <param name="Labeled">How many are labeled.</param>
/// <param name="Classes">Of how many classes.</param>
/// <param name="Unlabeled">How many are not.</param>
/// <param name="Test">How many are for the test.</param>
public sealed record SetsRead(int Labeled, int Classes, int Unlabeled, int Test) : RunEvent;

/// <summary>Files cannot be read and are left out.</summary>
/// <param name="Files">How many.</param>
/// <param name="Report">The file that names them.</param>
public sealed record FilesUnreadable(int Files, string Report) : RunEvent;

/// <summary>Where a run works.</summary>
/// <param name="Machine">The machine.</param>
public sealed record MachineTold(RunMachine Machine) : RunEvent;

/// <summary>How fast the machine trains, before there is a recipe.</summary>
/// <param name="Pace">How many times as fast as two ordinary cores.</param>
public sealed record PaceMeasured(double Pace) : RunEvent;

/// <summary>Other work disturbed what was measured of the machine, as long as that was waited for.</summary>
/// <param name="Slowdown">How many times as long steps took as when the machine does nothing else; 1 where that was not seen.</param>
public sealed record MachineBusy(double Slowdown) : RunEvent;

/// <summary>A model of the run is finished already.</summary>
/// <param name="Model">The model.</param>
/// <param name="File">Its file.</param>
public sealed record ModelKept(string Model, string File) : RunEvent;

/// <summary>A model need not be trained, as one that was decided by the same stands already.</summary>
/// <param name="Model">The model.</param>
/// <param name="From">The folder from which it is taken.</param>
public sealed record ModelTaken(string Model, string From) : RunEvent;

/// <summary>A finished model is no longer the recipe's, and set aside.</summary>
/// <param name="Model">The model.</param>
/// <param name="Folder">Where it is kept.</param>
/// <param name="Differences">What decides it otherwise now; empty where that follows from the model before it.</param>
public sealed record ModelSetAside(string Model, string Folder, IReadOnlyList<string> Differences) : RunEvent;

/// <summary>The teacher was trained beforehand, perhaps on pictures that are held out here.</summary>
/// <param name="File">Its file.</param>
/// <param name="Network">Its network.</param>
/// <param name="MayKnowHeldOut">Whether it is not known that it has learned from none of the held-out pictures.</param>
/// <param name="Reason">Why it and no other of a run that was given; null where a file was given.</param>
public sealed record TeacherGiven(string File, string Network, bool MayKnowHeldOut, string? Reason = null) : RunEvent;

/// <summary>An interrupted training goes on.</summary>
/// <param name="Stage">The title of its stage.</param>
/// <param name="Step">The steps that are done.</param>
/// <param name="Steps">Its steps in all.</param>
public sealed record TrainingResumed(string Stage, long Step, long Steps) : RunEvent;

/// <summary>A model was trained already, and its fine-tuning goes on.</summary>
/// <param name="Model">The model.</param>
public sealed record FineTuningResumed(string Model) : RunEvent;

/// <summary>A student learns from pictures that were selected beforehand.</summary>
/// <param name="Model">The student.</param>
/// <param name="File">The selection.</param>
public sealed record SelectionGiven(string Model, string File) : RunEvent;

/// <summary>A student's pictures are selected.</summary>
/// <param name="Model">The student.</param>
/// <param name="Kept">How many pictures it learns from.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Copies">How many it learns from with copies.</param>
/// <param name="EmptyClasses">The classes into which the teacher puts none.</param>
public sealed record PicturesSelected(string Model, long Kept, long Of, long Copies, IReadOnlyList<string> EmptyClasses) : RunEvent;

/// <summary>Of each picture's probabilities, the largest alone are kept.</summary>
/// <param name="Model">The student.</param>
/// <param name="Classes">How many probabilities there are.</param>
/// <param name="Largest">How many of them are kept.</param>
public sealed record ProbabilitiesCut(string Model, int Classes, int Largest) : RunEvent;

/// <summary>A model is trained, evaluated and saved.</summary>
/// <param name="Model">Its results.</param>
public sealed record ModelFinished(ModelResult Model) : RunEvent;

/// <summary>The run's folder holds an evaluation of something else, which is kept.</summary>
/// <param name="File">Its file.</param>
/// <param name="Difference">What is other there.</param>
public sealed record EvaluationKept(string File, string Difference) : RunEvent;

/// <summary>What is left of a recipe was fitted to a budget.</summary>
/// <param name="SecondsLeft">What is left of it; 0 or less where it is used up.</param>
/// <param name="Applied">By what the epochs of the next model were multiplied.</param>
/// <param name="Models">The models that are left.</param>
/// <param name="LearnsLittle">Whether trainings are so short that models learn little.</param>
/// <param name="MadeForSlower">Whether the recipe was made for a much slower machine, so that its pictures are smaller than they need be.</param>
public sealed record BudgetFitted(
    double SecondsLeft, double Applied, IReadOnlyList<BudgetFitted.Model> Models, bool LearnsLittle, bool MadeForSlower = false) : RunEvent
{
    /// <summary>A model that is left.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Network">Its network.</param>
    /// <param name="Epochs">Its epochs.</param>
    public sealed record Model(string Name, string Network, double Epochs);
}

/// <summary>A run with a budget has come to its end.</summary>
/// <param name="Spent">Seconds that it used.</param>
/// <param name="Whole">Seconds that it had.</param>
public sealed record BudgetUsed(double Spent, double Whole) : RunEvent;
