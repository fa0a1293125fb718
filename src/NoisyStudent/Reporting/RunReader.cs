using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>Reads what a run left behind. What is missing is left out; what is damaged becomes a note.</summary>
internal sealed class RunReader
{
    private const int MostModels = 12;
    private const int MostPictures = 1000;
    private const double LongestTraining = 1e10;

    private readonly RunFolder _folder;
    private readonly List<string> _notes = [];

    private RunReader(RunFolder folder) => _folder = folder;

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="NoisyStudentException">It is no run folder with a finished model, or its recipe or its results are damaged.</exception>
    public static ReportedRun Read(RunFolder folder) => new RunReader(folder).Read();

    private ReportedRun Read()
    {
        if (!File.Exists(_folder.RecipeFile) || !File.Exists(_folder.ResultsFile))
        {
            throw new NoisyStudentException($"{_folder.Path} is no run folder with a finished model: give the folder of a run, in which recipe.yaml and results.json are.");
        }

        var recipe = RecipeCatalog.Read(_folder.RecipeFile);
        var results = RunResults.Read(_folder.ResultsFile).Models;
        if (results is not [{ Iteration: 0 }, ..] || !results.All(IsWhole))
        {
            throw new NoisyStudentException($"{_folder.ResultsFile} does not begin with a teacher, or lacks something: give the folder of a run with a finished model.");
        }

        var counts = Try(_folder.PictureCounts) ?? new Dictionary<string, long>();
        var evaluation = File.Exists(_folder.EvaluationFile) ? Try(ReadEvaluation) : null;
        var best = BestModel.Of(new RunResults(results));
        ModelResult[] shown = [.. results.Where((result, number) => number == 0 || result == best.Model || number > results.Count - MostModels)];
        return new ReportedRun
        {
            Recipe = recipe,
            Models = [.. shown.Select((result, number) => new ReportedModel(
                result, evaluation?.Models.FirstOrDefault(model => model.Name == result.Name),
                evaluation is { HeldOut: false } || result.Test is not null,
                counts.TryGetValue("test", out var images) ? images : null, ReportedModel.ColourOf(number, shown.Length)))],
            Best = best,
            Evaluation = evaluation,
            Machine = Try(() => RunMachine.Read(_folder.MachineFile)),
            PictureCounts = counts,
            Log = Try(() => ReadLines<RunLogLine>(_folder.LogFile, RunLogLine.Read)) ?? [],
            PseudoLabels = [.. shown.Skip(1).Select(result => Try(() => LabelsOf(result.Iteration))).OfType<StudentLabels>()],
            Pictures = ReadPictures([.. results.Select(result => result.Iteration)]),
            Sessions = RunSession.Of(Try(() => ReadLines<LoggedEvent>(_folder.EventsFile, EventLog.Read)) ?? [], _folder),
            Notes = [.. (evaluation?.Remarks ?? []).Select(remark => $"{remark}."), .. _notes],
        };
    }

    private static bool IsWhole(ModelResult model) =>
        model is { Network: not null, Iteration: >= 0, SecondsTraining: >= 0 and <= LongestTraining, Validation: null or { Top1: >= 0 and <= 1 } }
        && model.Test is null or { Top1: >= 0 and <= 1, Ece: >= 0 and <= 1 };

    private StudentLabels? LabelsOf(int iteration)
    {
        var selection = _folder.SelectionFile(iteration);
        if (!File.Exists(SelectionSummary.FileOf(selection)))
        {
            return null;
        }

        var summary = SelectionSummary.Read(SelectionSummary.FileOf(selection));
        return summary is { Classes: { } classes } && classes.Values.All(each => each is { Seen: >= 0, Kept: >= 0, Copies: >= 0 })
            ? new StudentLabels(
                iteration, classes,
                Directory.Exists(_folder.PseudoLabelFolder(iteration)) ? Try(() => ConfidenceHistogram.OfAnswers(_folder.PseudoLabelFolder(iteration))) : null,
                File.Exists(selection) ? Try(() => ConfidenceHistogram.OfSelection(selection)) : null)
            : throw new NoisyStudentException($"{SelectionSummary.FileOf(selection)} is damaged: the report goes without it.");
    }

    /// <summary>Of very many models, the first ones.</summary>
    private EvaluationResults ReadEvaluation()
    {
        var results = EvaluationResults.Read(_folder.EvaluationFile);
        return results with { Models = [.. results.Models.Take(MostModels)] };
    }

    private delegate IReadOnlyList<T> LineReader<T>(string path, out int damaged);

    private IReadOnlyList<T> ReadLines<T>(string path, LineReader<T> read)
    {
        var lines = read(path, out var damaged);
        if (damaged > 0)
        {
            _notes.Add($"{Counted(damaged, "line")} of {Path.GetFileName(path)} {(damaged == 1 ? "is" : "are")} damaged and left out.");
        }

        return lines;
    }

    /// <summary>Those of students that the run still has: a recipe may ask for fewer than it did.</summary>
    private EmbeddedPicture[] ReadPictures(HashSet<int> iterations)
    {
        var listed = (Try(_folder.Pictures.Read) ?? []).Where(picture => iterations.Contains(picture.Iteration));
        var embedded = listed.Take(MostPictures).Select(picture => EmbeddedPicture.Of(_folder.Pictures, picture)).ToArray();
        var (shown, unreadable) = (embedded.OfType<EmbeddedPicture>().ToArray(), embedded.Count(picture => picture is null));
        if (unreadable > 0)
        {
            _notes.Add($"{Counted(unreadable, "picture")} that the run kept {(unreadable == 1 ? "is missing or cannot be read, and is" : "are missing or cannot be read, and are")} left out.");
        }

        return shown;
    }

    private static string Counted(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    /// <summary>Reads a part of the run; where that fails, the sentence that says why is kept, without the way to the folder, which is nobody's business.</summary>
    private T? Try<T>(Func<T> read)
        where T : class?
    {
        try
        {
            return read();
        }
        catch (NoisyStudentException refusal)
        {
            _notes.Add(OwnPaths.Of(_folder).CutFrom(refusal.Message));
            return null;
        }
    }
}
