namespace NoisyStudent.Pretrained;

/// <summary>
/// Published weights that fit networks here, from the tables of timm 1.0 (models/efficientnet.py and resnet.py): a list to choose from, while any name of the hub is taken.
/// </summary>
/// <param name="Name">Where they are.</param>
/// <param name="Learned">What they learned from, and how.</param>
/// <param name="ImageSize">Width and height of the pictures that they learned from, in pixels.</param>
/// <param name="Licence">The licence that their publisher names. What ImageNet's terms mean for weights is another question.</param>
internal sealed record KnownWeights(HubName Name, string Learned, int ImageSize, string Licence)
{
    private const string Apache = "apache-2.0";
    private const string Bsd = "bsd-3-clause";
    private const string NonCommercial = "cc-by-nc-4.0";

    private static readonly int[] _sizesOfEfficientNets = [224, 240, 260, 300, 380, 456, 528, 600];

    /// <summary>All of them: Noisy Student's own first.</summary>
    public static IReadOnlyList<KnownWeights> All { get; } =
    [
        .. EfficientNets("ns_jft_in1k", "ImageNet, and JFT-300M without its labels (Noisy Student)"),
        Of("tf_efficientnet_l2.ns_jft_in1k_475", "ImageNet, and JFT-300M without its labels (Noisy Student)", 475, Apache),
        Of("tf_efficientnet_l2.ns_jft_in1k", "ImageNet, and JFT-300M without its labels (Noisy Student)", 800, Apache),
        .. EfficientNets("ap_in1k", "ImageNet (AdvProp)"),
        .. EfficientNets("aa_in1k", "ImageNet (AutoAugment)"),
        .. EfficientNets("in1k", "ImageNet").Take(6),
        Of("tf_efficientnet_b5.ra_in1k", "ImageNet (RandAugment)", 456, Apache),
        Of("tf_efficientnet_b7.ra_in1k", "ImageNet (RandAugment)", 600, Apache),
        .. ResNets([18, 34, 50], "a1_in1k", "ImageNet (ResNet strikes back, A1)", 224, Apache),
        .. ResNets([18, 34, 50], "a2_in1k", "ImageNet (ResNet strikes back, A2)", 224, Apache),
        .. ResNets([18, 34, 50], "a3_in1k", "ImageNet (ResNet strikes back, A3)", 160, Apache),
        .. ResNets([18, 34, 50], "tv_in1k", "ImageNet (torchvision)", 224, Bsd),
        .. ResNets([50], "tv2_in1k", "ImageNet (torchvision's second weights)", 176, Bsd),
        .. ResNets([18, 34, 50], "gluon_in1k", "ImageNet (GluonCV)", 224, Apache),
        .. ResNets([18, 50], "fb_ssl_yfcc100m_ft_in1k", "ImageNet, and YFCC100M without its tags (semi-supervised)", 224, NonCommercial),
        .. ResNets([18, 50], "fb_swsl_ig1b_ft_in1k", "ImageNet, and a billion pictures of Instagram by their hashtags (semi-weakly supervised)", 224, NonCommercial),
    ];

    /// <summary>The network here that they are of.</summary>
    public string Network => TimmNetworks.NetworkOf(Name.Repository)!;

    private static IEnumerable<KnownWeights> EfficientNets(string tag, string learned) =>
        _sizesOfEfficientNets.Select((imageSize, size) => Of($"tf_efficientnet_b{size}.{tag}", learned, imageSize, Apache));

    private static IEnumerable<KnownWeights> ResNets(int[] depths, string tag, string learned, int imageSize, string licence) =>
        depths.Select(depth => Of($"resnet{depth}.{tag}", learned, imageSize, licence));

    private static KnownWeights Of(string repository, string learned, int imageSize, string licence) =>
        new(HubName.Parse($"{HubName.Prefix}{TimmNetworks.Organization}/{repository}"), learned, imageSize, licence);
}
