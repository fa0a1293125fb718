using System.Text.Json.Serialization;

namespace NoisyStudent.Runs;

/// <summary>Why a picture is worth a look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunPictureKind>))]
public enum RunPictureKind
{
    /// <summary>The teacher was among the surest of it within its class.</summary>
    MostConfident,

    /// <summary>The teacher was among the least sure of it within its class, of those that were selected.</summary>
    LeastConfident,

    /// <summary>A test picture that the teacher of the run gets wrong and its last student right.</summary>
    Corrected,

    /// <summary>A labeled picture as it is, and then the same under the noise that models are trained with.</summary>
    Noised,
}

/// <summary>A picture of a run that is kept to be shown.</summary>
/// <param name="File">Its PNG file, in the folder of the run's pictures.</param>
/// <param name="Kind">Why.</param>
/// <param name="Iteration">The student that learned from it, or was asked.</param>
/// <param name="Name">Its name in its set. Noised ones have the name of the picture that they come from, which stands before them.</param>
/// <param name="Class">The class that the teacher gave it; for <see cref="RunPictureKind.Corrected"/> and <see cref="RunPictureKind.Noised"/> the true one.</param>
/// <param name="Confidence">How sure the teacher was, 0 to 1; for <see cref="RunPictureKind.Corrected"/> the student; null for <see cref="RunPictureKind.Noised"/>.</param>
/// <param name="WrongAnswer">What the teacher took it for; null but for <see cref="RunPictureKind.Corrected"/>.</param>
public sealed record RunPicture(
    string File, RunPictureKind Kind, int Iteration, string Name, string? Class = null, double? Confidence = null, string? WrongAnswer = null);
