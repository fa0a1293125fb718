using System.Globalization;
using NoisyStudent.Evaluation;

namespace NoisyStudent.Runs;

/// <summary>Every curve of a run as CSV (RFC 4180, UTF-8), for spreadsheets and scripts.</summary>
internal static class CurveFiles
{
    /// <summary>Writes <c>training.csv</c>: loss, learning rate and validation top-1 over the steps of each model.</summary>
    /// <param name="folder">The run.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public static void WriteTraining(RunFolder folder) => Write(
        folder, "training", "model,step,epoch,learning_rate,loss,validation_top1",
        RunLogLine.Read(folder.LogFile).Select(line => Row(ModelResult.NameOf(line.Iteration), line.Step, line.Epoch, line.LearningRate, line.Loss, line.ValidationTop1)));

    /// <summary>
    /// Writes what was measured: <c>reliability.csv</c> (accuracy over confidence), <c>corruptions.csv</c> (error over severity), <c>perturbations.csv</c>,
    /// <c>attacks.csv</c> (top-1 and loss over epsilon).
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="results">What was measured.</param>
    /// <exception cref="NoisyStudentException">They cannot be written.</exception>
    public static void WriteEvaluation(RunFolder folder, EvaluationResults results)
    {
        Write("reliability", "model,confidence_from,confidence_to,images,mean_confidence,accuracy", model => model.Clean.Reliability.Select(bin =>
            Row(model.Name, bin.From, bin.To, bin.Images, bin.Confidence, bin.Accuracy)));
        Write("corruptions", "model,corruption,severity,error", model => (model.Corruptions?.Errors ?? new Dictionary<string, double[]>())
            .SelectMany(each => each.Value.Select((error, severity) => Row(model.Name, each.Key, severity + 1, error))));
        Write("perturbations", "model,perturbation,flip_probability,top5_distance", model => (model.Perturbations?.FlipProbabilities ?? new Dictionary<string, double>())
            .Select(each => Row(model.Name, each.Key, each.Value, model.Perturbations?.Top5Distances.GetValueOrDefault(each.Key))));
        Write("attacks", "model,attack,epsilon,top1,loss", model => (model.Attacks ?? [])
            .Select(each => Row(model.Name, each.Attack, each.Epsilon, each.Top1, each.Loss)));

        void Write(string name, string header, Func<ModelEvaluation, IEnumerable<string>> rows)
        {
            var all = results.Models.SelectMany(rows).ToArray();
            if (all.Length > 0)
            {
                CurveFiles.Write(folder, name, header, all);
            }
            else
            {
                // Of an evaluation that this one takes the place of.
                File.Delete(FileOf(folder, name));
            }
        }
    }

    private static string FileOf(RunFolder folder, string name) => Path.Combine(folder.CurvesFolder, name + ".csv");

    private static string Row(params IEnumerable<object?> fields) =>
        string.Join(',', fields.Select(field => CsvField.Quote(Convert.ToString(field, CultureInfo.InvariantCulture) ?? "")));

    private static void Write(RunFolder folder, string name, string header, IEnumerable<string> rows) =>
        WholeFile.WriteText(FileOf(folder, name), string.Concat(rows.Prepend(header).Select(row => row + "\r\n")));
}
