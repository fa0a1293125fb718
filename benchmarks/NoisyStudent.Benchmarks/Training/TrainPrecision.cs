using System.Globalization;
using System.Text.Json;
using NoisyStudent.Recipes;
using NoisyStudent.SelfTraining;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>What bfloat16 costs in accuracy: whole runs of <c>cifar10-quick</c> cut to a fifth, in both precisions, with the same seeds.</summary>
internal static class TrainPrecision
{
    public const string Name = "train-precision";

    private const string RecipeName = "cifar10-quick";
    private const int Cut = 5;
    private const int Seeds = 3;

    /// <summary>Prints every run's test top-1 of teacher and students, then the means as one JSON line for each model.</summary>
    /// <param name="labeled">CIFAR-10's labeled images.</param>
    /// <param name="unlabeled">Its unlabeled images.</param>
    /// <param name="test">Its test images.</param>
    public static void Print(string labeled, string unlabeled, string test)
    {
        string[] precisions = ["bf16", "fp32"];
        var runs = (from seed in Enumerable.Range(1, Seeds) from precision in precisions select (seed, precision, Top1: Run(seed, precision))).ToList();
        for (var model = 0; model < runs[0].Top1.Length; model++)
        {
            var (bf16, fp32) = (Mean("bf16", model), Mean("fp32", model));
            var result = new BenchmarkResult(
                $"{Name} {(model == 0 ? "teacher" : $"student {model}")}", Math.Round(bf16, 2), "% test top-1", Math.Round(fp32, 2),
                $"fp32; both are means of {Seeds} seeds", Math.Round(bf16 / fp32, 4));
            Console.WriteLine(JsonSerializer.Serialize(result, BenchmarkResult.Json));
        }

        double Mean(string precision, int model) => runs.Where(run => run.precision == precision).Average(run => run.Top1[model]);

        double[] Run(int seed, string precision)
        {
            var output = Directory.CreateTempSubdirectory($"{Name}-");
            try
            {
                var request = new RunRequest
                {
                    Labeled = labeled,
                    Unlabeled = unlabeled,
                    Test = test,
                    Recipe = RecipeName,
                    Output = output.FullName,
                    Overrides = [.. CutEpochs(), $"training.precision={precision}", $"seed={seed}"],
                };
                var results = new NoisyStudentRun(request).Execute();
                double[] top1 = [.. results.Models.Select(model => 100 * model.Test!.Top1)];
                Console.WriteLine($"seed {seed}, {precision}: {string.Join(", ", top1.Select(value => value.ToString("F2", CultureInfo.InvariantCulture)))}");
                return top1;
            }
            finally
            {
                output.Delete(recursive: true);
            }
        }
    }

    private static IEnumerable<string> CutEpochs()
    {
        var recipe = RecipeCatalog.Read(RecipeName, []);
        return recipe.Students.Select((student, place) => Epochs($"students.{place}", student.Epochs)).Prepend(Epochs("teacher", recipe.Teacher.Epochs));

        static string Epochs(string model, double epochs) => string.Create(CultureInfo.InvariantCulture, $"{model}.epochs={epochs / Cut}");
    }
}
