using System.Text.Json;
using NoisyStudent.Networks;

namespace NoisyStudent.Pretrained;

/// <summary>What a <c>config.json</c> of timm's says of weights; what it does not say is null.</summary>
/// <param name="Architecture">timm's name of the network, perhaps with what it learned behind a dot.</param>
/// <param name="Normalization">How pixels become input.</param>
/// <param name="Licence">The licence, as the file names it.</param>
/// <param name="IsChanged">Whether the network was built otherwise than its name says.</param>
internal sealed record TimmDescription(string? Architecture, Normalization? Normalization, string? Licence, bool IsChanged = false)
{
    /// <summary>Nothing is said.</summary>
    public static TimmDescription Unknown { get; } = new(null, null, null);

    /// <summary>Reads a description.</summary>
    /// <param name="json">The content of the file.</param>
    /// <returns>What is said; null where it is no JSON object.</returns>
    public static TimmDescription? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var whole = document.RootElement;
            if (whole.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            // Earlier versions wrote all into one object.
            var weights = Member(whole, "pretrained_cfg") is { ValueKind: JsonValueKind.Object } inner ? inner : whole;
            return new TimmDescription(
                Text(whole, "architecture"),
                NormalizationOf(Numbers(weights, "mean"), Numbers(weights, "std")),
                Text(weights, "license"),
                Member(whole, "model_args") is { ValueKind: JsonValueKind.Object } changes && changes.EnumerateObject().Any());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>timm's are parts of the lightest level, ours are levels.</summary>
    private static Normalization? NormalizationOf(double[] means, double[] deviations)
    {
        const int LightestLevel = 255;
        if (means.Length is not (1 or 3) || deviations.Length != means.Length)
        {
            return null;
        }

        var normalization = new Normalization([.. means.Select(mean => (float)(mean * LightestLevel))], [.. deviations.Select(each => (float)(each * LightestLevel))]);
        return normalization.IsUsable ? normalization : null;
    }

    private static JsonElement? Member(JsonElement from, string name) => from.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement from, string name) => Member(from, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double[] Numbers(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.Array } array && array.EnumerateArray().All(each => each.ValueKind == JsonValueKind.Number)
            ? [.. array.EnumerateArray().Select(each => each.GetDouble())]
            : [];
}
