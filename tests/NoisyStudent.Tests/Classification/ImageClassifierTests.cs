using System.Diagnostics;
using Google.Protobuf;
using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Prediction;
using NoisyStudent.Tests.Datasets.Duplicates;
using NoisyStudent.Tests.Networks.Export;
using NoisyStudent.Tests.Noise;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Classification;

[Collection(TorchCollection.Name)]
public sealed class ImageClassifierTests : IDisposable
{
    private const int ImageSize = 16;
    private const int Classes = 4;
    private const int Pictures = 70;

    private readonly TemporaryFolder _folder = new();
    private readonly TrainedModel _model;
    private readonly byte[] _onnx;
    private readonly string[] _pictures;

    public ImageClassifierTests()
    {
        _model = OnnxRuns.Model(OnnxRuns.Describe("resnet-8", Classes, ImageSize));
        _onnx = _model.ToOnnx().Model.ToByteArray();
        _pictures = [.. Enumerable.Range(0, Pictures).Select(i => _folder.Write($"{i:D2}.jpg", Scenes.Encoded(i, 40 + i, SKEncodedImageFormat.Jpeg, 90)))];
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Picture_files_get_the_probabilities_that_libtorch_gives_them()
    {
        using var given = new GivenPictures(_pictures, new ReadingSettings { ImageSize = ImageSize, Set = "test" });
        var images = given.Images;
        using var predictor = Predictor.InLibTorch(_model, torch.CPU);
        var expected = predictor.Predict(images);
        using var classifier = ImageClassifier.Load(_onnx);
        var rankings = classifier.PredictBatch(_pictures);

        Assert.Equal(Pictures, rankings.Count);
        Assert.All(rankings, (ranking, i) =>
        {
            var place = images.Names.ToList().IndexOf(_pictures[i]);
            Assert.All(ranking, answer => Assert.Equal(expected.Distribution(place)[int.Parse(answer.Class)], answer.Probability, 1e-5f));
            Assert.Equal(ranking.OrderByDescending(answer => answer.Probability), ranking);
            Assert.Equal(1, ranking.Sum(answer => answer.Probability), 1e-5f);
        });
        Assert.True(rankings.Select(ranking => ranking[0].Probability).Distinct().Count() > 1, "The pictures differ to the network.");
    }

    [Fact]
    public void Pictures_that_are_no_squares_are_fitted_as_the_model_says()
    {
        using var padding = OnnxRuns.Model(OnnxRuns.Describe("resnet-8", Classes, ImageSize) with { Fit = ImageFit.Pad });
        using var crops = ImageClassifier.Load(_onnx);
        using var pads = ImageClassifier.Load(padding.ToOnnx().Model.ToByteArray());
        var wide = new RgbImage(40, 12, [.. Enumerable.Range(0, 40 * 12 * 3).Select(value => (byte)(value * 7))]);
        var padded = wide.FitSquare(ImageSize, ImageFit.Pad);

        Assert.Equal(ImageFit.Pad, pads.Description.Fit);
        Assert.Equal(crops.Predict(padded), pads.Predict(wide));
        Assert.NotEqual(crops.Predict(wide), pads.Predict(wide));
    }

    [Fact]
    public void The_most_pixels_of_a_picture_can_be_said()
    {
        using var classifier = ImageClassifier.Load(_onnx);
        classifier.MostPixels = 40 * 40;
        Assert.Equal(Classes, classifier.Predict(_pictures[0]).Count);
        Assert.Contains("more than the limit", Assert.Throws<NoisyStudentException>(() => classifier.Predict(_pictures[1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Path_stream_and_pixels_give_the_same_alone_and_among_others()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "model.onnx"), _onnx);
        using var classifier = ImageClassifier.Load(Path.Combine(_folder.Path, "model.onnx"));
        using var fromStream = ImageClassifier.Load(new MemoryStream(_onnx));
        using var stream = File.OpenRead(_pictures[5]);
        var image = ImageReader.Read(File.ReadAllBytes(_pictures[5]));
        var expected = classifier.Predict(_pictures[5]);

        Assert.Equal(expected, classifier.Predict(stream));
        Assert.Equal(expected, classifier.Predict(image));
        Assert.Equal(expected, fromStream.Predict(image));
        Assert.All(classifier.PredictBatch(_pictures)[5], (answer, i) => Assert.Equal(expected[i].Probability, answer.Probability, 1e-5f));
        Assert.Empty(classifier.PredictBatch(Array.Empty<RgbImage>()));
    }

    /// <summary>As from a network: no length, no way back, a few bytes at a time.</summary>
    [Fact]
    public void A_slow_stream_of_unknown_length_is_read_to_its_end_and_an_endless_one_is_not()
    {
        using var classifier = ImageClassifier.Load(new TrickleStream(_onnx));
        Assert.Equal(classifier.Predict(_pictures[5]), classifier.Predict(new TrickleStream(File.ReadAllBytes(_pictures[5]))));

        const string TooMuch = "The stream cannot be read: it holds more than the limit of 256 MB a file.";
        Assert.Equal(TooMuch, Assert.Throws<NoisyStudentException>(() => classifier.Predict(new TrickleStream(null))).Message);
        var sparse = Path.Combine(_folder.Path, "sparse.png");
        using var file = new FileStream(sparse, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.SetLength(3L << 30);
        Assert.Equal(TooMuch, Assert.Throws<NoisyStudentException>(() => classifier.Predict(file)).Message);
        Assert.Equal($"{sparse} cannot be read: it holds more than the limit of 256 MB a file.", Assert.Throws<NoisyStudentException>(() => classifier.Predict(sparse)).Message);
        Assert.Equal("The stream cannot be read: the file is empty.", Assert.Throws<NoisyStudentException>(() => classifier.Predict(Stream.Null)).Message);
    }

    /// <summary>Eight pictures that take 119 MB each while they are decoded, on eight processors, in a heap of 300 MB.</summary>
    [Fact]
    public async Task Large_pictures_of_a_batch_take_turns()
    {
        const int Side = 4130;
        using var bitmap = new SKBitmap(Side, Side);
        bitmap.Erase(SKColors.Teal);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var picture = _folder.Write("large.png", encoded.ToArray());
        var start = LibraryProcess.StartInfo([LibraryProcess.Classify, _folder.Write("model.onnx", _onnx), .. Enumerable.Repeat(picture, 8)]);
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "8";
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{300 << 20:X}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answers = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await error);
        Assert.Single(answers.Split().Where(answer => answer.Length > 0).Distinct());
        Assert.Equal(8, answers.Split().Count(answer => answer.Length > 0));
    }

    /// <summary>Colours, and what Pillow makes of them in grey.</summary>
    [Fact]
    public void A_network_of_one_channel_answers_the_same_to_a_picture_and_to_its_grey_version()
    {
        var vectors = PillowVectors.Of("Color").Where(vector => vector is { Argument: 0, Width: 32 }).ToList();
        var pictures = vectors.SelectMany(vector => (RgbImage[])[new(32, 32, vector.Source), new(32, 32, vector.Expected)]).ToArray();
        var network = NetworkCatalog.Create("resnet-8", new(Classes, 32, Channels: 1), ModelNoise.None);
        network.eval();
        using var model = new TrainedModel(network, OnnxRuns.Describe("resnet-8", Classes, 32, channels: 1));
        using var classifier = ImageClassifier.Load(model.ToOnnx().Model.ToByteArray());
        var logits = classifier.Logits(pictures.Length, i => pictures[i]);

        Assert.All(vectors, (_, i) => Assert.Equal(logits[2 * i], logits[(2 * i) + 1]));
        Assert.NotEqual(logits[0], logits[2]);
        using var images = new ImageSet(32, [.. vectors.Select(vector => vector.Picture)], vectors.Select(vector => vector.Source));
        using var libtorch = Predictor.InLibTorch(model, torch.CPU);
        Assert.All(classifier.PredictBatch(pictures)[0], answer => Assert.Equal(
            libtorch.Predict(images).Distribution(0)[int.Parse(answer.Class)], answer.Probability, 1e-5f));
    }

    [Fact]
    public void Threads_may_use_a_classifier_at_once()
    {
        using var classifier = ImageClassifier.Load(_onnx, threads: 1);
        var expected = Array.ConvertAll(_pictures, picture => classifier.Predict(picture));
        Parallel.For(0, 8 * Pictures, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % Pictures], classifier.Predict(_pictures[i % Pictures])));
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_refused_by_its_name()
    {
        using var classifier = ImageClassifier.Load(_onnx);
        var broken = _folder.Write("broken.jpg", [.. "no picture"u8]);
        var missing = Path.Combine(_folder.Path, "missing.jpg");
        foreach (var path in (string[])[broken, missing, _folder.Path])
        {
            Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<NoisyStudentException>(() => classifier.Predict(path)).Message, StringComparison.Ordinal);
            Assert.Throws<NoisyStudentException>(() => classifier.PredictBatch([.. _pictures, path]));
        }
    }

    /// <summary>exp(0), exp(1), exp(2) over their sum, 11.1073; a shift of all logits changes nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void Softmax_is_exponentials_over_their_sum(float shift)
    {
        float[] expected = [0.0900306f, 0.2447285f, 0.6652410f];
        var probabilities = new float[3];
        ClassProbability.Softmax([shift, shift + 1, shift + 2], probabilities);
        Assert.All(probabilities.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Equals_are_ranked_in_the_order_of_the_classes() => Assert.Equal(
        [new("c", 0.4f), new("a", 0.3f), new("b", 0.3f)], ClassProbability.Rank([0.3f, 0.3f, 0.4f], ["a", "b", "c"]));

    /// <summary>Gives seven bytes at a time where it has an end, and never ends without content.</summary>
    private sealed class TrickleStream(byte[]? content) : Stream
    {
        private int _place;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (content is null)
            {
                return count;
            }

            var length = Math.Min(Math.Min(count, 7), content.Length - _place);
            content.AsSpan(_place, length).CopyTo(buffer.AsSpan(offset));
            _place += length;
            return length;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
