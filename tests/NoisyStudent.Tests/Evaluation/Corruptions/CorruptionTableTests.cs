using NoisyStudent.Evaluation.Corruptions;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>Numbers whose outcome no simple statistic tells apart from their neighbours': the table's are compared with the published ones themselves.</summary>
public sealed class CorruptionTableTests
{
    public static TheoryData<int, int, double[]> GlassBlur => BlurCorruptionsTests.GlassBlur;

    public static TheoryData<int, int, double[]> ZoomBlur => BlurCorruptionsTests.ZoomBlur;

    public static TheoryData<int, int, double[]> Snow => WeatherCorruptionsTests.Snow;

    public static TheoryData<int, int, double[]> Spatter => WeatherCorruptionsTests.Spatter;

    [Theory]
    [MemberData(nameof(GlassBlur))]
    public void Glass_blur(int size, int severity, double[] c) =>
        Assert.Equal(new Glass(c[0], (int)c[1], (int)c[2]), CorruptionTable.GlassBlur.For(size, severity));

    /// <summary>numpy.arange(1, end, step) has ceil((end - 1) / step) numbers, in floating point.</summary>
    [Theory]
    [MemberData(nameof(ZoomBlur))]
    public void Zoom_blur(int size, int severity, double[] c) =>
        Assert.Equal(new Zoom(c[0], (int)Math.Ceiling((c[1] - 1) / c[0])), CorruptionTable.ZoomBlur.For(size, severity));

    [Theory]
    [MemberData(nameof(Snow))]
    public void Snow_layer(int size, int severity, double[] c) =>
        Assert.Equal(new Snowfall(c[0], c[1], c[2], c[3], c[4], c[5], c[6]), CorruptionTable.Snow.For(size, severity));

    [Theory]
    [MemberData(nameof(Spatter))]
    public void Spatter_layer(int size, int severity, double[] c) => Assert.Equal(
        new Spattering(c[0], c[1], c[2], c[3], Water: c[5] == 0 ? c[4] : 0, Mud: c[5] == 1 ? c[4] : 0), CorruptionTable.Spatter.For(size, severity));
}
