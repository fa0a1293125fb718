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

        // 0.40, 0.46, 0.52, ..., 0.94 are cats, 0.43, 0.49, ..., 0.97 are dogs; a bin is 0.05 wide.
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1], Shifted(seen.Classes["cat"]));
        Assert.Equal(10, seen.Classes["dog"].Sum());
        Assert.Equal(20, seen.Total.Sum());
        Assert.Equal(16, kept.Total.Sum());
        Assert.All(kept.Total.Take(10), count => Assert.Equal(0, count));
        Assert.Equal(seen.Total.Skip(10), kept.Total.Skip(10));

        static long[] Shifted(long[] counts) => counts;
    }
}
