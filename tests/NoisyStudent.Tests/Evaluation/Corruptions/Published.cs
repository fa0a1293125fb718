using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>
/// Settings as they stand in the programs that made CIFAR-10-C, Tiny ImageNet-C and ImageNet-C, copied here a second time, so that a
/// slip in the library's table is seen. Each case is a size, a severity and the setting.
/// </summary>
internal static class Published
{
    public static readonly int[] Sizes = [32, 64, 224];

    public static TheoryData<int, int, double> Numbers(double[] at32, double[] at64, double[] at224)
    {
        var cases = new TheoryData<int, int, double>();
        foreach (var (size, settings) in Sizes.Zip([at32, at64, at224]))
        {
            Assert.Equal(5, settings.Length);
            for (var severity = 1; severity <= settings.Length; severity++)
            {
                cases.Add(size, severity, settings[severity - 1]);
            }
        }

        return cases;
    }

    public static TheoryData<int, int, double[]> Tuples(double[][] at32, double[][] at64, double[][] at224)
    {
        var cases = new TheoryData<int, int, double[]>();
        foreach (var (size, settings) in Sizes.Zip([at32, at64, at224]))
        {
            Assert.Equal(5, settings.Length);
            for (var severity = 1; severity <= settings.Length; severity++)
            {
                cases.Add(size, severity, settings[severity - 1]);
            }
        }

        return cases;
    }
}
