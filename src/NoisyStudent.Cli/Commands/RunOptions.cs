using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Torch;

namespace NoisyStudent.Cli.Commands;

/// <summary>The options that more than one command has.</summary>
internal static class RunOptions
{
    private const int Million = 1_000_000;

    public static Option<string> Labeled() => Pictures(
        "--labeled",
        "The labeled pictures: a folder (or .tar, .tar.gz, .zip) with a folder for each class, a .csv of path,label, or MNIST's or CIFAR's files.");

    public static Option<string> Unlabeled() => Pictures(
        "--unlabeled", "The unlabeled pictures: a folder (or archive, or shards-{000..127}.tar) of any depth, or a .csv of path.");

    public static Option<string> Test() => Pictures("--test", "Labeled pictures for the final figures alone.");

    public static Option<string[]> Set() => new("--set")
    {
        Description = "Change a setting of the recipe, for example --set teacher.epochs=20. May be given several times.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Refuses an empty text, which is what an unset variable of a shell gives.</summary>
    public static void RefuseEmpty(params IEnumerable<Option> paths)
    {
        foreach (var option in paths)
        {
            option.Validators.Add(given =>
            {
                if (given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                {
                    given.AddError($"{option.Name} is empty: give a path.");
                }
            });
        }
    }

    /// <summary>Refuses an empty text.</summary>
    public static void RefuseEmpty(Argument argument) => argument.Validators.Add(given =>
    {
        if (given.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            given.AddError($"{argument.Name} is empty: give a path.");
        }
    });

    /// <summary>Refuses a number that is out of range.</summary>
    public static void RequireRange(Option option, int least, int most) => option.Validators.Add(given =>
    {
        if (given.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most))
        {
            given.AddError($"{option.Name} must be a whole number from {least:N0} to {most:N0}.");
        }
    });

    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where networks run; auto is CUDA where there is a device for it.",
            DefaultValueFactory = _ => TorchDevice.Names[0],
        };
        return option.AcceptOnlyFromAmong([.. TorchDevice.Names]);
    }

    /// <summary>How often a training leaves a checkpoint, in seconds.</summary>
    public static Option<double> CheckpointEvery()
    {
        var option = new Option<double>("--checkpoint-every")
        {
            Description = "Seconds between the checkpoints from which an interrupted run goes on. They do not change the result.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 60,
        };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<double>() is not (>= 0 and <= 1e6))
            {
                given.AddError($"{option.Name} must be from 0 to 1000000 seconds.");
            }
        });
        return option;
    }

    /// <summary>How long a whole run may take.</summary>
    public static Option<string?> Budget()
    {
        var option = new Option<string?>("--budget")
        {
            Description = "How long the whole run may take, for example 90m or 1h30m: epochs, and networks where need be, are fitted to what this machine does in that time.",
            HelpName = "time",
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && Duration.Parse(token.Value) is null)
            {
                given.AddError($"{option.Name} {token.Value}: give a time such as 90m, 1h30m or 45s.");
            }
        });
        return option;
    }

    /// <summary>The most pixels that a picture may have.</summary>
    public static Option<string> MostPixels()
    {
        var option = new Option<string>("--most-pixels")
        {
            Description = $"The most pixels a picture may have, for example 400M, up to {ImageReader.LargestPixelLimit / Million}M; larger ones cannot be read. While one is decoded, it takes 7 to 14 bytes a pixel.",
            HelpName = "N",
            DefaultValueFactory = _ => $"{ImageReader.PixelLimit / Million}M",
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && ParsePixels(token.Value) is null)
            {
                given.AddError($"{option.Name} {token.Value}: give a whole number such as 400M or 400000000, from 1 to {ImageReader.LargestPixelLimit / Million}M.");
            }
        });
        return option;
    }

    /// <summary>The value that was given for that option.</summary>
    public static int GetPixels(this ParseResult parsed, Option<string> option) => ParsePixels(parsed.GetRequiredValue(option))!.Value;

    public static Option<string> OnBadImage() =>
        Choice<BadImagePolicy>("--on-bad-image", "What to do about a picture that cannot be read: skip it and report it, or fail.");

    /// <summary>An option whose values are the members of an enum, as words in lower case with hyphens between; the first one is the default.</summary>
    public static Option<string> Choice<T>(string name, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
        return new Option<string>(name) { Description = description, DefaultValueFactory = _ => names[0] }.AcceptOnlyFromAmong(names);
    }

    /// <summary>The value that was given for such an option.</summary>
    public static T GetChoice<T>(this ParseResult parsed, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(parsed.GetRequiredValue(option).Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    private static int? ParsePixels(string text)
    {
        var isMillions = text.EndsWith('M') || text.EndsWith('m');
        return int.TryParse(isMillions ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (isMillions ? (long)number * Million : number) is >= 1 and <= ImageReader.LargestPixelLimit and var pixels ? (int)pixels : null;
    }

    private static Option<string> Pictures(string name, string description) => new(name) { Description = description, HelpName = "DIR" };
}
