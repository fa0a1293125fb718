using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class PointOperationsTests
{
    private static readonly byte[] _levels = [0x00, 0x1F, 0x20, 0x7F, 0x80, 0xFF];

    [Fact]
    public void Inverting_takes_each_byte_from_255()
    {
        var result = Pictures.After([0, 1, 2, 128, 254, 255], 2, 1, PointOperations.Invert);

        Assert.Equal([255, 254, 253, 127, 1, 0], result);
    }

    [Fact]
    public void Inverting_twice_changes_nothing()
    {
        var picture = Pictures.Mixed(5, 3);

        var once = Pictures.After(picture, 5, 3, PointOperations.Invert);

        Assert.Equal(picture, Pictures.After(once, 5, 3, PointOperations.Invert));
    }

    [Fact]
    public void Posterizing_keeps_the_upper_bits()
    {
        Assert.Equal([0x00, 0x00, 0x20, 0x60, 0x80, 0xE0], Posterized(3));
        Assert.Equal([0, 0, 0, 0, 0x80, 0x80], Posterized(1));
        Assert.Equal(_levels, Posterized(8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Posterizing_to_no_bits_or_to_more_than_a_byte_is_refused(int bits)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Posterized(bits));
    }

    [Fact]
    public void Solarizing_inverts_from_the_threshold_on()
    {
        byte[] picture = [0, 99, 100, 101, 200, 255];

        Assert.Equal([0, 99, 155, 154, 55, 0], Solarized(100));
        Assert.Equal(picture, Solarized(256));
        Assert.Equal([255, 156, 155, 154, 55, 0], Solarized(0));

        byte[] Solarized(int threshold) => Pictures.After(picture, 2, 1, image => PointOperations.Solarize(image, threshold));
    }

    [Fact]
    public void Solarize_add_adds_under_128_alone_and_stops_at_255()
    {
        byte[] picture = [0, 27, 127, 128, 200, 255];

        Assert.Equal([99, 126, 226, 128, 200, 255], Solarized(99));
        Assert.Equal([140, 167, 255, 128, 200, 255], Solarized(140));

        byte[] Solarized(int addition) => Pictures.After(picture, 2, 1, image => PointOperations.SolarizeAdd(image, addition));
    }

    private static byte[] Posterized(int bits) => Pictures.After(_levels, 2, 1, image => PointOperations.Posterize(image, bits));
}
