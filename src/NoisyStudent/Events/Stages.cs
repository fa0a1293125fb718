using System.Text.Json.Serialization;

namespace NoisyStudent.Events;

/// <summary>A part of a run that takes a while.</summary>
/// <param name="Work">What is done, for example <c>train resnet-26</c>.</param>
/// <param name="Model">For which model, for example <c>student 1</c>; null where it is for no single one.</param>
/// <param name="Total">How many images it goes through; null where that is not known beforehand.</param>
/// <param name="Before">How many of them an earlier, interrupted run went through.</param>
/// <param name="Unit">What is counted where that is no images.</param>
public sealed record RunStage(string Work, string? Model = null, long? Total = null, long Before = 0, string Unit = "images")
{
    /// <summary>Both in a line: <c>student 1: train resnet-26</c>.</summary>
    [JsonIgnore]
    public string Title => Model is null ? Work : $"{Model}: {Work}";
}

/// <summary>Where a stage stands.</summary>
/// <param name="Done">Images so far, or what else the stage counts.</param>
/// <param name="Loss">The training loss, where there is one.</param>
/// <param name="ValidationTop1">Top-1 on the validation images, 0 to 1, where it was just measured.</param>
/// <param name="Total">How many there are, where only the stage itself could find out.</param>
public sealed record StageProgress(long Done, double? Loss = null, double? ValidationTop1 = null, long? Total = null);

/// <summary>How a stage ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StageOutcome>))]
public enum StageOutcome
{
    /// <summary>It is done.</summary>
    Finished,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,

    /// <summary>It cannot go on.</summary>
    Failed,
}

/// <summary>A stage begins; the one before it has ended.</summary>
/// <param name="Stage">The stage.</param>
public sealed record StageStarted(RunStage Stage) : RunEvent;

/// <summary>A stage goes on.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Progress">Where it stands.</param>
public sealed record StageAdvanced(RunStage Stage, StageProgress Progress) : RunEvent;

/// <summary>A stage has ended, in one way or another.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">How.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record StageEnded(RunStage Stage, StageOutcome Outcome, double Seconds, string? Error = null) : RunEvent;
