using System.Text.RegularExpressions;

namespace NoisyStudent.Pretrained;

/// <summary>Which of timm's networks are networks here: the same layers under the same names, so that the same weights give the same answers.</summary>
internal static partial class TimmNetworks
{
    /// <summary>Whose repositories are called by timm's names.</summary>
    public const string Organization = "timm";

    /// <summary>The network here that one of timm's is.</summary>
    /// <param name="architecture">timm's name, of today or of before 2023, with or without what it learned behind a dot.</param>
    /// <returns>The name in <see cref="Networks.NetworkCatalog"/>; null where there is none.</returns>
    public static string? NetworkOf(string architecture)
    {
        var match = Same().Match(architecture);
        return !match.Success ? null
            : match.Groups["efficientnet"] is { Success: true, Value: var size } ? $"efficientnet-{size}"
            : $"resnet-{match.Groups["resnet"].Value}{match.Groups["gluon"].Value}";
    }

    /// <summary>Why a network of timm's that is called much as one here is none: a clause; null where none is called so.</summary>
    /// <param name="architecture">timm's name.</param>
    public static string? DifferenceOf(string architecture) =>
        NetworkOf(architecture) is not null ? null
        : architecture.StartsWith("efficientnet_b", StringComparison.Ordinal)
            ? "it pads its pictures evenly and has another epsilon in its batch-norm than the EfficientNets here, which are those that timm calls tf_efficientnet"
        : LikeOurs().IsMatch(architecture) ? "it has another stem or other layers than the ResNets here, which are those that timm calls resnet18, resnet34 and resnet50"
        : null;

    // AdvProp's and Noisy Student's weights, torchvision's, Facebook's and Gluon's had names of their own.
    [GeneratedRegex(
        @"^(tf_efficientnet_(?<efficientnet>b[0-7]|l2)(_ap|_ns|_ns_475)?|(tv_|ssl_|swsl_)?resnet(?<resnet>18|34|50)|gluon_resnet(?<gluon>18|34|50)_v1b)(\.[a-z0-9_]+)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Same();

    [GeneratedRegex(@"^(gluon_|legacy_)?(se|eca)?resnet(18|34|50)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex LikeOurs();
}
