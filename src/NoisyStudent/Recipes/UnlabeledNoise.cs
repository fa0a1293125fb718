namespace NoisyStudent.Recipes;

/// <summary>
/// Which noise the unlabeled images of a student's batches get; labeled ones get all (Xie et al., table 6). A random crop and flip is not counted as
/// noise, as in the reference code: the recipe's stays in any case.
/// </summary>
public enum UnlabeledNoise
{
    /// <summary>What labeled images get.</summary>
    Full,

    /// <summary>Dropout and stochastic depth, but neither RandAugment nor mixtures.</summary>
    Model,

    /// <summary>None of them.</summary>
    None,
}
