using System.Reflection;
using Microsoft.AspNetCore.Components;
using NoisyStudent.Classification;
using NoisyStudent.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests;

public class PublicSurfaceTests
{
    [Fact]
    public void What_is_public_is_listed()
    {
        var file = Path.Combine(ArchitectureTests.RepositoryRoot(), "tests", "NoisyStudent.Tests", "public-types.txt");
        var listed = File.ReadAllLines(file);
        string[] found = [.. PublicTypes(typeof(ImageClassifier).Assembly).Concat(PublicTypes(typeof(NoisyStudentRun).Assembly)).Order(StringComparer.Ordinal)];
        Assert.True(
            found.SequenceEqual(listed),
            $"What is public is a promise to applications. A type that none of them needs should be internal; for one that they need, "
            + $"make {file} what it is now, sorted by ordinals. Not listed: [{string.Join(", ", found.Except(listed))}]; "
            + $"listed, but not public: [{string.Join(", ", listed.Except(found))}].");
    }

    /// <summary>Without the report's components and what they import, as Razor makes all of that public.</summary>
    private static IEnumerable<string> PublicTypes(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => !type.IsAssignableTo(typeof(IComponent)) && type.Name != "_Imports")
        .Select(type => type.FullName!);
}
