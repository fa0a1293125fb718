namespace NoisyStudent.Tests.Recipes;

public enum Optimizer
{
    Sgd,
    RmsProp,
    AdamW,
}

/// <summary>A recipe with one setting of each kind that recipes are made of.</summary>
public sealed record SampleRecipe
{
    public string Name { get; init; } = "sample";

    public string? Note { get; init; }

    public long Seed { get; init; } = 1;

    public bool Resume { get; init; } = true;

    public SampleTraining Training { get; init; } = new() { Epochs = 30 };

    public SampleStop? EarlyStop { get; init; }

    public IReadOnlyList<SampleTraining> Students { get; init; } = [new(), new() { Epochs = 20 }];

    public IReadOnlyList<string> LeaveOut { get; init; } = [];

    public IReadOnlyList<double> Milestones { get; init; } = [0.5, 0.75];
}

public sealed record SampleTraining
{
    public int Epochs { get; init; } = 10;

    public int BatchSize { get; init; } = 128;

    public double LearningRate { get; init; } = 0.1;

    public double? Temperature { get; init; }

    public Optimizer Optimizer { get; init; } = Optimizer.Sgd;
}

public sealed record SampleStop
{
    public int Patience { get; init; } = 5;

    public int? Minimum { get; init; }
}
