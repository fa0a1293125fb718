using System.Security.Cryptography;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class InputNoisePipelineTests
{
    private const int Size = 32;

    private static readonly byte[] _picture = Pictures.Mixed(Size, Size);

    [Fact]
    public void With_everything_off_the_destination_equals_the_source()
    {
        var pipeline = new InputNoisePipeline(new InputNoise { Operations = 0, CropPadding = 0, Flip = false }, Size);

        Assert.Equal(_picture, Noised(pipeline, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Crop_and_flip_come_first_then_each_drawn_operation(int operations)
    {
        var settings = new InputNoise { Operations = operations, Fill = 40 };
        var pipeline = new InputNoisePipeline(settings, Size);
        var randAugment = new RandAugment(settings.Magnitude, Size, settings.LeaveOut);
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var window = CropAndFlip.Draw(settings.CropPadding, settings.Flip, ref random);
            var expected = Pictures.After(_picture, Size, Size, image => window.Apply(image, 40));
            for (var i = 0; i < operations; i++)
            {
                var drawn = randAugment.Draw(ref random);
                var result = new byte[expected.Length];
                drawn.Operation.Apply(new PixelBuffers(expected, result, Size, Size), drawn.Argument, 40, ref random);
                expected = result;
            }

            Assert.Equal(expected, Noised(pipeline, sample));
        }
    }

    [Fact]
    public void A_random_resized_crop_is_a_drawn_window_of_the_stored_picture_scaled_and_perhaps_mirrored()
    {
        const int Stored = 48;
        var stored = Pictures.Mixed(Stored, Stored);
        var settings = new InputNoise { Operations = 0, CropArea = 0.2 };
        var pipeline = new InputNoisePipeline(settings, Size, Stored);
        var mirrored = 0;
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var window = RandomResizedCrop.Draw(Stored, Stored, ref random, 0.2);
            var isMirrored = random.NextBool();
            var expected = new byte[_picture.Length];
            SquareFit.ScaleWindow(stored, Stored, Stored, window, Size, expected);
            mirrored += isMirrored ? 1 : 0;

            var noised = new byte[_picture.Length];
            var again = Stream(sample);
            pipeline.Apply(stored, noised, ref again);

            // Pixel by pixel from the other side where it is mirrored.
            Assert.Equal(expected, isMirrored ? [.. noised.Chunk(Size * 3).SelectMany(row => row.Chunk(3).Reverse().SelectMany(pixel => pixel))] : noised);
            Assert.InRange((double)window.Width * window.Height / (Stored * Stored), 0.17, 1);
        }

        Assert.InRange(mirrored, 15, 35);
    }

    [Fact]
    public void Stored_pictures_of_another_size_are_scaled_first()
    {
        var stored = Pictures.Mixed(48, 48);
        var noised = new byte[_picture.Length];
        var random = Stream(1);
        new InputNoisePipeline(InputNoise.None, Size, 48).Apply(stored, noised, ref random);

        Assert.Equal(new RgbImage(48, 48, stored).FitSquare(Size).Pixels, noised);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_thread_and_another_seed_gives_others()
    {
        var pipeline = new InputNoisePipeline(new InputNoise(), Size);
        var alone = Enumerable.Range(0, 400).Select(sample => Noised(pipeline, sample)).ToArray();

        var together = new byte[alone.Length][];
        var threads = Enumerable.Range(0, 4).Select(first => new Thread(() =>
        {
            for (var sample = first; sample < together.Length; sample += 4)
            {
                together[sample] = Noised(pipeline, sample);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(alone, together);
        Assert.True(alone.Select(Convert.ToHexString).Distinct().Count() > 390);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_every_processor()
    {
        // The hash was the same with vectors of 512, 256 and 128 bits, and with none.
        var pipeline = new InputNoisePipeline(new InputNoise { Operations = 3 }, Size);
        var all = Enumerable.Range(0, 500).SelectMany(sample => Noised(pipeline, sample)).ToArray();

        Assert.Equal("57286ec805108552", Convert.ToHexStringLower(SHA256.HashData(all))[..16]);
    }

    [Fact]
    public void The_source_stays_as_it_is()
    {
        var source = _picture.ToArray();
        var pipeline = new InputNoisePipeline(new InputNoise(), Size);
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            pipeline.Apply(source, new byte[source.Length], ref random);
        }

        Assert.Equal(_picture, source);
    }

    [Fact]
    public void A_picture_costs_no_allocation()
    {
        var pipeline = new InputNoisePipeline(new InputNoise(), Size);
        var destination = new byte[_picture.Length];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            for (var sample = 0; sample < 200; sample++)
            {
                var random = Stream(sample);
                pipeline.Apply(_picture, destination, ref random);
            }
        }
    }

    [Fact]
    public void Buffers_of_another_size_and_overlapping_ones_are_refused()
    {
        var pipeline = new InputNoisePipeline(new InputNoise(), Size);

        Assert.Throws<ArgumentException>(() => Apply(new byte[_picture.Length - 3], new byte[_picture.Length]));
        Assert.Throws<ArgumentException>(() => Apply(_picture, new byte[_picture.Length + 3]));

        var quiet = new InputNoisePipeline(new InputNoise { Operations = 0 }, Size);
        var same = new byte[_picture.Length];
        var random = Stream(0);
        Assert.Throws<ArgumentException>(() => quiet.Apply(same, same, ref random));

        void Apply(byte[] source, byte[] destination)
        {
            var stream = Stream(0);
            pipeline.Apply(source, destination, ref stream);
        }
    }

    [Fact]
    public void An_unknown_name_in_LeaveOut_is_refused_even_where_no_operation_is_drawn()
    {
        Assert.Throws<NoisyStudentException>(
            () => new InputNoisePipeline(new InputNoise { Operations = 0, LeaveOut = ["Blur"] }, Size));
    }

    private static byte[] Noised(InputNoisePipeline pipeline, int sample)
    {
        var destination = new byte[_picture.Length];
        var random = Stream(sample);
        pipeline.Apply(_picture, destination, ref random);
        return destination;
    }

    private static KeyedRandom Stream(int sample) => KeyedRandom.For(11, RandomUse.InputNoise, sample);
}
