using System.Text.Json.Serialization;
using NoisyStudent.Events;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>Pictures to learn from were found among those that measure, too.</summary>
/// <param name="Set">What the pictures are, <c>unlabeled</c> for example.</param>
/// <param name="HeldOut">Where they are too, <c>test set</c> for example.</param>
/// <param name="Exact">How many have the same pixels.</param>
/// <param name="Near">How many show the same.</param>
/// <param name="Removal">Which of them are left out.</param>
/// <param name="First">The name of the first.</param>
public sealed record DuplicatesFound(
    string Set, string HeldOut, int Exact, int Near, [property: JsonConverter(typeof(JsonStringEnumConverter<DuplicateRemoval>))] DuplicateRemoval Removal, string First) : RunEvent;
