using NoisyStudent.Pretrained;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_variables_it_is_the_usual_hub_and_the_usual_cache()
    {
        var settings = Of();
        Assert.Equal(new Uri("https://huggingface.co/"), settings.Endpoint);
        Assert.Equal(In(".cache", "huggingface", "hub"), settings.Cache);
        Assert.Null(settings.Token);
        Assert.False(settings.IsOffline);
        Assert.True(settings.UsesLinks);
    }

    [Fact]
    public void The_cache_is_where_the_nearest_variable_says()
    {
        string[] variables = [$"XDG_CACHE_HOME={In("xdg")}", $"HF_HOME={In("hf")}", "HUGGINGFACE_HUB_CACHE=~/old", $"HF_HUB_CACHE={In("hub")}"];
        Assert.Equal(
            [In("xdg", "huggingface", "hub"), In("hf", "hub"), In("old"), In("hub")],
            Enumerable.Range(1, variables.Length).Select(count => Of(variables[..count]).Cache));
        Assert.Equal(In(".cache", "huggingface", "hub"), Of("HF_HOME=", "HF_HUB_CACHE=").Cache);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("Yes", true)]
    [InlineData("ON", true)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("", false)]
    public void Offline_is_what_is_switched_on(string value, bool isOffline) => Assert.Equal(isOffline, Of($"HF_HUB_OFFLINE={value}").IsOffline);

    [Fact]
    public void The_token_is_the_variables_and_else_the_files()
    {
        _folder.Write(Path.Combine(".cache", "huggingface", "token"), "hf_file\n"u8.ToArray());
        var other = _folder.Write("other", "hf_other"u8.ToArray());
        Assert.Equal("hf_file", Of().Token);
        Assert.Equal("hf_other", Of($"HF_TOKEN_PATH={other}").Token);
        Assert.Equal("hf_variable", Of("HF_TOKEN=hf_variable ").Token);
        Assert.Null(Of($"HF_TOKEN_PATH={In("none")}").Token);
    }

    [Theory]
    [InlineData("HF_TOKEN=hf_a\r\nX-Other: 1", "HF_TOKEN")]
    [InlineData("HF_TOKEN=hf a", "HF_TOKEN")]
    [InlineData("HF_ENDPOINT=file:///etc", "HF_ENDPOINT")]
    [InlineData("HF_ENDPOINT=huggingface.co", "HF_ENDPOINT")]
    [InlineData("HF_ENDPOINT=ftp://huggingface.co", "HF_ENDPOINT")]
    public void A_value_that_cannot_be_used_is_named(string variable, string name) =>
        Assert.StartsWith(name, Assert.Throws<NoisyStudentException>(() => Of(variable)).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_hub_may_lie_in_a_folder_of_its_host() => Assert.Equal(new Uri("https://mirror.example/hf/"), Of("HF_ENDPOINT=https://mirror.example/hf/").Endpoint);

    private string In(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    private HubSettings Of(params string[] variables) => HubSettings.Of(
        name => variables.Select(variable => variable.Split('=', 2)).LastOrDefault(variable => variable[0] == name)?[1], _folder.Path);
}
