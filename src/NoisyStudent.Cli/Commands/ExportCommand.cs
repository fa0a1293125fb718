using System.CommandLine;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Torch;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student export</c>: a trained model as ONNX, or as safetensors.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, Action<TrainedModel, string>> _formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".onnx"] = (model, path) => model.SaveOnnx(path),
        [".safetensors"] = (model, path) => model.Save(path),
    };

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var model = ModelOption.Create("A model.safetensors");
        var output = new Option<string>("--output")
        {
            Description = "The file to write: .onnx for ONNX Runtime and NoisyStudent.Inference, or .safetensors.",
            HelpName = "FILE",
            Required = true,
        };
        RunOptions.RefuseEmpty(output);
        output.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var path }] && !_formats.ContainsKey(Path.GetExtension(path)))
            {
                given.AddError($"--output {path}: give a name that ends in .onnx or .safetensors.");
            }
        });
        var command = new Command("export", "Write a trained model for applications that ship it.") { model, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            using var trained = TrainedModel.Load(ModelOption.FileOf(parsed.GetRequiredValue(model), screen), TorchDevice.Parse("cpu"));
            interrupt.ThrowIfCancellationRequested();
            _formats[Path.GetExtension(path)](trained, path);
            screen.Say($"{path}: {trained.Network.Name}, {trained.Description.Classes.Count:N0} classes, {new FileInfo(path).Length:N0} bytes");
        });
        return command;
    }
}
