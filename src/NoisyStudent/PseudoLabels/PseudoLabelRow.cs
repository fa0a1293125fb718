using System.Text.Json.Serialization;

namespace NoisyStudent.PseudoLabels;

/// <summary>A teacher's answer for one picture: a row of <c>part-*.parquet</c>.</summary>
internal sealed class PseudoLabelRow
{
    /// <summary>The picture's name in its set.</summary>
    [JsonPropertyName("file")]
    [JsonRequired]
    public string File { get; set; } = "";

    /// <summary>The name of the most probable class.</summary>
    [JsonPropertyName("class")]
    [JsonRequired]
    public string Class { get; set; } = "";

    /// <summary>Its probability, 0 to 1.</summary>
    [JsonPropertyName("confidence")]
    public float Confidence { get; set; }

    /// <summary>How strange the picture is to the teacher; higher is stranger.</summary>
    [JsonPropertyName("outlier_score")]
    public float OutlierScore { get; set; }

    /// <summary>The probability of each class, in the order of the model's classes; null where only the largest are kept.</summary>
    [JsonPropertyName("distribution")]
    public List<float>? Distribution { get; set; }

    /// <summary>The numbers of the most probable classes, the most probable first; null where the distribution is kept in full.</summary>
    [JsonPropertyName("largest_classes")]
    public List<int>? LargestClasses { get; set; }

    /// <summary>Their probabilities.</summary>
    [JsonPropertyName("largest_probabilities")]
    public List<float>? LargestProbabilities { get; set; }

    /// <summary>What is left for all other classes together.</summary>
    [JsonPropertyName("remainder")]
    public float? Remainder { get; set; }
}
