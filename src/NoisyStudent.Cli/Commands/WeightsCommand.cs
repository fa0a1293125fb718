using System.CommandLine;
using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student weights</c>: published weights that networks here can start from.</summary>
internal static class WeightsCommand
{
    private const double Megabyte = 1e6;

    /// <summary>What published networks tell apart.</summary>
    private const int Classes = 1000;

    public static Command Create(Screen screen)
    {
        var command = new Command("weights", "List weights that networks can start from: give one to train's --init, or as init of a model in a recipe.");
        command.SetAction(_ => List(screen));
        return command;
    }

    private static void List(Screen screen)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("name", "network", "learned from", "pixels", "size", "licence", "here");
        table.AddRow(
            ImageNetWeights.Name, ImageNetWeights.Network, "ImageNet (ML.NET)", $"{ImageNetWeights.ImageSize}", SizeOf(ImageNetWeights.Network, ImageNetWeights.ImageSize, isWhole: false), "mit",
            File.Exists(ImageNetWeights.Location) ? "yes" : "no");
        var cache = HubSettings.FromEnvironment();
        foreach (var weights in KnownWeights.All)
        {
            table.AddRow(
                $"{weights.Name}", weights.Network, Markup.Escape(weights.Learned), $"{weights.ImageSize}", SizeOf(weights.Network, weights.ImageSize, isWhole: true), weights.Licence,
                cache.Has(weights.Name) ? "yes" : "");
        }

        screen.Console.Write(table);
        screen.Say(
            $"hf: names are of {cache.Endpoint.Host}, and any other of a network here is taken as well; what is not here is downloaded when a run starts from it, and kept in {cache.Cache}. "
            + "Sizes are about what their networks' float32 weights take.");
    }

    /// <summary>A published network's weights have a last layer for ImageNet's classes, but for the one that comes with the command.</summary>
    private static string SizeOf(string network, int imageSize, bool isWhole) =>
        $"{NetworkCatalog.ParametersOf(network, new(isWhole ? Classes : 1, imageSize)) * sizeof(float) / Megabyte:N0} MB";
}
