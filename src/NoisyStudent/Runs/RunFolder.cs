using System.Globalization;
using System.Text.Json;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Evaluation;
using NoisyStudent.Recipes;

namespace NoisyStudent.Runs;

/// <summary>The folder in which a run leaves everything, and from which it goes on.</summary>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary><c>results.json</c>.</summary>
    public string ResultsFile => System.IO.Path.Combine(Path, "results.json");

    /// <summary><c>log.jsonl</c>.</summary>
    public string LogFile => System.IO.Path.Combine(Path, "log.jsonl");

    /// <summary><c>events.jsonl</c>: all that happened, by time.</summary>
    public string EventsFile => System.IO.Path.Combine(Path, "events.jsonl");

    /// <summary><c>unreadable-files.csv</c>.</summary>
    public string UnreadableFilesReport => System.IO.Path.Combine(Path, "unreadable-files.csv");

    /// <summary>The labeled pictures.</summary>
    public string LearnedFile => System.IO.Path.Combine(Path, LearnedPictures.FileName);

    /// <summary>The machine that trained.</summary>
    public string MachineFile => System.IO.Path.Combine(Path, "machine.json");

    /// <summary>What the models are worth, side by side.</summary>
    public string EvaluationFile => System.IO.Path.Combine(Path, EvaluationResults.FileName);

    /// <summary>The run on one page.</summary>
    public string ReportFile => System.IO.Path.Combine(Path, "report.html");

    /// <summary>Pictures that are worth a look.</summary>
    public RunPictures Pictures => new(System.IO.Path.Combine(Path, "pictures"));

    /// <summary>Every curve as CSV.</summary>
    public string CurvesFolder => System.IO.Path.Combine(Path, "curves");

    /// <summary>Everything that decided the run.</summary>
    public string RecipeFile => System.IO.Path.Combine(Path, "recipe.yaml");

    /// <summary>What models start from, where that was found out for the run.</summary>
    public string StartFile => System.IO.Path.Combine(Path, "start.json");

    /// <summary>The time that the run may take, where it was given one.</summary>
    public string BudgetFile => System.IO.Path.Combine(Path, "budget.json");

    /// <summary>The name of a model's file, in its folder.</summary>
    internal const string ModelName = "model.safetensors";

    /// <summary>The name of its record there.</summary>
    internal const string RecordName = "model.json";

    /// <summary>The name of the folder of the answers that it learned from, there.</summary>
    internal const string LabelsName = "pseudo-labels";

    private const string AsideName = "set-aside";
    private const int KeyDigits = 16;

    /// <summary>Sections of a recipe that decide students alone.</summary>
    private static readonly string[] _ofStudents = ["students", "pseudo-labels."];

    private string DataFile => System.IO.Path.Combine(Path, "data.json");

    /// <summary>The weights of a model.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string ModelFile(int iteration) => In(iteration, ModelName);

    /// <summary>The same model for ONNX Runtime.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string OnnxFile(int iteration) => In(iteration, "model.onnx");

    /// <summary>The weights of a model before its fine-tuning, while that is under way.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string TrainedFile(int iteration) => In(iteration, "trained.safetensors");

    /// <summary>What decided a model, what became of it, and what it was taught (<see cref="Models.ModelRecord"/>).</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string RecordFile(int iteration) => In(iteration, RecordName);

    /// <summary>The folder of all that belongs to a model.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal string ModelFolder(int iteration) => System.IO.Path.Combine(Path, $"iteration-{iteration}");

    /// <summary>Where a finished model is kept that is no longer the recipe's.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    /// <param name="key">The model's key.</param>
    internal string AsideFolder(int iteration, string key) => System.IO.Path.Combine(Path, AsideName, $"iteration-{iteration}-{key[..Math.Min(KeyDigits, key.Length)]}");

    /// <summary>The folders of the models of an iteration that were set aside.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal IEnumerable<string> AsideFolders(int iteration) => Directory.Exists(System.IO.Path.Combine(Path, AsideName))
        ? Directory.GetDirectories(System.IO.Path.Combine(Path, AsideName), $"iteration-{iteration}-*").Where(each => !each.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        : [];

    /// <summary>The folder of a model's last checkpoints, while it trains.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string CheckpointFolder(int iteration) => In(iteration, "checkpoints");

    /// <summary>The folder of the last checkpoints of a model's fine-tuning.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string FineTuningFolder(int iteration) => In(iteration, "fine-tuning");

    /// <summary>The folder of a teacher's answers.</summary>
    /// <param name="iteration">The student's iteration.</param>
    public string PseudoLabelFolder(int iteration) => In(iteration, LabelsName);

    /// <summary>The curves of a model for TensorBoard, which is given the folder above.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public string TensorBoardFolder(int iteration) => System.IO.Path.Combine(Path, "tensorboard", ModelResult.NameOf(iteration).Replace(' ', '-'));

    /// <summary>Which pictures a student sees.</summary>
    /// <param name="iteration">The student's iteration.</param>
    public string SelectionFile(int iteration) => In(iteration, "selected.parquet");

    /// <summary>
    /// Makes the folder where it is missing and keeps other runs out of it until the result is disposed; a folder that was made for it and is
    /// still empty then is removed.
    /// </summary>
    /// <exception cref="NoisyStudentException">The folder cannot be written, or another run is at work in it.</exception>
    public IDisposable Lock()
    {
        var file = System.IO.Path.Combine(Path, ".lock");
        var isNew = !Directory.Exists(Path);
        try
        {
            Directory.CreateDirectory(Path);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return new FolderLock(stream, isNew ? Path : null);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new NoisyStudentException($"Another run is at work in {Path}: wait for it, or choose another `Output`.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"Cannot write into {Path}: {exception.Message.TrimEnd('.')}. Choose another `Output`.", exception);
        }
    }

    /// <summary>
    /// Makes sure that a run that was started in the folder has the settings that decide its teacher, so that models of it may stay. Where it is not written down what
    /// decided each model, as in runs of earlier versions, it must have all settings but those that decide no model: name, description, evaluation.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <exception cref="NoisyStudentException">The folder holds a run with other settings; the message says which.</exception>
    public void RequireSettings(Recipe recipe)
    {
        if (!File.Exists(RecipeFile))
        {
            return;
        }

        var hasRecords = Directory.GetDirectories(Path, "iteration-*").All(model => File.Exists(System.IO.Path.Combine(model, RecordName)));
        RequireSame(Deciding(RecipeCatalog.Read(RecipeFile)), Deciding(recipe), "settings");

        IReadOnlyDictionary<string, string> Deciding(Recipe settings) => SettingsOf(settings with { StoredSize = settings.KeptSize })
            .Where(setting => !hasRecords || _ofStudents.All(section => !setting.Key.StartsWith(section, StringComparison.Ordinal))).ToDictionary();
    }

    /// <summary>The settings of a recipe that decide models, by their keys.</summary>
    /// <param name="recipe">The recipe.</param>
    internal static IReadOnlyDictionary<string, string> SettingsOf(Recipe recipe) =>
        RecipeYaml.Flatten(recipe with { Name = "", Description = "", Evaluation = new() });

    /// <summary>
    /// Writes down the data where the folder is new; where a run was started in it, makes sure that it is one of the same data and teacher.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="data">The pictures.</param>
    /// <exception cref="NoisyStudentException">The folder holds a run with other settings or pictures; the message says which.</exception>
    internal void Claim(Recipe recipe, RunData data)
    {
        if (File.Exists(RecipeFile))
        {
            // Settings may follow from the pictures, so other pictures are what to say first.
            RequireSame(ReadData(), data.Fingerprint(), "data");
            RequireSettings(recipe);
            WholeFile.RemoveParts(Path);
        }
        else if (Pictures.IsForeign)
        {
            throw new NoisyStudentException($"{Pictures.Folder} is where the run would keep pictures of its own, but other files are there: choose another `Output`.");
        }
        else
        {
            WholeFile.WriteText(DataFile, JsonSerializer.Serialize(data.Fingerprint(), RunResults.Json) + "\n");
        }
    }

    /// <summary>Writes the recipe down as it is to be from now on.</summary>
    /// <param name="recipe">The recipe.</param>
    internal void Write(Recipe recipe) => WholeFile.WriteText(RecipeFile, RecipeYaml.Write(recipe));

    /// <summary>Whether the run's teacher was given when it began; null where none has begun.</summary>
    internal bool? HasGivenTeacher() => File.Exists(DataFile) ? ReadData().ContainsKey("teacher") : null;

    /// <summary>A folder in the run's own for what is on its way.</summary>
    /// <param name="name">A name.</param>
    internal string TemporaryFolder(string name) => System.IO.Path.Combine(Path, AsideName, $"{name}.part");

    /// <summary>Whether a model's training has left something to go on from.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal bool HasBegun(int iteration) => Directory.Exists(CheckpointFolder(iteration)) || File.Exists(TrainedFile(iteration));

    /// <summary>The results of its finished models, at least one.</summary>
    /// <exception cref="NoisyStudentException">There is none.</exception>
    public IReadOnlyList<ModelResult> FinishedModels() => RunResults.Read(ResultsFile).Models is [_, ..] models
        ? models
        : throw new NoisyStudentException($"{Path} is no run folder with a finished model: give one, or a {ModelName}.");

    /// <summary>How many pictures each set of the run has, by its name in <c>data.json</c>; a set of which that is not known is left out.</summary>
    /// <exception cref="NoisyStudentException">The file is missing or damaged.</exception>
    public IReadOnlyDictionary<string, long> PictureCounts() => ReadData()
        .Select(set => (set.Key, IsNumber: long.TryParse(set.Value?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count), Count: count))
        .Where(set => set.IsNumber).ToDictionary(set => set.Key, set => set.Count);

    /// <summary>Refuses what is not the same, and says where it differs.</summary>
    /// <param name="there">What the folder holds.</param>
    /// <param name="now">What is asked for.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="NoisyStudentException">It differs.</exception>
    internal void RequireSame(IReadOnlyDictionary<string, string> there, IReadOnlyDictionary<string, string> now, string what)
    {
        var differing = there.Keys.Union(now.Keys)
            .Where(key => there.GetValueOrDefault(key) != now.GetValueOrDefault(key))
            .Select(key => $"{key} ({there.GetValueOrDefault(key, "absent")} there, {now.GetValueOrDefault(key, "absent")} now)")
            .ToArray();
        if (differing.Length > 0)
        {
            throw new NoisyStudentException(
                $"{Path} holds a run with other {what}: {string.Join("; ", differing)}. "
                + $"Give the same {what} to go on with it, or another `Output`.");
        }
    }

    private Dictionary<string, string> ReadData()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(DataFile)) ?? [];
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new NoisyStudentException($"{DataFile} is missing or damaged, so that the run cannot go on: start again in another folder.", exception);
        }
    }

    private string In(int iteration, string file) => System.IO.Path.Combine(ModelFolder(iteration), file);

    private sealed class FolderLock(FileStream file, string? newFolder) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            try
            {
                if (newFolder is not null && !Directory.EnumerateFileSystemEntries(newFolder).Any())
                {
                    Directory.Delete(newFolder);
                }
            }
            catch (IOException)
            {
                // Somebody was quicker: removed it, or put something into it.
            }
        }
    }
}
