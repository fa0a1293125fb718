using System.Runtime.ExceptionServices;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Onnx;

namespace NoisyStudent.Classification;

/// <summary>
/// A model that <c>noisy-student export</c> wrote, ready to classify pictures. A picture is read, fitted and normalized the way training does
/// it, to the bit. Threads may use it at once; dispose it when none does any more.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private const int LargestBatch = 64;

    // A batch takes so many numbers at once, 256 MB, where one picture does not take more.
    private const long NumbersAtOnce = 1 << 26;

    private readonly int _batchSize;
    private readonly OnnxNetwork _network;
    private readonly NormalizedPixels _normalized;

    private ImageClassifier(OnnxFile file, string name, int threads, bool waitActively)
    {
        using var options = OnnxNetwork.Options(threads, waitActively);
        Description = file.Description;
        _batchSize = (int)Math.Clamp(NumbersAtOnce / file.LargestValue, 1, LargestBatch);
        _network = new OnnxNetwork(file, name, options);
        _normalized = new NormalizedPixels(file.Description.Normalization);
    }

    /// <summary>The network's name, its classes, image size and normalization.</summary>
    public ModelDescription Description { get; }

    /// <summary>Loads a model from a file. Nothing else is read, whatever the file names.</summary>
    /// <param name="path">The file, for example <c>model.onnx</c>.</param>
    /// <param name="threads">How many threads a batch runs on; 0 for one for each processor.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or not a model of this program.</exception>
    public static ImageClassifier Load(string path, int threads = 0)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Load(stream, path, threads);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(path, exception);
        }
    }

    /// <summary>Loads a model from a stream, to its end.</summary>
    /// <param name="stream">The content of a file.</param>
    /// <param name="threads">How many threads a batch runs on; 0 for one for each processor.</param>
    /// <exception cref="NoisyStudentException">The content is damaged or not a model of this program.</exception>
    public static ImageClassifier Load(Stream stream, int threads = 0) => Load(stream, "The stream", threads);

    /// <summary>Loads a model from memory.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="threads">How many threads a batch runs on; 0 for one for each processor.</param>
    /// <exception cref="NoisyStudentException">The content is damaged or not a model of this program.</exception>
    public static ImageClassifier Load(byte[] bytes, int threads = 0)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return Load(stream, "The model in memory", threads);
    }

    /// <summary>Classifies a picture file.</summary>
    /// <param name="path">The file: JPEG, PNG, BMP, GIF or WebP.</param>
    /// <returns>All classes, the most probable first.</returns>
    /// <exception cref="NoisyStudentException">The picture cannot be read.</exception>
    public IReadOnlyList<ClassProbability> Predict(string path) => PredictBatch([path])[0];

    /// <summary>Classifies a picture file from a stream.</summary>
    /// <param name="stream">The content of the file, from where the stream stands to its end: 256 MB at most. The caller keeps it.</param>
    /// <returns>All classes, the most probable first.</returns>
    /// <exception cref="NoisyStudentException">The picture cannot be read.</exception>
    public IReadOnlyList<ClassProbability> Predict(Stream stream) => Rank([stream], content => Read(content, "The stream"))[0];

    /// <summary>Classifies a picture in memory.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <returns>All classes, the most probable first.</returns>
    public IReadOnlyList<ClassProbability> Predict(RgbImage image) => PredictBatch([image])[0];

    /// <summary>Classifies picture files, many at once. Those of 16 million pixels and more are decoded one after the other.</summary>
    /// <param name="paths">The files: JPEG, PNG, BMP, GIF or WebP.</param>
    /// <returns>For each picture all classes, the most probable first.</returns>
    /// <exception cref="NoisyStudentException">A picture cannot be read.</exception>
    public IReadOnlyList<IReadOnlyList<ClassProbability>> PredictBatch(IReadOnlyList<string> paths) => Rank(paths, Read);

    /// <summary>Classifies pictures in memory, many at once.</summary>
    /// <param name="images">The pictures, of any sizes.</param>
    /// <returns>For each picture all classes, the most probable first.</returns>
    public IReadOnlyList<IReadOnlyList<ClassProbability>> PredictBatch(IReadOnlyList<RgbImage> images) => Rank(images, image => image);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    /// <summary>A model in memory, for a process that does nothing else meanwhile.</summary>
    /// <param name="file">The model.</param>
    /// <param name="name">What it is called in messages.</param>
    internal static ImageClassifier Of(OnnxFile file, string name) => new(file, name, threads: 0, waitActively: true);

    /// <summary>What the network answers for each picture, before it becomes probabilities.</summary>
    /// <param name="pictures">How many pictures.</param>
    /// <param name="read">A picture by its number, of any size. It is asked for by several threads at once.</param>
    internal float[][] Logits(int pictures, Func<int, RgbImage> read)
    {
        var logits = new List<float[]>(pictures);
        var area = Description.ImageSize * Description.ImageSize * Description.Normalization.Channels;
        var values = new float[Math.Min(pictures, _batchSize) * area];
        for (var start = 0; start < pictures; start += _batchSize)
        {
            var (first, count) = (start, Math.Min(_batchSize, pictures - start));
            ForEach(count, i => _normalized.WritePlanes(
                read(first + i).FitSquare(Description.ImageSize).Pixels, values.AsSpan(i * area, area)));
            logits.AddRange(_network.Logits(values, count).Chunk(Description.Classes.Count));
        }

        return [.. logits];
    }

    private static ImageClassifier Load(Stream stream, string name, int threads) => new(OnnxFile.Read(stream, name), name, threads, waitActively: false);

    private ClassProbability[][] Rank<T>(IReadOnlyList<T> pictures, Func<T, RgbImage> read) =>
        Array.ConvertAll(Logits(pictures.Count, i => read(pictures[i])), logits =>
        {
            ClassProbability.Softmax(logits, logits);
            return ClassProbability.Rank(logits, Description.Classes);
        });

    private RgbImage Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(path, exception);
        }
    }

    private RgbImage Read(Stream stream, string name)
    {
        try
        {
            return PictureFile.ReadSquare(PictureFile.ReadBytes(stream).Span, Description.ImageSize);
        }
        catch (UnreadableImageException exception)
        {
            throw CannotRead(name, exception);
        }
    }

    private static NoisyStudentException CannotRead(string name, Exception exception) =>
        new($"{name} cannot be read: {exception.Message.TrimEnd('.')}.", exception);

    private static void ForEach(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
