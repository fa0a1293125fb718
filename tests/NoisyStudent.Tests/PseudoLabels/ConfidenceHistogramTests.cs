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

        // 0.403, 0.463, ..., 0.943 are cats, 0.433, 0.493, ..., 0.973 are dogs; a bin is 0.05 wide, and under 0.5 nothing is kept.
        Assert.Equal([8, 9, 10, 11, 12, 14, 15, 16, 17, 18], BinsOf(seen.Classes["cat"]));
        Assert.Equal([8, 9, 11, 12, 13, 14, 15, 17, 18, 19], BinsOf(seen.Classes["dog"]));
        Assert.Equal([10, 11, 12, 14, 15, 16, 17, 18], BinsOf(kept.Classes["cat"]));
        Assert.Equal((20, 16), (seen.Total.Sum(), kept.Total.Sum()));

        static IEnumerable<int> BinsOf(long[] counts) => counts.Index().SelectMany(bin => Enumerable.Repeat(bin.Index, (int)bin.Item));
    }
}
