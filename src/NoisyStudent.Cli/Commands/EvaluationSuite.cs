namespace NoisyStudent.Cli.Commands;

/// <summary>What <c>evaluate</c> measures, beside accuracy and calibration on clean pictures.</summary>
internal enum EvaluationSuite
{
    /// <summary>Nothing more.</summary>
    Clean,

    /// <summary>Corruptions.</summary>
    Corruptions,

    /// <summary>Perturbation sequences.</summary>
    Perturbations,

    /// <summary>Attacks.</summary>
    Attacks,

    /// <summary>All of them.</summary>
    All,
}
