using NoisyStudent.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(TorchFirst))]

namespace NoisyStudent.Tests;

/// <summary>Tests that run networks: one after the other, as libtorch's random generator belongs to the whole process.</summary>
[CollectionDefinition(Name)]
public sealed class TorchCollection
{
    public const string Name = "torch";
}

/// <summary>The longest chain of tests begins at once, and all others run beside it.</summary>
public sealed class TorchFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName != TorchCollection.Name).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}
