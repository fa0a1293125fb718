using System.CommandLine;
using NoisyStudent.SelfTraining;

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
            Description = $"{files}, or a run folder: then the model with the best validation top-1.",
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
        ? FinishedModels(path).Select(model => (isOneOfMany ? $"{path}: {model.Name}" : model.Name, new RunFolder(path).ModelFile(model.Iteration)))
        : [(path, path)];

    /// <summary>The file itself, or that of a run folder's best model.</summary>
    /// <param name="path">What was given.</param>
    /// <exception cref="NoisyStudentException">It is a folder without a finished model.</exception>
    public static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        var best = FinishedModels(path).OrderByDescending(model => model.Validation?.Top1 ?? 0).ThenByDescending(model => model.Iteration).First();
        return new RunFolder(path).ModelFile(best.Iteration);
    }

    private static IReadOnlyList<ModelResult> FinishedModels(string path) => RunResults.Read(new RunFolder(path).ResultsFile).Models is [_, ..] models
        ? models
        : throw new NoisyStudentException($"{path} is no run folder with a finished model: give one, or a model.safetensors.");
}
