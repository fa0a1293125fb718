using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>What is to be labeled, by whom, and where the answers go.</summary>
public sealed record LabelingRequest
{
    /// <summary>The teachers' files, at least one.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The set of pictures.</summary>
    public required string Images { get; init; }

    /// <summary>The folder for the parts. Other processes may be at work in it.</summary>
    public required string Output { get; init; }

    /// <summary>Which share of the work is done, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>Into how many shares the work is divided.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Over which views of a picture a teacher's answer is the mean.</summary>
    public TestTimeAugmentation TestTimeAugmentation { get; init; }

    /// <summary>How many of the largest probabilities are kept, 0 for all; null for all up to 100 classes, and the 10 largest of more.</summary>
    public int? Largest { get; init; }

    /// <summary>How many pictures a part has.</summary>
    public int PartSize { get; init; } = PseudoLabelFiles.DefaultPartSize;

    /// <summary>
    /// Labeled pictures that no teacher was trained on: the temperature is fitted on them, and their outlier scores are kept; null for none.
    /// </summary>
    public string? HeldOut { get; init; }

    /// <summary>Where networks run: <c>auto</c>, <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The most pixels a picture may have, as <see cref="ImageReading.MostPixels"/>.</summary>
    public int MostPixels { get; init; } = ImageReader.PixelLimit;

    /// <summary>What to do about a picture that cannot be read.</summary>
    public BadImagePolicy BadImages { get; init; }
}
