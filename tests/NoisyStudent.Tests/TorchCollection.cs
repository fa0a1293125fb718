using Xunit;

namespace NoisyStudent.Tests;

/// <summary>Tests that run networks: one after the other, as libtorch's random generator belongs to the whole process.</summary>
[CollectionDefinition(Name)]
public sealed class TorchCollection
{
    public const string Name = "torch";
}
