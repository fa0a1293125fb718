using NoisyStudent.Recipes;

namespace NoisyStudent.Runs.Budgets;

/// <summary>On how many images a model that begins with a fitted last layer is trained at the least, so that this does not make it worse.</summary>
/// <param name="OfTeacher">A teacher.</param>
/// <param name="OfStudent">A student of a model that is a fitted last layer alone.</param>
internal readonly record struct LeastTraining(double OfTeacher, double OfStudent)
{
    /// <summary>The least of a run.</summary>
    /// <param name="start">What its models start from; null where that was not found out.</param>
    /// <param name="overrides">What the person wants otherwise: who says how long models are trained has them trained so.</param>
    public static LeastTraining Of(AutoStart? start, IReadOnlyList<string> overrides) => AutoInput.SetsTrainings(overrides) ? default
        : new(AutoStart.KeptPart * (start?.LeastTeacherImages ?? AutoStart.LeastImages), AutoStart.KeptPart * AutoStart.LeastOfStudent);
}
