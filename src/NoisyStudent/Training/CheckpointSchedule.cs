using System.Diagnostics;
using NoisyStudent.Training.Checkpoints;

namespace NoisyStudent.Training;

/// <summary>
/// When a training leaves checkpoints: after a time, at the end of an epoch unless the last one is quite new, and when it is interrupted.
/// </summary>
/// <param name="folder">Where they go; null for nowhere.</param>
/// <param name="stepsPerEpoch">How many steps make an epoch.</param>
internal sealed class CheckpointSchedule(CheckpointFolder? folder, double stepsPerEpoch)
{
    /// <summary>Where an epoch takes less than this part of the time between checkpoints, not each of its ends has one.</summary>
    private const double LeastPart = 0.1;

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    /// <summary>Leaves a checkpoint if it is time.</summary>
    /// <param name="state">Where the training stands.</param>
    /// <param name="isLast">Whether the training is done, which needs no checkpoint.</param>
    /// <param name="interrupted">Whether it ends here.</param>
    /// <exception cref="NoisyStudentException">The checkpoint cannot be written; earlier ones are kept.</exception>
    public void AfterStep(TrainingState state, bool isLast, bool interrupted)
    {
        if (folder is null || (isLast && !interrupted))
        {
            return;
        }

        var endOfEpoch = Math.Floor(state.Step / stepsPerEpoch) > Math.Floor((state.Step - 1) / stepsPerEpoch);
        var due = _sinceLast.Elapsed >= folder.Every * (endOfEpoch ? LeastPart : 1);

        // Weights that are no longer numbers are no place to go on from; the next loss will say so.
        if ((due || interrupted) && state.IsFinite())
        {
            folder.Save(state.Save());
            _sinceLast.Restart();
        }
    }
}
