namespace NoisyStudent.Runs;

/// <summary>A part of a run that takes a while.</summary>
/// <param name="Title">What is done, for example <c>student 1: train resnet-26</c>.</param>
/// <param name="Total">How many images it goes through; null where that is not known beforehand.</param>
/// <param name="Before">How many of them an earlier, interrupted run went through.</param>
public sealed record RunStage(string Title, long? Total, long Before = 0);

/// <summary>Where a stage stands.</summary>
/// <param name="Done">Images so far.</param>
/// <param name="Loss">The training loss, where there is one.</param>
/// <param name="ValidationTop1">Top-1 on the validation images, 0 to 1, where it was just measured.</param>
/// <param name="Total">How many images there are, where only the stage itself could find out.</param>
public sealed record StageProgress(long Done, double? Loss = null, double? ValidationTop1 = null, long? Total = null);

/// <summary>Is told what a run does. Calls come from one thread at a time.</summary>
public interface IRunObserver
{
    /// <summary>Something worth a line: a choice and its reason, a count, a warning.</summary>
    /// <param name="text">The line.</param>
    void Note(string text);

    /// <summary>A stage begins; the one before it has ended.</summary>
    /// <param name="stage">The stage.</param>
    void StageStarted(RunStage stage);

    /// <summary>A stage goes on.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="progress">Where it stands.</param>
    void StageAdvanced(RunStage stage, StageProgress progress);

    /// <summary>A stage is done.</summary>
    /// <param name="stage">The stage.</param>
    void StageFinished(RunStage stage);

    /// <summary>A model is trained, evaluated and saved.</summary>
    /// <param name="model">Its results.</param>
    void ModelFinished(ModelResult model);
}
