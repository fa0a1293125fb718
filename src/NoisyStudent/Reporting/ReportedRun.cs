using NoisyStudent.Evaluation;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>All that the report shows of a run.</summary>
public sealed record ReportedRun
{
    /// <summary>The recipe.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>Teacher and students, in order; of very many, the teacher, the last ones and the one to be used.</summary>
    public required IReadOnlyList<ReportedModel> Models { get; init; }

    /// <summary>Which model is to be used, and why.</summary>
    public required BestModel Best { get; init; }

    /// <summary>All models that were measured side by side; null where none were.</summary>
    public EvaluationResults? Evaluation { get; init; }

    /// <summary>The machine that trained; null where that is not known.</summary>
    public RunMachine? Machine { get; init; }

    /// <summary>How many pictures each set has, as far as that is known: <c>labeled</c>, <c>unlabeled</c>, <c>test</c>.</summary>
    public IReadOnlyDictionary<string, long> PictureCounts { get; init; } = new Dictionary<string, long>();

    /// <summary>The trainings, step by step.</summary>
    public IReadOnlyList<RunLogLine> Log { get; init; } = [];

    /// <summary>What each student learned from.</summary>
    public IReadOnlyList<StudentLabels> PseudoLabels { get; init; } = [];

    /// <summary>Pictures that are worth a look.</summary>
    public IReadOnlyList<EmbeddedPicture> Pictures { get; init; } = [];

    /// <summary>Each time that the run was at work, and what happened; none for runs of versions that did not write it down.</summary>
    public IReadOnlyList<RunSession> Sessions { get; init; } = [];

    /// <summary>What could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The teacher.</summary>
    public ReportedModel Teacher => Models[0];

    /// <summary>The student that is to be used; the last one where its teacher is to be used instead; null where there is none.</summary>
    public ReportedModel? Student => Models.Skip(1).FirstOrDefault(model => model.Result.Iteration == Best.Model.Iteration) ?? Models.Skip(1).LastOrDefault();

    /// <summary>The colour of a model that was measured: that of the run's model of this name.</summary>
    /// <param name="model">The model.</param>
    public string ColourOf(ModelEvaluation model) => ModelOf(model)?.Colour ?? "other";

    /// <summary>What stands for a model that was measured where there is no room for its name: T for the teacher, a student's number, a letter for others.</summary>
    /// <param name="model">The model.</param>
    public string MarkOf(ModelEvaluation model) => ModelOf(model)?.Result.Iteration switch
    {
        0 => "T",
        { } iteration => $"{iteration}",
        null => $"{(char)('A' + Evaluation!.Models.Index().First(each => each.Item == model).Index)}",
    };

    private ReportedModel? ModelOf(ModelEvaluation model) => Models.FirstOrDefault(each => each.Name == model.Name);
}
