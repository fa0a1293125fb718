using System.Security.Cryptography;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class InputNoisePipelineTests
{
    private const int Size = 32;

    private static readonly byte[] _picture = Pictures.Mixed(Size, Size);

    private static readonly string[] _allButRotate = [.. RandAugment.AllOperations.Select(operation => operation.Name).Where(name => name != "Rotate")];

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
        var randAugment = new RandAugment(settings, Size);
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var window = CropAndFlip.Draw(settings.CropPadding, settings.Flip, ref random);
            var expected = Pictures.After(_picture, Size, Size, image => window.Apply(image, 40));
            for (var i = 0; i < operations; i++)
            {
                expected = Drawn(randAugment, expected, 40, ref random);
            }

            Assert.Equal(expected, Noised(pipeline, sample));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void In_the_order_of_the_papers_code_for_small_pictures_RandAugment_and_the_cutout_come_before_the_reflected_crop(int operations)
    {
        var settings = new InputNoise
        {
            Operations = operations,
            FullMagnitude = 10,
            FullTranslation = 28,
            FullCutout = 28,
            Order = NoiseOrder.RandAugmentFirst,
            CutoutSize = 15,
            PaddingMode = CropPaddingMode.Reflect,
        };
        var pipeline = new InputNoisePipeline(settings, Size);
        var randAugment = new RandAugment(settings, Size);
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var expected = _picture;
            for (var i = 0; i < operations; i++)
            {
                expected = Drawn(randAugment, expected, 128, ref random);
            }

            var cutout = Cutout.Draw(Size, Size, 15, ref random);
            expected = Pictures.After(expected, Size, Size, image => cutout.Apply(image, 128));
            var window = CropAndFlip.Draw(4, true, ref random);
            expected = Pictures.After(expected, Size, Size, image => window.Apply(image, null));

            Assert.Equal(expected, Noised(pipeline, sample));
        }
    }

    [Theory]
    [InlineData(NoiseOrder.CropFirst, 16)]
    [InlineData(NoiseOrder.RandAugmentFirst, 16)]
    [InlineData(NoiseOrder.CropFirst, 7)]
    public void The_constant_cutout_is_in_every_picture_whatever_the_magnitude(NoiseOrder order, int size)
    {
        var settings = new InputNoise { Operations = 1, Magnitude = 0, LeaveOut = _allButRotate, CropPadding = 0, Fill = 3, CutoutSize = size, Order = order };
        var pipeline = new InputNoisePipeline(settings, Size);
        var white = Enumerable.Repeat((byte)255, _picture.Length).ToArray();
        var areas = Enumerable.Range(0, 200).Select(sample =>
        {
            var noised = new byte[white.Length];
            var random = Stream(sample);
            pipeline.Apply(white, noised, ref random);
            return noised.Count(level => level == 3) / 3;
        }).ToArray();

        // A centre in a corner leaves a quarter of it, but for the odd row.
        Assert.Equal(size * size, areas.Max());
        Assert.InRange(areas.Min(), size / 2 * (size / 2), (size * size) - 1);
    }

    [Fact]
    public void Without_RandAugment_the_unlabeled_images_noise_has_no_constant_cutout_either()
    {
        var settings = new InputNoise { CutoutSize = 16, Order = NoiseOrder.RandAugmentFirst, PaddingMode = CropPaddingMode.Reflect }.CropAndFlipAlone();

        Assert.Equal((0, 0, CropPaddingMode.Reflect), (settings.Operations, settings.CutoutSize, settings.PaddingMode));
    }

    [Fact]
    public void A_random_resized_crop_that_comes_last_shows_the_stored_picture_after_RandAugment()
    {
        const int Stored = 48;
        var stored = Pictures.Mixed(Stored, Stored);
        var settings = new InputNoise { Operations = 1, CropArea = 0.2, Order = NoiseOrder.RandAugmentFirst, CutoutSize = 8 };
        var pipeline = new InputNoisePipeline(settings, Size, Stored);
        var randAugment = new RandAugment(settings, Stored);
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var augmented = new byte[stored.Length];
            var drawn = randAugment.Draw(ref random);
            drawn.Operation.Apply(new PixelBuffers(stored, augmented, Stored, Stored), drawn.Argument, 128, ref random);
            Cutout.Draw(Stored, Stored, 12, ref random).Cover(augmented, Stored, 128);
            var window = RandomResizedCrop.Draw(Stored, Stored, ref random, 0.2);
            var expected = new byte[_picture.Length];
            SquareFit.ScaleWindow(augmented, Stored, Stored, window, Size, expected);
            if (random.NextBool())
            {
                CropAndFlip.Mirror(expected, Size);
            }

            var noised = new byte[_picture.Length];
            var again = Stream(sample);
            pipeline.Apply(stored, noised, ref again);
            Assert.Equal(expected, noised);
        }
    }

    [Fact]
    public void A_random_resized_crop_is_a_drawn_window_of_the_stored_picture_scaled_and_perhaps_mirrored()
    {
        const int Stored = 48;
        var stored = Pictures.Mixed(Stored, Stored);
        var settings = new InputNoise { Operations = 0, CropArea = 0.2, CropAspect = 2 };
        var pipeline = new InputNoisePipeline(settings, Size, Stored);
        var mirrored = 0;
        for (var sample = 0; sample < 50; sample++)
        {
            var random = Stream(sample);
            var window = RandomResizedCrop.Draw(Stored, Stored, ref random, 0.2, 2);
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

    private static byte[] Drawn(RandAugment randAugment, byte[] picture, byte fill, ref KeyedRandom random)
    {
        var drawn = randAugment.Draw(ref random);
        var result = new byte[picture.Length];
        drawn.Operation.Apply(new PixelBuffers(picture, result, Size, Size), drawn.Argument, fill, ref random);
        return result;
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
