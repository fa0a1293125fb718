using NoisyStudent.Reporting.Charts;
using Xunit;

namespace NoisyStudent.Tests.Reporting;

public class ChartAxisTests
{
    [Fact]
    public void Ticks_are_round_and_take_in_all_values()
    {
        var axis = ChartAxis.Over([0.37, 2.21]);
        Assert.Equal((0, 2.5, 0.5), (axis.Low, axis.High, axis.Step));
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], axis.Ticks);
        Assert.Equal(0.4, axis.Place(1), 12);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 5.0 })]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { -1e308, 1e308 })]
    [InlineData(new[] { 1e-300, 2e-300 })]
    [InlineData(new[] { 1e15, 1e15 })]
    public void Any_values_give_an_axis_of_few_ticks(double[] values)
    {
        var axis = ChartAxis.Over(values);
        Assert.InRange(axis.Ticks.Count(), 1, 12);
        Assert.All(values.Append(0), value => Assert.InRange(axis.Place(value), 0, 1));
    }

    [Fact]
    public void A_thinned_line_is_the_mean_of_its_parts()
    {
        Assert.Equal([(1.5, 15), (3.5, 35)], ChartLine.Thinned([(1, 10), (2, 20), (3, 30), (4, 40)], 2));
        Assert.Equal([(1, 10), (2, 20)], ChartLine.Thinned([(1, 10), (2, 20)], 2));
    }
}
