using NoisyStudent.Recipes;
using NoisyStudent.Reporting;
using PuppeteerSharp;
using PuppeteerSharp.Media;
using Xunit;

namespace NoisyStudent.Tests.Reporting;

/// <summary>The report in a browser, where there is one: <c>tests/install-browser.sh</c> installs it.</summary>
public sealed class BrowserTests
{
    private static readonly string[] _places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task A_page_of_hostile_names_runs_nothing_asks_nobody_and_is_as_wide_as_the_window(int width)
    {
        using var run = new SampleRun([.. HostileNames.All]).WithEverything(HostileNames.Script);
        run.Write(RecipeYaml.Write(new Recipe { Name = HostileNames.Script, Description = new string('w', 10_000), Students = [new()] }), "recipe.yaml");
        RunReport.Write(run.Folder);
        var address = new Uri(run.Folder.ReportFile).AbsoluteUri;

        await using var chromium = await LaunchAsync();
        await using var page = await chromium.NewPageAsync();
        var (requests, events) = (new List<string>(), new List<string>());
        page.Request += (_, sent) => requests.Add(sent.Request.Url);
        page.Dialog += async (_, dialog) =>
        {
            events.Add($"dialog {dialog.Dialog.Message}");
            await dialog.Dialog.Dismiss();
        };
        page.Console += (_, message) => events.Add($"console {message.Message.Text}");
        page.PageError += (_, error) => events.Add($"error {error.Message}");
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
        await page.GoToAsync(address, WaitUntilNavigation.Networkidle0);

        Assert.Equal(address, Assert.Single(requests, url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(events);
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>("document.scripts.length"));
        Assert.Equal(HostileNames.Script, await page.EvaluateExpressionAsync<string>("document.querySelector('h1').textContent"));
        Assert.Equal(width, await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        Assert.True(await page.EvaluateExpressionAsync<bool>("[...document.images].length > 0 && [...document.images].every(image => image.naturalWidth > 0)"));
    }

    [Fact]
    public async Task What_is_folded_on_the_screen_is_printed()
    {
        const string Hidden = "[...document.querySelectorAll('details > :not(summary)')].filter(part => !part.checkVisibility()).length";
        await using var chromium = await LaunchAsync();
        using var run = new SampleRun().WithEverything();
        RunReport.Write(run.Folder);
        await using var page = await chromium.NewPageAsync();
        await page.GoToAsync(new Uri(run.Folder.ReportFile).AbsoluteUri);

        Assert.InRange(await page.EvaluateExpressionAsync<int>(Hidden), 1, 10);
        await page.EmulateMediaTypeAsync(MediaType.Print);
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>(Hidden));
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var browser = Array.Find(_places, File.Exists);
        Assert.SkipWhen(browser is null, "This machine has no Chromium: tests/install-browser.sh installs it.");
        return await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = browser, Args = ["--no-sandbox"] });
    }
}
