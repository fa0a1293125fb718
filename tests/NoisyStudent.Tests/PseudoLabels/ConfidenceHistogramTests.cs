using NoisyStudent.PseudoLabels;
using NoisyStudent.Tests.Reporting;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public class ConfidenceHistogramTests
{
    [Fact]
    public void Pictures_are_counted_by_class_and_confidence_before_and_after_the_selection()
    {
        using var run = new SampleRun();
        run.WritePseudoLabels();
        var seen = ConfidenceHistogram.OfAnswers(run.Folder.PseudoLabelFolder(1));
        var kept = ConfidenceHistogram.OfSelection(run.Folder.SelectionFile(1));

        // 0.513, 0.563, ..., 0.963 are cats, 0.538, 0.588, ..., 0.988 are dogs; a bin is 0.05 wide, and under 0.6 nothing is kept.
        Assert.Equal(Enumerable.Range(10, 10), BinsOf(seen.Classes["cat"]));
        Assert.Equal(Enumerable.Range(10, 10), BinsOf(seen.Classes["dog"]));
        Assert.Equal(Enumerable.Range(12, 8), BinsOf(kept.Classes["cat"]));
        Assert.Equal((20, 16), (seen.Total.Sum(), kept.Total.Sum()));

        static IEnumerable<int> BinsOf(long[] counts) => counts.Index().SelectMany(bin => Enumerable.Repeat(bin.Index, (int)bin.Item));
    }
}
