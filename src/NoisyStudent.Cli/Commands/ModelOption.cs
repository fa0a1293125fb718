using System.CommandLine;
using NoisyStudent.Runs;

namespace NoisyStudent.Cli.Commands;

/// <summary>The option that names a model.</summary>
internal static class ModelOption
{
    /// <summary>The option.</summary>
    /// <param name="files">What a file may be.</param>
    public static Option<string> Create(string files)
    {
        var model = new Option<string>("--model")
        {
            Description = $"{files}, or a run folder: then its last model, unless an earlier one is better on the held-out pictures.",
            HelpName = "FILE|RUN",
            Required = true,
        };
        RunOptions.RefuseEmpty(model);
        return model;
    }

    /// <summary>A file as one model, which has its path for a name; a run folder as all its models.</summary>
    /// <param name="path">What was given.</param>
    /// <param name="isOneOfMany">Whether the names of a run's models begin with its folder.</param>
    /// <exception cref="NoisyStudentException">It is a folder without a finished model.</exception>
    public static IEnumerable<(string Name, string File)> ModelsOf(string path, bool isOneOfMany) => Directory.Exists(path)
        ? new RunFolder(path).FinishedModels().Select(model => (isOneOfMany ? $"{path}: {model.Name}" : model.Name, new RunFolder(path).ModelFile(model.Iteration)))
        : [(path, path)];

    /// <summary>The file itself, or that of the model of a run folder that is to be used, which is said with its reason.</summary>
    /// <param name="path">What was given.</param>
    /// <param name="screen">Told which model of a run it is, beside the output that programs read.</param>
    /// <exception cref="NoisyStudentException">It is a folder without a finished model.</exception>
    public static string FileOf(string path, Screen screen)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        var best = BestOf(path);
        screen.Fail(Describe(path, best));
        return new RunFolder(path).ModelFile(best.Model.Iteration);
    }

    /// <summary>The model of a run folder that is to be used.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="NoisyStudentException">It is a folder without a finished model.</exception>
    public static BestModel BestOf(string path) => BestModel.Of(new RunFolder(path));

    /// <summary>Which model of a run is taken and why.</summary>
    /// <param name="path">The run folder.</param>
    /// <param name="best">The model.</param>
    public static string Describe(string path, BestModel best) => $"The model of {path} is {best.Model.Name}, {best.Reason}.";
}
