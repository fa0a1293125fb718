using System.Formats.Tar;
using System.IO.Compression;
using BitMiracle.LibTiff.Classic;
using Google.Protobuf;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Tests.Images;
using NoisyStudent.Torch;
using SkiaSharp;
using TorchSharp;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Small whole files of every format that the program reads.</summary>
internal static class SeedFiles
{
    private const int Width = 19;
    private const int Height = 14;

    /// <summary>All of them, always in the same order: a mutant's number picks its seed by its place in this list.</summary>
    public static IReadOnlyList<SeedFile> Make() => [.. Pictures(), .. Archives(), .. Models()];

    private static IEnumerable<SeedFile> Pictures()
    {
        var jpeg = EncodedPictures.Draw(Width, Height, Colour, SKEncodedImageFormat.Jpeg, quality: 80);
        yield return Picture("colour.jpg", jpeg);
        yield return Picture("tall.jpg", EncodedPictures.Draw(24, 130, Colour, SKEncodedImageFormat.Jpeg, quality: 80));
        yield return Picture("turned.jpg", EncodedPictures.WithOrientation(jpeg, 6));
        yield return Picture("progressive.jpg", EncodedPictures.ProgressiveJpeg((10, 20, -30), (90, 0, 0), (-60, 5, 5), (0, -100, 100)));
        yield return Picture("grey.jpg", GreyJpeg());
        yield return Picture("cmyk.jpg", EncodedPictures.CmykJpeg(10, 200, 30, 0));
        yield return Png("colour.png", EncodedPictures.Draw(Width, Height, Colour));
        yield return Png("alpha.png", EncodedPictures.Draw(Width, Height, (column, row) => Colour(column, row).WithAlpha((byte)(column * 13))));
        yield return Png("deep.png", PngFile.Write(3, 5, 16, PngFile.Rgba, [.. Enumerable.Range(0, 24).Select(value => (byte)(value * 9))]));
        yield return Png(
            "palette.png",
            PngFile.Write(4, 7, 2, PngFile.Palette, [0b00_01_10_11], ("PLTE", [1, 2, 3, 20, 140, 200, 7, 8, 9, 10, 11, 12]), ("tRNS", [0, 99])));
        yield return Png("interlaced.png", PngFile.WriteInterlaced(Width, Height, (column, row) => (byte)(column * row)));
        yield return Png("profile.png", WithProfile(SKEncodedImageFormat.Png));
        yield return Png("turned.png", PngFile.WriteGrey(5, 3, (column, row) => (byte)(column * row), [("sBIT", [7])], [("eXIf", TurnedExif)]));
        yield return Png("dark.png", PngFile.Write(3, 5, 16, PngFile.Rgb, [.. Enumerable.Range(0, 18).Select(value => (byte)(value % 2 * 9))], ("sBIT", [12, 12, 12])));
        yield return Picture("turned.webp", EncodedPictures.WebpWithExif(EncodedPictures.Draw(Width, Height, Colour, SKEncodedImageFormat.Webp, quality: 60), Width, Height, TurnedExif));
        yield return Picture("colour.tif", new TiffFile { Width = 7, Height = 5, Photometric = 2, Samples = (column, row) => [column * 30, row * 50, column * row] }.Write());
        yield return Picture("deep.tif", new TiffFile { Width = 7, Height = 5, Bits = 16, Tile = 16, IsLittle = false, Orientation = 6, Samples = (column, row) => [column * row * 1000] }.Write());
        yield return Picture("lzw.tif", TiffTests.Compressed(Compression.LZW));
        yield return Picture("deflate.tif", TiffTests.Compressed(Compression.ADOBE_DEFLATE));
        yield return Picture("plain.ppm", "P3 # a comment\n3 2\n255\n1 2 3 40 50 60 7 8 9\n10 20 30 255 0 0 9 9 9\n"u8.ToArray());
        yield return Picture("deep.pgm", [.. "P5\n4 3\n4095\n"u8, .. Enumerable.Range(0, 24).Select(value => (byte)(value % 2 * value))]);
        yield return Picture("bits.pbm", [.. "P4\n11 3\n"u8, 1, 2, 3, 4, 5, 6]);
        yield return Picture("animation.gif", EncodedPictures.Gif(9, 7, SKColors.Teal, SKColors.Red, SKColors.Lime));
        yield return Picture("lossy.webp", EncodedPictures.Draw(Width, Height, Colour, SKEncodedImageFormat.Webp, quality: 60));
        yield return Picture("lossless.webp", LosslessWebp());
        yield return Picture("animation.webp", EncodedPictures.AnimatedWebp(Width, Height, EncodedPictures.Draw(Width, Height, Colour, SKEncodedImageFormat.Webp, quality: 60)));
        yield return Picture("colour.bmp", EncodedPictures.Bmp(Width, Height, Colour));
        yield return Picture("runs.bmp", EncodedPictures.RunLengthBmp(SKColors.Teal, SKColors.Red, SKColors.Lime, SKColors.Blue));
    }

    private static byte[] TurnedExif => [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];

    private static IEnumerable<SeedFile> Archives()
    {
        var longName = $"b/{new string('n', 120)}/{new string('m', 90)}.png";
        (string Name, byte[] Content)[] files =
        [
            ("a/1.png", PictureSets.Grey(1)), ("a/\u732B.jpg", GreyJpeg()), (longName, PictureSets.Grey(3)), ("b/cut.png", PictureSets.Truncated()),
            ("b/4.gif", EncodedPictures.Gif(3, 3, SKColors.Teal)),
        ];
        var pax = Tar(files, (name, _) => new PaxTarEntry(TarEntryType.RegularFile, name));
        yield return new SeedFile("pax.tar", SeedKind.Archive, pax, Checksums.RepairTar);
        yield return new SeedFile(
            "gnu.tar", SeedKind.Archive, Tar(files, (name, _) => new GnuTarEntry(TarEntryType.RegularFile, name)), Checksums.RepairTar);
        yield return new SeedFile("inside.tar.gz", SeedKind.Archive, pax, Checksums.RepairTar, Compress);
        yield return new SeedFile("outside.tgz", SeedKind.Archive, Compress(pax));
        yield return new SeedFile("deflated.zip", SeedKind.Archive, Zip(files, CompressionLevel.Optimal));
        yield return new SeedFile("stored.zip", SeedKind.Archive, Zip(files, CompressionLevel.NoCompression));
        byte[] idx = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 6, .. Enumerable.Range(0, 90).Select(value => (byte)value)];
        yield return new SeedFile("train-images-idx3-ubyte", SeedKind.Archive, idx);
        yield return new SeedFile("train-images-idx3-ubyte.gz", SeedKind.Archive, idx, Finish: Compress);
        yield return new SeedFile("test_batch.bin", SeedKind.Archive, [.. Enumerable.Range(0, 2 * 3073).Select(value => (byte)(value % 10))]);
        yield return new SeedFile("set.csv", SeedKind.Archive, "path,label\na/1.png,cat\n\"b \"\"2\"\",.jpg\",dog\n"u8.ToArray());
    }

    private static IEnumerable<SeedFile> Models()
    {
        TorchRuntime.Load();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "small.safetensors");
        using (var scope = torch.NewDisposeScope())
        {
            SafetensorsFile.Write(
                path,
                new Dictionary<string, torch.Tensor> { ["w"] = torch.ones(2, 3), ["n"] = torch.zeros(1, dtype: torch.int64) },
                new Dictionary<string, string> { ["key"] = "text" });
        }

        yield return new SeedFile("small.safetensors", SeedKind.Model, File.ReadAllBytes(path));
        yield return new SeedFile("small.onnx", SeedKind.Model, SmallOnnx());
    }

    // A layer of each kind, on as few weights as there can be.
    private static byte[] SmallOnnx()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        var graph = new OnnxGraph(8);
        var features = graph.Silu(graph.Convolution(graph.Images, torch.nn.Conv2d(3, 2, 3, stride: 2), samePadding: true));
        features = graph.Relu(graph.Norm(features, torch.nn.BatchNorm2d(2)));
        features = graph.Add(graph.PadChannels(graph.Subsample(features, 2), 0, 1), graph.PadChannels(graph.MaxPool(features, 3, 2, 1), 1, 0));
        var logits = graph.Linear(graph.GlobalAveragePool(features), torch.nn.Linear(3, 2));
        return graph.Finish(logits, new ModelDescription("small", ["a", "b"], 8, TestSets.Normalization)).Model.ToByteArray();
    }

    private static SeedFile Picture(string name, byte[] bytes) => new(name, SeedKind.Picture, bytes);

    private static SeedFile Png(string name, byte[] bytes) => new(name, SeedKind.Picture, bytes, Checksums.RepairPng);

    // No two pixels alike, so that every byte of a file matters.
    private static SKColor Colour(int column, int row) => new((byte)(column * 13), (byte)(row * 18), (byte)(column * row * 37));

    private static byte[] GreyJpeg()
    {
        using var bitmap = new SKBitmap(9, 9, SKColorType.Gray8, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(77, 77, 77));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        return jpeg.ToArray();
    }

    private static byte[] WithProfile(SKEncodedImageFormat format)
    {
        using var wide = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque, wide));
        bitmap.Erase(SKColors.Teal);
        using var encoded = bitmap.Encode(format, 100);
        return encoded.ToArray();
    }

    private static byte[] LosslessWebp()
    {
        using var bitmap = SKBitmap.Decode(EncodedPictures.Draw(Width, Height, Colour));
        using var pixels = bitmap.PeekPixels();
        using var encoded = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!;
        return encoded.ToArray();
    }

    private static byte[] Tar((string Name, byte[] Content)[] files, Func<string, byte[], TarEntry> make)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                // A mutant is the same at any time.
                var entry = make(name, content);
                entry.ModificationTime = DateTimeOffset.UnixEpoch;
                entry.DataStream = new MemoryStream(content);
                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }

    private static byte[] Zip((string Name, byte[] Content)[] files, CompressionLevel level)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var member = zip.CreateEntry(name, level);
                member.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = member.Open();
                stream.Write(content);
            }
        }

        return archive.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
