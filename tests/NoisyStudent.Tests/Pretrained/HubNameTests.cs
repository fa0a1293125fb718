using NoisyStudent.Pretrained;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubNameTests
{
    [Theory]
    [InlineData("hf:timm/resnet18.a1_in1k", "timm", "resnet18.a1_in1k", "main", "model.safetensors")]
    [InlineData("hf:timm/resnet18.a1_in1k@v1.0", "timm", "resnet18.a1_in1k", "v1.0", "model.safetensors")]
    [InlineData("hf:a/b:weights/ema.safetensors", "a", "b", "main", "weights/ema.safetensors")]
    [InlineData("hf:a-b/c_d@refs/pr/1:x", "a-b", "c_d", "refs/pr/1", "x")]
    public void A_name_has_two_parts_and_perhaps_a_revision_and_a_file(string text, string organization, string repository, string revision, string file)
    {
        var name = HubName.Parse(text);
        Assert.Equal((organization, repository, revision, file), (name.Organization, name.Repository, name.Revision, name.File));
        Assert.Equal(text, name.ToString());
        Assert.True(HubName.IsMeant(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hf:")]
    [InlineData("hf:timm")]
    [InlineData("hf:/resnet18")]
    [InlineData("hf:timm/")]
    [InlineData("HF:timm/resnet18")]
    [InlineData("timm/resnet18")]
    [InlineData("hf://timm/resnet18")]
    [InlineData("hf:../resnet18")]
    [InlineData("hf:timm/..")]
    [InlineData("hf:timm/a..b")]
    [InlineData("hf:timm/a--b")]
    [InlineData("hf:timm/.a")]
    [InlineData("hf:timm/a.")]
    [InlineData("hf:timm/a.git")]
    [InlineData("hf:timm/a/b")]
    [InlineData("hf:timm\\a/b")]
    [InlineData("hf:timm/res net")]
    [InlineData("hf:timm/resnet18 ")]
    [InlineData("hf:timm/resnet18\n")]
    [InlineData("hf:timm/resnet\u001b[2J")]
    [InlineData("hf:timm/r\u00e9snet")]
    [InlineData("hf:timm/a%2e%2e")]
    [InlineData("hf:timm/a?b")]
    [InlineData("hf:timm/a@")]
    [InlineData("hf:timm/a:")]
    [InlineData("hf:timm/a@b@c")]
    [InlineData("hf:timm/a:b:c")]
    [InlineData("hf:timm/a@../../b")]
    [InlineData("hf:timm/a@b//c")]
    [InlineData("hf:timm/a@/b")]
    [InlineData("hf:timm/a:../model.safetensors")]
    [InlineData("hf:timm/a:/etc/passwd")]
    [InlineData("hf:timm/a:x/../y")]
    [InlineData("hf:timm/a:x/.hidden")]
    [InlineData("hf:timm/a:x\\y")]
    [InlineData("hf:timm/a:C:x")]
    [InlineData("hf:timm/a:NUL")]
    [InlineData("hf:timm/a:x/con.safetensors")]
    [InlineData("hf:timm/a@aux")]
    public void What_is_no_name_or_leads_elsewhere_is_refused(string text)
    {
        var said = Assert.Throws<NoisyStudentException>(() => HubName.Parse(text)).Message;
        Assert.Contains("hf:ORGANIZATION/NAME", said, StringComparison.Ordinal);
        Assert.DoesNotContain(said, char.IsControl);
    }

    [Fact]
    public void A_name_of_a_megabyte_is_refused_at_once_and_not_repeated()
    {
        var said = Assert.Throws<NoisyStudentException>(() => HubName.Parse($"hf:timm/{new string('a', 1 << 20)}")).Message;
        Assert.InRange(said.Length, 1, 1000);
        Assert.Throws<NoisyStudentException>(() => HubName.Parse($"hf:timm/{new string('a', 97)}"));
    }
}
