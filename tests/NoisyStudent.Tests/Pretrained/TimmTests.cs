using System.Text;
using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class TimmTests
{
    [Theory]
    [InlineData("tf_efficientnet_b0", "efficientnet-b0")]
    [InlineData("tf_efficientnet_b7.ns_jft_in1k", "efficientnet-b7")]
    [InlineData("tf_efficientnet_l2.ns_jft_in1k_475", "efficientnet-l2")]
    [InlineData("tf_efficientnet_b3_ns", "efficientnet-b3")]
    [InlineData("tf_efficientnet_l2_ns_475", "efficientnet-l2")]
    [InlineData("tf_efficientnet_b8.ap_in1k", null)]
    [InlineData("tf_efficientnet_b0_g", null)]
    [InlineData("tf_efficientnet_es.in1k", null)]
    [InlineData("tf_efficientnetv2_s.in21k", null)]
    [InlineData("efficientnet_b0.ra_in1k", null)]
    [InlineData("resnet18.a1_in1k", "resnet-18")]
    [InlineData("resnet34", "resnet-34")]
    [InlineData("resnet50.tv2_in1k", "resnet-50")]
    [InlineData("resnet50.fb_ssl_yfcc100m_ft_in1k", "resnet-50")]
    [InlineData("tv_resnet34", "resnet-34")]
    [InlineData("swsl_resnet18", "resnet-18")]
    [InlineData("gluon_resnet50_v1b", "resnet-50")]
    [InlineData("gluon_resnet50_v1d", null)]
    [InlineData("resnet18d.ra2_in1k", null)]
    [InlineData("resnet50_gn.a1h_in1k", null)]
    [InlineData("resnet50c.gluon_in1k", null)]
    [InlineData("resnet501", null)]
    [InlineData("seresnet50.a1_in1k", null)]
    [InlineData("resnet26.bt_in1k", null)]
    [InlineData("resnet50.", null)]
    [InlineData("resnet50.a1_in1k\n", null)]
    [InlineData("xresnet50", null)]
    public void The_same_network_is_known_by_timms_name_and_no_other_is_taken_for_it(string architecture, string? network) =>
        Assert.Equal(network, TimmNetworks.NetworkOf(architecture));

    [Theory]
    [InlineData("efficientnet_b0.ra_in1k", "pads")]
    [InlineData("resnet18d.ra2_in1k", "stem")]
    [InlineData("resnet50_gn.a1h_in1k", "layers")]
    [InlineData("gluon_resnet50_v1d", "stem")]
    [InlineData("seresnet50", "layers")]
    [InlineData("tf_efficientnet_b0", null)]
    [InlineData("vit_base_patch16_224", null)]
    public void What_is_called_much_the_same_is_told_apart(string architecture, string? why)
    {
        var difference = TimmNetworks.DifferenceOf(architecture);
        Assert.Equal(why is null, difference is null);
        Assert.Contains(why ?? "", difference ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Known_weights_are_of_networks_that_there_are_and_are_named_once()
    {
        Assert.All(KnownWeights.All, known => Assert.Contains(known.Network, NetworkCatalog.Names));
        Assert.Equal(KnownWeights.All.Count, KnownWeights.All.Select(known => known.Name).Distinct().Count());
        Assert.Equal(
            [.. Enumerable.Range(0, 8).Select(size => $"hf:timm/tf_efficientnet_b{size}.ns_jft_in1k"), "hf:timm/tf_efficientnet_l2.ns_jft_in1k_475", "hf:timm/tf_efficientnet_l2.ns_jft_in1k"],
            KnownWeights.All.Take(10).Select(known => known.Name.ToString()));
        Assert.Equal(600, KnownWeights.All.Single(known => known.Name.Repository == "tf_efficientnet_b7.ns_jft_in1k").ImageSize);
    }

    [Fact]
    public void Imagenets_mean_and_deviation_are_those_of_this_program()
    {
        var description = Parse("""{ "architecture": "resnet18", "pretrained_cfg": { "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] } }""");
        Assert.Equal(Normalization.ImageNet.Mean, description!.Normalization!.Mean);
        Assert.Equal(Normalization.ImageNet.StandardDeviation, description.Normalization.StandardDeviation);
    }

    [Fact]
    public void The_form_of_earlier_versions_is_read_too() => Assert.Equal(
        ("tf_efficientnet_b3_ns", "apache-2.0"),
        Parse("""{ "architecture": "tf_efficientnet_b3_ns", "input_size": [3, 300, 300], "license": "apache-2.0", "labels": ["a"] }""") is { } description
            ? (description.Architecture, description.Licence) : default);

    [Fact]
    public void A_network_with_changed_parts_is_none_of_ours()
    {
        var description = Parse("""{ "architecture": "resnet18", "model_args": { "act_layer": "silu" } }""")!;
        var model = new HubModel(HubName.Parse("hf:org/name"), "", description);
        Assert.Equal((null, "its config.json changes parts of the network (model_args)"), (model.Network, model.Difference));
        Assert.Equal("resnet-18", new HubModel(model.Name, "", Parse("""{ "architecture": "resnet18", "model_args": {} }""")!).Network);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "architecture": "resnet18" """)]
    [InlineData("""{ "architecture": "\ud800" }""")]
    public void What_is_no_description_is_damaged(string json) => Assert.Null(Parse(json));

    [Theory]
    [InlineData("""{ "architecture": 1, "pretrained_cfg": [] }""")]
    [InlineData("""{ "pretrained_cfg": { "mean": [0.5], "std": [0.5, 0.5, 0.5] } }""")]
    [InlineData("""{ "pretrained_cfg": { "mean": [0.5, 0.5, "x"], "std": [1, 1, 1] } }""")]
    [InlineData("""{ "pretrained_cfg": { "mean": [0.5, 0.5, 0.5], "std": [0, 1, 1] } }""")]
    [InlineData("""{ "pretrained_cfg": { "mean": [0.5, 0.5, 1e999], "std": [1, 1, 1] } }""")]
    [InlineData("""{ "pretrained_cfg": { "mean": 0.5, "std": 0.5, "input_size": [3, 224, 320], "license": null } }""")]
    [InlineData("""{ "pretrained_cfg": { "input_size": [3, 1e9, 1e9] } }""")]
    [InlineData("""{ "pretrained_cfg": { "input_size": [3, -1, -1] } }""")]
    public void Figures_that_cannot_be_are_not_known(string json) => Assert.Equal(TimmDescription.Unknown, Parse(json));

    private static TimmDescription? Parse(string json) => TimmDescription.Parse(Encoding.UTF8.GetBytes(json));
}
