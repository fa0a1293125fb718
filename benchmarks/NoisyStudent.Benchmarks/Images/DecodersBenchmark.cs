using System.Diagnostics;
using NetVips;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using SkiaSharp;

namespace NoisyStudent.Benchmarks.Images;

/// <summary>
/// Ways from a photo in memory to a part of it at 224x224, one thread: the reader's own against Skia, which decodes everything, and against
/// libvips.
/// </summary>
internal static class DecodersBenchmark
{
    public const string Name = "decoders";

    private const int Size = 224;

    private delegate void Way(Photo photo, PixelWindow window);

    public static IEnumerable<BenchmarkResult> Run(Photo[] photos)
    {
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        var destination = new byte[Size * Size * 3];
        void Window(Photo photo, PixelWindow window) => ImageReader.ReadWindow(photo.Encoded, window, Size, destination);

        foreach (var (task, draw) in Tasks())
        {
            yield return Compare($"{Name} {task}: window", photos, draw, Window, "SkiaSharp, all of the picture", SkiaFull);
            yield return Compare($"{Name} {task}: NetVips", photos, draw, Vips, "window", Window);
        }

        yield return Compare($"{Name} decoding alone: SkiaSharp", photos, Centre, (photo, _) => SkiaDecode(photo), "all of the picture", Read);
        yield return Compare($"{Name} decoding alone: NetVips", photos, Centre, VipsDecode, "all of the picture", Read);
        static void Read(Photo photo, PixelWindow window) => ImageReader.Read(photo.Encoded);
    }

    private static IEnumerable<(string Task, Func<Photo, long, PixelWindow> Draw)> Tasks()
    {
        yield return ("centre crop", Centre);
        yield return ("random-resized crop", Random);
    }

    private static PixelWindow Centre(Photo photo, long number) => PixelWindow.CentreSquare(photo.Header.Width, photo.Header.Height, 0.875);

    private static PixelWindow Random(Photo photo, long number)
    {
        var random = KeyedRandom.For(1, RandomUse.InputNoise, number);
        return RandomResizedCrop.Draw(photo.Header.Width, photo.Header.Height, ref random);
    }

    private static void SkiaFull(Photo photo, PixelWindow window)
    {
        var pixels = SkiaDecode(photo);
        var cut = new byte[window.Width * window.Height * 3];
        for (var row = 0; row < window.Height; row++)
        {
            for (var column = 0; column < window.Width; column++)
            {
                var place = (((window.Top + row) * photo.Header.Width) + window.Left + column) * 4;
                pixels.AsSpan(place, 3).CopyTo(cut.AsSpan(((row * window.Width) + column) * 3));
            }
        }

        new RgbImage(window.Width, window.Height, cut).FitSquare(Size);
    }

    // Without the orientation of the few photos that have one: the time is the same.
    private static unsafe byte[] SkiaDecode(Photo photo)
    {
        fixed (byte* encoded = photo.Encoded)
        {
            using var data = SKData.Create((nint)encoded, photo.Encoded.Length);
            using var codec = SKCodec.Create(data);
            using var sRgb = SKColorSpace.CreateSrgb();
            var pixels = GC.AllocateUninitializedArray<byte>(codec.Info.Width * codec.Info.Height * 4);
            fixed (byte* start = pixels)
            {
                codec.GetPixels(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, sRgb), (nint)start);
            }

            return pixels;
        }
    }

    private static void Vips(Photo photo, PixelWindow window)
    {
        using var image = Image.NewFromBuffer(photo.Encoded, access: Enums.Access.Sequential);
        using var part = image.Crop(window.Left, window.Top, window.Width, window.Height);
        using var scaled = part.Resize((double)Size / window.Width, Enums.Kernel.Linear, vscale: (double)Size / window.Height);
        scaled.WriteToMemory<byte>();
    }

    private static void VipsDecode(Photo photo, PixelWindow window)
    {
        using var image = Image.NewFromBuffer(photo.Encoded, access: Enums.Access.Sequential);
        image.WriteToMemory<byte>();
    }

    private static BenchmarkResult Compare(
        string name, Photo[] photos, Func<Photo, long, PixelWindow> draw, Way measured, string referenceName, Way reference)
    {
        return BenchmarkResult.Compare(name, "pictures/s", () => Rate(measured), referenceName, () => Rate(reference));

        double Rate(Way way)
        {
            var watch = Stopwatch.StartNew();
            for (var place = 0; place < photos.Length; place++)
            {
                way(photos[place], draw(photos[place], place));
            }

            return photos.Length / watch.Elapsed.TotalSeconds;
        }
    }
}
