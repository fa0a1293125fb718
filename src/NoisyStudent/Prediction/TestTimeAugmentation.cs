namespace NoisyStudent.Prediction;

/// <summary>Under which views a picture is answered; the answer is the mean of theirs.</summary>
public enum TestTimeAugmentation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>As it is and mirrored.</summary>
    Flip,

    /// <summary>Mirrored or not, and shifted a little to the upper left, to the lower right, or not: six views.</summary>
    FlipAndShift,
}
