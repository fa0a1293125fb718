using DuckDB.NET.Data;
using NoisyStudent.Events;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Filters and balances pseudo-labels (Xie et al., section 3.1), of any number in bounded memory. Of each class, images under the threshold or above
/// the outlier score are dropped; then the least confident, a fraction of them, so that ceil((1 - quantile) n) remain; then all but the K most
/// confident. Of equally confident ones those come first whose file names do, by their UTF-8 bytes. When balanced, a class with n fewer than K gets
/// floor(K / n) copies of each, and one more with probability K / n - floor(K / n). Towards the labeled shares, K is another for each class: the whole of
/// them all times its share.
/// </summary>
/// <param name="request">What is asked for.</param>
/// <param name="observer">Who is told; null for nobody.</param>
public sealed class PseudoLabelSelection(SelectionRequest request, IRunObserver? observer = null)
{
    /// <summary>DuckDB's bounds leave out what it takes for a moment and what the rest of the process has.</summary>
    private const double ShareOfMemory = 0.75;

    private readonly IRunObserver _observer = observer is null ? new ObserverGroup() : new ObserverGroup(observer);

    /// <summary>Makes the selection.</summary>
    /// <param name="cancellation">Interrupts it; nothing is written then.</param>
    /// <returns>What became of each class.</returns>
    /// <exception cref="NoisyStudentException">The pseudo-labels or the settings cannot be used, nothing would be kept, or the output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public SelectionSummary Execute(CancellationToken cancellation = default)
    {
        request.Require();
        var parts = new PseudoLabelParts(request.Labels);
        SelectionSummary? summary = null;
        WholeFile.WriteInFolder(request.Output, temporary =>
        {
            try
            {
                summary = Write(parts, temporary, cancellation);
            }
            catch (DuckDBException exception)
            {
                // A statement that is interrupted before it runs fails like any other.
                cancellation.ThrowIfCancellationRequested();
                throw new NoisyStudentException(Describe(exception, parts, Path.GetDirectoryName(temporary)!), exception);
            }
        });
        summary!.Write(request.SummaryFile);
        return summary;
    }

    private SelectionSummary Write(PseudoLabelParts parts, string temporary, CancellationToken cancellation)
    {
        using var database = new DuckDbSession((long)(request.Memory * ShareOfMemory), Path.GetDirectoryName(temporary)!, [parts.Folder], cancellation);
        parts.Open(database, request.Classes, needsOutlierScore: request.OutlierScore is not null);
        var tables = new SelectionTables(database, parts);

        var counts = _observer.During(new RunStage("count pseudo-labels"), _ => tables.Count(request.Settings.Threshold, request.OutlierScore));
        RequireRows(counts);
        _observer.During(new RunStage("look for pictures that are there twice"), _ =>
        {
            parts.RequireEachOnce();
            return parts;
        });
        var plans = SelectionPlan.For([.. counts.Select(count => count.Passing)], request.Settings, Shares(parts.Classes));
        var quantiles = _observer.During(new RunStage("find the least confident that are kept"), _ => tables.Locate([.. counts.Select(count => count.Seen)], plans));
        var written = _observer.During(new RunStage("write the selection"), _ => tables.Write(temporary, plans, request.Seed, request.Iteration));
        if (!written.Select(count => count.Kept).SequenceEqual(plans.Select(plan => plan.Kept)))
        {
            throw new NoisyStudentException($"The pseudo-labels in {request.Labels} changed while they were read: select again.");
        }

        return new SelectionSummary(new OrderedDictionary<string, ClassSelection>(parts.Classes.Select((name, number) => KeyValuePair.Create(
            name, new ClassSelection(counts[number].Seen, written[number].Kept, written[number].Copies, quantiles[number])))));
    }

    /// <summary>What the images of each class are to be in proportion to; null for as many of each.</summary>
    private long[]? Shares(IReadOnlyList<string> classes) => request.Settings.BalanceTowards == ClassShares.Equal || !request.Settings.Balance
        ? null
        : [.. classes.Select(name => request.LabeledImages!.TryGetValue(name, out var images) && images > 0
            ? images
            : throw new NoisyStudentException($"There are pseudo-labels of class '{name}' in {request.Labels}, but no labeled pictures of it: give the labeled pictures of all classes."))];

    private void RequireRows(IReadOnlyList<ClassCount> counts)
    {
        var seen = counts.Sum(count => count.Seen);
        if (seen == 0)
        {
            throw new NoisyStudentException($"The pseudo-labels in {request.Labels} have no rows: label some pictures first.");
        }

        if (counts.Sum(count => count.Passing) == 0)
        {
            throw new NoisyStudentException(
                $"None of the {seen:N0} pseudo-labels in {request.Labels} reaches the threshold {request.Settings.Threshold}"
                + (request.OutlierScore is { } most ? $" with an outlier score of at most {most}" : "")
                + ": change pseudo-labels.threshold of the recipe, or what was given to select.");
        }
    }

    private string Describe(DuckDBException exception, PseudoLabelParts parts, string temporary)
    {
        var (message, reason) = (exception.Message, DuckDbSession.ReasonOf(exception));
        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return $"Selecting from {request.Labels} does not fit into {request.Memory >> 20:N0} MiB of memory: give more `Memory` ({reason}).";
        }

        // What cannot be written is ours; what cannot be read is not always named.
        return !message.Contains(temporary, StringComparison.Ordinal) && parts.FindDamaged() is { } damaged
            ? $"{damaged.File} is damaged, or no Parquet file ({damaged.Reason}): label the pictures again, into another folder."
            : $"Cannot select from {request.Labels} into {request.Output}: {reason}.";
    }
}
