using System.CommandLine;
using NoisyStudent.Datasets;
using NoisyStudent.Torch;

namespace NoisyStudent.Cli.Commands;

/// <summary>The options that more than one command has.</summary>
internal static class RunOptions
{
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Change a setting of the recipe, for example --set teacher.epochs=20. May be given several times.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where networks run; auto is CUDA where there is a device for it.",
            DefaultValueFactory = _ => TorchDevice.Names[0],
        };
        return option.AcceptOnlyFromAmong([.. TorchDevice.Names]);
    }

    public static Option<BadImagePolicy> OnBadImage() => new("--on-bad-image")
    {
        Description = "What to do about a picture that cannot be read: skip it and report it, or fail.",
        DefaultValueFactory = _ => BadImagePolicy.Skip,
    };
}
