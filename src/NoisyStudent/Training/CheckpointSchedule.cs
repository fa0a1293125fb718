using System.Diagnostics;
using NoisyStudent.Training.Checkpoints;

namespace NoisyStudent.Training;

/// <summary>
/// When a training leaves checkpoints: after a time, and when it is interrupted. Not at the ends of epochs, which of few labels follow each other fast: one of a network of
/// 16 million weights takes a second.
/// </summary>
/// <param name="folder">Where they go; null for nowhere.</param>
internal sealed class CheckpointSchedule(CheckpointFolder? folder)
{
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

        // Weights that are no longer numbers are no place to go on from; the next loss will say so.
        if ((_sinceLast.Elapsed >= folder.Every || interrupted) && state.IsFinite())
        {
            folder.Save(state.Save());
            _sinceLast.Restart();
        }
    }
}
