namespace NoisyStudent.PseudoLabels;

/// <summary>The columns of pseudo-labels that hold distributions, and what else files of them say.</summary>
internal static class PseudoLabelColumns
{
    /// <summary>Under this key, the metadata of a selection name the classes as JSON, in the order of the distributions.</summary>
    public const string ClassesKey = "classes";

    /// <summary>Those of the largest probabilities.</summary>
    public static readonly string[] Largest = ["largest_classes", "largest_probabilities", "remainder"];

    /// <summary>All that hold distributions.</summary>
    public static readonly string[] All = ["distribution", .. Largest];

    /// <summary>Whether a column is of a type that is read, by what DuckDB calls it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">Its type.</param>
    public static bool IsReadable(string column, string type) => column switch
    {
        "file" or "class" => type == "VARCHAR",
        "distribution" or "largest_probabilities" => type is "FLOAT[]" or "DOUBLE[]",
        "largest_classes" => type.EndsWith("INTEGER[]", StringComparison.Ordinal) || type.EndsWith("INT[]", StringComparison.Ordinal),
        "copies" => type.EndsWith("INTEGER", StringComparison.Ordinal) || type.EndsWith("INT", StringComparison.Ordinal),
        _ => type is "FLOAT" or "DOUBLE",
    };
}
