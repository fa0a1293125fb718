using System.Text.Json;
using System.Text.Json.Serialization;
using NoisyStudent.Images;

namespace NoisyStudent.Networks;

/// <summary>What it takes to use a network's weights.</summary>
/// <param name="Network">The network's name in the catalog of networks.</param>
/// <param name="Classes">The class names, in the order of the logits.</param>
/// <param name="ImageSize">Width and height of the input in pixels.</param>
/// <param name="Normalization">How pixels become input.</param>
/// <param name="DesignSize">The image size that the network was made for, where it was fine-tuned at another one; else null.</param>
/// <param name="Fit">How pictures that are no squares become input.</param>
/// <param name="SampleBits">How many bits of a sample of 16 count (<see cref="ImageReading.SampleBits"/>); null for all.</param>
public sealed record ModelDescription(
    string Network, IReadOnlyList<string> Classes, int ImageSize, Normalization Normalization,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DesignSize = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault), JsonConverter(typeof(JsonStringEnumConverter<ImageFit>))] ImageFit Fit = ImageFit.Crop,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? SampleBits = null)
{
    /// <summary>Under this key a model file's metadata hold the description.</summary>
    internal const string MetadataKey = "noisy-student";

    private const int SmallestImageSize = 8;
    private const int LargestImageSize = 4096;
    private const int LongestNetworkName = 100;

    /// <summary>How many bits of a sample of 16 count.</summary>
    [JsonIgnore]
    internal int ReadSampleBits => SampleBits ?? ImageReading.WholeSampleBits;

    /// <summary>What decides the pixels that the model gets of a picture.</summary>
    [JsonIgnore]
    internal (int ImageSize, ImageFit Fit, int SampleBits) Input => (ImageSize, Fit, ReadSampleBits);

    /// <summary>Whether another model takes the same pictures, but for their size.</summary>
    internal bool ReadsLike(ModelDescription other) => (Fit, ReadSampleBits) == (other.Fit, other.ReadSampleBits);

    /// <summary>The description as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote and believes none of it.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">It is no description, or one that no network fits.</exception>
    public static ModelDescription Parse(string json)
    {
        ModelDescription? description;
        try
        {
            description = JsonSerializer.Deserialize<ModelDescription>(json);
        }
        catch (JsonException exception) when (exception.Path == $"$.{nameof(Fit)}")
        {
            throw new FormatException("it fits pictures in a way that this version does not know; crop, pad and squash are known", exception);
        }
        catch (JsonException exception)
        {
            throw new FormatException("its description is not of the form that this program writes", exception);
        }

        if (description is not
            {
                Network.Length: <= LongestNetworkName,
                Classes.Count: >= 2,
                ImageSize: >= SmallestImageSize and <= LargestImageSize,
                DesignSize: null or (>= SmallestImageSize and <= LargestImageSize),
                Fit: ImageFit.Crop or ImageFit.Pad or ImageFit.Squash,
                SampleBits: null or (>= 8 and <= ImageReading.WholeSampleBits),
                Normalization: { Mean.Count: Luma.Channels or RgbImage.Channels, StandardDeviation.Count: var deviations },
            }
            || deviations != description.Normalization.Channels
            || description.Classes.Contains(null!)
            || !description.Normalization.IsUsable)
        {
            throw new FormatException("its description is incomplete or out of range");
        }

        return description;
    }
}
