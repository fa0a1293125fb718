using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Perturbations;
using NoisyStudent.Events;
using NoisyStudent.Images;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.Tests.Reporting;

/// <summary>
/// The folder of a run of a teacher and a student, as the library writes it, of which all figures are known beforehand: of 60 test pictures the
/// teacher gets 40 right and the student 52; 36 both, 4 only the teacher, 16 only the student.
/// </summary>
internal sealed class SampleRun : IDisposable
{
    public const int TestImages = 60;
    private const int Unlabeled = 20;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes recipe and results, and nothing else.</summary>
    /// <param name="classes">The class names.</param>
    public SampleRun(params string[] classes)
    {
        Classes = classes is [] ? ["cat", "dog"] : classes;
        Write(RecipeYaml.Write(new Recipe { Name = "sample", Description = "A run to look at.", Students = [new()] }), "recipe.yaml");
        new RunResults([Result(0, 0.6, Teacher), Result(1, 0.8, Student)]).Write(Folder.ResultsFile);
        Write("""{ "labeled": "100 pictures, sha256 00", "unlabeled": "20 pictures, sha256 00", "test": "60 pictures, sha256 00" }""", "data.json");
    }

    public IReadOnlyList<string> Classes { get; }

    public RunFolder Folder => new(_folder.Path);

    public Predictions Teacher => Answers(picture => picture < 40);

    public Predictions Student => Answers(picture => picture is < 36 or >= 44);

    public int[] Labels => [.. Enumerable.Range(0, TestImages).Select(picture => picture % Classes.Count)];

    /// <summary>Writes all that a run may leave behind.</summary>
    /// <param name="picture">What all pictures are called.</param>
    public SampleRun WithEverything(string picture = "picture.png")
    {
        WriteLog();
        WritePseudoLabels();
        WriteEvaluation();
        WritePictures(picture);
        WriteEvents(
            (0, new RunStarted("sample", "1.0.0")), (1, new Remark($"{picture} is odd")), (2, new RunEnded(StageOutcome.Cancelled)), (100, new RunStarted("sample", "1.0.0")));
        new RunMachine("Abacus 3000", 2, "cpu", "fp32", "Linux", ".NET", "1.0.0").Write(Folder.MachineFile);
        return this;
    }

    public void WriteLog() => Write(
        string.Concat(Enumerable.Range(0, 40).Select(step => new RunLogLine(step / 20, (step % 20) + 1, step, 0.1, 3 - (0.05 * step), step % 5 == 0 ? step / 50.0 : null).ToJson() + "\n")),
        "log.jsonl");

    /// <summary>Pictures with confidences 0.513, 0.538, ..., 0.988, in turn of each class; those from 0.6 are kept, which are all but 4.</summary>
    public void WritePseudoLabels()
    {
        var probabilities = Enumerable.Range(0, Unlabeled).SelectMany(picture => Distribution(picture % Classes.Count, 0.513f + (0.025f * picture))).ToArray();
        PseudoLabelFiles.WritePart(
            PseudoLabelFiles.PartFile(Folder.PseudoLabelFolder(1), default), [.. Enumerable.Range(0, Unlabeled).Select(picture => $"{picture}.png")], new Predictions(probabilities, Classes.Count), Classes);
        new PseudoLabelSelection(new SelectionRequest
        {
            Labels = Folder.PseudoLabelFolder(1),
            Output = Folder.SelectionFile(1),
            Settings = new PseudoLabelSettings { Threshold = 0.6, Balance = false },
            Classes = Classes,
        }).Execute();
    }

    public void WriteEvaluation() => new EvaluationResults("test", "teacher", [Evaluate("teacher", Teacher, 0.4), Evaluate("student 1", Student, 0.2)]) { TestHash = "" }.Write(Folder.EvaluationFile);

    public void WritePictures(string name)
    {
        var image = new RgbImage(8, 8, [.. Enumerable.Range(0, 8 * 8 * 3).Select(i => (byte)i)]);
        foreach (var kind in Enum.GetValues<RunPictureKind>())
        {
            Folder.Pictures.Keep(kind, kind == RunPictureKind.Noised ? 0 : 1, Classes.Take(20).Select(c => (image, new RunPicture("", kind, 1, name, c, 0.75, Classes[0]))));
        }
    }

    /// <summary>Writes down what happened.</summary>
    /// <param name="events">Each event, and how many seconds after the first of March 2026, 23:59 UTC, it happened.</param>
    public void WriteEvents(params IEnumerable<(double Seconds, RunEvent What)> events) => Write(
        string.Concat(events.Select(each => EventLog.ToJson(new LoggedEvent(new DateTimeOffset(2026, 3, 1, 23, 59, 0, TimeSpan.Zero).AddSeconds(each.Seconds), each.What)) + "\n")),
        "events.jsonl");

    public string In(params string[] names) => Path.Combine([_folder.Path, .. names]);

    public void Write(string content, params string[] names)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(names))!);
        File.WriteAllText(In(names), content);
    }

    public void Dispose() => _folder.Dispose();

    private ModelResult Result(int iteration, double validation, Predictions answers) => new(
        iteration, iteration == 0 ? "teacher" : "student", "resnet-8", 75_290, 1000, 61, new ValidationResult(validation), Scores.Of(answers, Labels));

    private ModelEvaluation Evaluate(string name, Predictions answers, double error) => new()
    {
        Name = name,
        Network = "resnet-8",
        Hash = "",
        Clean = CleanResult.Of(answers, Labels, Classes),
        AgainstBaseline = name == "teacher" ? null : PairedComparison.Of(Teacher.AreRight(Labels), answers.AreRight(Labels)),
        Corruptions = new CorruptionResult(
            TestImages, error, Corruption.All.ToDictionary(each => each.Name, _ => Enumerable.Range(1, Corruption.Severities).Select(severity => error + (0.05 * severity)).ToArray()), error / 0.4, null),
        Perturbations = new PerturbationResult(
            TestImages, Perturbation.All.ToDictionary(each => each.Name, _ => error / 10), Perturbation.All.ToDictionary(each => each.Name, _ => 1.5), error / 0.4, error / 0.4),
        Attacks = [.. from attack in Attack.All from epsilon in Attack.Epsilons select new AttackResult(attack.Name, epsilon, TestImages, (1 - error) / epsilon, 1, 1 - error, 0.5)],
    };

    private Predictions Answers(Func<int, bool> isRight) => new(
        [.. Labels.Index().SelectMany(picture => Distribution(isRight(picture.Index) ? picture.Item : (picture.Item + 1) % Classes.Count, 0.9f))], Classes.Count);

    private float[] Distribution(int best, float confidence)
    {
        var distribution = new float[Classes.Count];
        Array.Fill(distribution, (1 - confidence) / Math.Max(1, Classes.Count - 1));
        distribution[best] = confidence;
        return distribution;
    }
}
