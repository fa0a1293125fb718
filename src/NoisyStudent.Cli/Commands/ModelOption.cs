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

    /// <summary>The file itself, or that of a run folder's best model.</summary>
    /// <param name="path">What was given.</param>
    /// <exception cref="NoisyStudentException">It is a folder without a finished model.</exception>
    public static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        var folder = new RunFolder(path);
        var best = RunResults.Read(folder.ResultsFile).Models
            .OrderByDescending(model => model.Validation?.Top1 ?? 0).ThenByDescending(model => model.Iteration).FirstOrDefault()
            ?? throw new NoisyStudentException($"{path} is no run folder with a finished model: give one, or a model.safetensors.");
        return folder.ModelFile(best.Iteration);
    }
}
