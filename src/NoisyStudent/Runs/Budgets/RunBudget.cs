using System.Diagnostics;
using System.Text.Json;
using NoisyStudent.Recipes;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// The time that a run may take in all, interruptions left out. What it leaves for each model is decided when that begins and stands in the run's recipe
/// from then on, so that an interrupted run goes on with it, and a recipe that was fitted once can be repeated to the bit.
/// </summary>
internal sealed class RunBudget
{
    private readonly Stopwatch _watch;
    private readonly RunFolder _folder;
    private readonly Recipe _asked;
    private State _state;

    private RunBudget(RunFolder folder, State state, Recipe asked, Stopwatch watch) => (_folder, _state, _asked, _watch) = (folder, state, asked, watch);

    /// <summary>The whole of it.</summary>
    public TimeSpan Whole => TimeSpan.FromSeconds(_state.Seconds);

    /// <summary>What is used up.</summary>
    public TimeSpan Spent => TimeSpan.FromSeconds(_state.Spent) + _watch.Elapsed;

    /// <summary>Whether the recipe was made for the machine's pace.</summary>
    public bool IsMadeForPace => _state.Pace is not null;

    /// <summary>The epochs with which the run began; null where it has not.</summary>
    internal Recipe? Begun => _state.Factor is { } factor ? BudgetFit.Scaled(_asked, factor) : null;

    /// <summary>A budget that begins, or goes on.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="whole">The budget that is asked for; null for none.</param>
    /// <param name="pace">The machine's, where the recipe was made by it.</param>
    /// <param name="asked">The recipe that is asked for; where the folder's was fitted from it, that takes its place.</param>
    /// <param name="watch">What was started when the run was.</param>
    /// <returns>The budget, or null for none, and the recipe that is to be run.</returns>
    /// <exception cref="NoisyStudentException">The folder holds a run with another budget or from another recipe.</exception>
    public static (RunBudget? Budget, Recipe Recipe) Of(RunFolder folder, TimeSpan? whole, double? pace, Recipe asked, Stopwatch watch)
    {
        var state = StateOf(folder);
        if (whole is not { } time)
        {
            // Who gives the recipe that was fitted when training began needs no budget any more.
            var hasBegun = folder.HasBegun(0) || File.Exists(folder.ModelFile(0));
            return state is null || (hasBegun && RunFolder.SettingsOf(asked).ToHashSet().SetEquals(RunFolder.SettingsOf(RecipeCatalog.Read(folder.RecipeFile))))
                ? (null, asked)
                : throw new NoisyStudentException(
                    $"{folder.Path} holds a run with a budget: give `Budget` {state.Seconds}s to go on with it, or another `Output`.");
        }

        if (state is null)
        {
            return File.Exists(folder.RecipeFile)
                ? throw new NoisyStudentException($"{folder.Path} holds a run without a budget: leave `Budget` out to go on with it, or give another `Output`.")
                : (new RunBudget(folder, new State(time.TotalSeconds, 0, RunFolder.SettingsOf(asked), pace), asked, watch), asked);
        }

        // Before the settings, as those that are made for the pictures differ with the budget.
        if (state.Seconds != time.TotalSeconds)
        {
            throw new NoisyStudentException(
                $"{folder.Path} holds a run with a budget of {state.Seconds} seconds: give `Budget` {state.Seconds}s to go on with it, or another `Output`.");
        }

        folder.RequireSame(RunFolder.SettingsOf(RecipeYaml.Unflatten<Recipe>(state.Asked, folder.BudgetFile)), RunFolder.SettingsOf(asked), "settings");
        return (new RunBudget(folder, state, asked, watch), File.Exists(folder.RecipeFile) ? RecipeCatalog.Read(folder.RecipeFile) with { Evaluation = asked.Evaluation } : asked);
    }

    /// <summary>What a run was given, and what it has used.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>Both; null for a run without a budget.</returns>
    /// <exception cref="NoisyStudentException">What is written down is damaged.</exception>
    internal static (TimeSpan Whole, TimeSpan Spent)? Read(RunFolder folder) =>
        StateOf(folder) is { } state ? (TimeSpan.FromSeconds(state.Seconds), TimeSpan.FromSeconds(state.Spent)) : null;

    /// <summary>The machine's pace when a run began whose recipe was made by it; null for others, and where none began.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="NoisyStudentException">What is written down is damaged.</exception>
    internal static double? PaceOf(RunFolder folder) => StateOf(folder)?.Pace;

    private static State? StateOf(RunFolder folder) => State.Read(folder.BudgetFile);

    /// <summary>Writes the budget of a new run down.</summary>
    public void Begin()
    {
        if (!File.Exists(_folder.BudgetFile))
        {
            Keep();
        }
    }

    /// <summary>Writes down by what the epochs of all models were multiplied before the first of them.</summary>
    /// <param name="factor">The factor; where the run was interrupted before its first checkpoint, of epochs that were multiplied already.</param>
    public void Fitted(double factor)
    {
        _state = _state with { Factor = (_state.Factor ?? 1) * factor };
        Keep();
    }

    /// <summary>Counts no longer: what follows comes on top.</summary>
    public void Stop() => _watch.Stop();

    /// <summary>Writes down what is used up.</summary>
    public void Keep() => WholeFile.WriteText(_folder.BudgetFile, JsonSerializer.Serialize(_state with { Spent = Spent.TotalSeconds }, RunResults.Json) + "\n");

    /// <summary>The content of <c>budget.json</c>.</summary>
    /// <param name="Seconds">The whole budget.</param>
    /// <param name="Spent">Seconds that are used up.</param>
    /// <param name="Asked">The settings that the run's recipe was fitted from.</param>
    /// <param name="Pace">The pace of the machine (<see cref="RunTime"/>) that they were made for, where they were made.</param>
    /// <param name="Factor">By what the epochs of all models were multiplied before the first of them; null until then.</param>
    private sealed record State(double Seconds, double Spent, IReadOnlyDictionary<string, string> Asked, double? Pace = null, double? Factor = null)
    {
        /// <summary>Reads it; null where there is none.</summary>
        /// <param name="file">The file.</param>
        public static State? Read(string file) => RunJson.Read<State>(
            file, state => state is { Seconds: > 0, Spent: >= 0, Asked: not null, Pace: null or > 0, Factor: null or > 0 } && !state.Asked.Values.Contains(null),
            "it is not complete", ": start again in another `Output`");
    }
}
