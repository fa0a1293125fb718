using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>A run on one page: an HTML file that needs nothing else, neither network nor script.</summary>
public static class RunReport
{
    /// <summary>Writes the report of a run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="path">The file; null for the one in the run's folder.</param>
    /// <returns>What the report goes without because it could not be read, a sentence each.</returns>
    /// <exception cref="NoisyStudentException">
    /// It is no run folder with a finished model, its recipe or its results are damaged, or the file cannot be written.
    /// </exception>
    public static IReadOnlyList<string> Write(RunFolder folder, string? path = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var run = RunReader.Read(folder);
        WholeFile.WriteText(path ?? folder.ReportFile, Html(run));
        return run.Notes;
    }

    /// <summary>The page as text.</summary>
    /// <param name="run">What it shows.</param>
    internal static string Html(ReportedRun run) => Html<ReportPage>(new Dictionary<string, object?> { [nameof(ReportPage.Run)] = run });

    /// <summary>A component as text.</summary>
    /// <typeparam name="TComponent">The component.</typeparam>
    /// <param name="parameters">Its parameters, by their names.</param>
    internal static string Html<TComponent>(IDictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return renderer.Dispatcher.InvokeAsync(
            async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString()).GetAwaiter().GetResult();
    }
}
