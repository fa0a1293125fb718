namespace NoisyStudent.PseudoLabels;

/// <summary>Which pseudo-labels are filtered and balanced, how, and where the result goes.</summary>
public sealed record SelectionRequest
{
    private const long LeastMemory = 256L << 20;

    /// <summary>The folder with <c>part-*.parquet</c>.</summary>
    public required string Labels { get; init; }

    /// <summary>The Parquet file to write; what became of each class is written beside it, as JSON.</summary>
    public required string Output { get; init; }

    /// <summary>Threshold, quantile and balance.</summary>
    public PseudoLabelSettings Settings { get; init; } = new();

    /// <summary>How many labeled images each class has, by its name; for <see cref="ClassShares.Labeled"/> alone, which needs them.</summary>
    public IReadOnlyDictionary<string, long>? LabeledImages { get; init; }

    /// <summary>Images with a greater outlier score are dropped; null drops none.</summary>
    public double? OutlierScore { get; init; }

    /// <summary>The seed of the run.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The student's iteration.</summary>
    public int Iteration { get; init; } = 1;

    /// <summary>The class names, in order; null takes them from <c>labels.json</c>, and without that file from the parts.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>How much memory may be taken, in bytes; what does not fit goes to the disk of <see cref="Output"/> meanwhile.</summary>
    public long Memory { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>The JSON file beside the output.</summary>
    public string SummaryFile => SelectionSummary.FileOf(Output);

    /// <summary>Refuses what cannot be done.</summary>
    /// <exception cref="NoisyStudentException">A setting is out of range, or the output would take the place of what is read, or cannot stand where it is wanted.</exception>
    public void Require()
    {
        Settings.Require("");
        if (OutlierScore is { } most && double.IsNaN(most))
        {
            throw new NoisyStudentException("The outlier score must be a number.");
        }

        if (Settings is { Balance: true, BalanceTowards: ClassShares.Labeled } && LabeledImages is null)
        {
            throw new NoisyStudentException("The classes are to be balanced towards their shares among the labeled pictures: say which these are.");
        }

        if (Memory < LeastMemory)
        {
            throw new NoisyStudentException($"Selecting takes at least {LeastMemory >> 20} MiB of memory: give more `Memory`.");
        }

        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(Output)), Path.GetFileName(Output));
        if (Path.GetExtension(name) != ".parquet" || Directory.Exists(Output))
        {
            throw new NoisyStudentException($"{Output} is no file to write to: give `Output` a name that ends in .parquet.");
        }

        if (folder == Path.TrimEndingDirectorySeparator(Path.GetFullPath(Labels)) && (name.StartsWith("part-", StringComparison.Ordinal) || SummaryIsDescription))
        {
            throw new NoisyStudentException($"{Output} would be taken for pseudo-labels, or its JSON file for their description: give `Output` another name.");
        }
    }

    private bool SummaryIsDescription => Path.GetFileName(SummaryFile) == LabelsDescription.FileName;
}
