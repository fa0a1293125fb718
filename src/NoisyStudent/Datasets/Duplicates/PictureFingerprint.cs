using System.Buffers.Binary;
using System.Security.Cryptography;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>What is needed of a picture to tell whether another one shows the same.</summary>
internal sealed class PictureFingerprint
{
    /// <summary>
    /// How far apart near duplicates may be: the root mean square of the difference of their small versions, as a fraction of what it would
    /// be against a plain picture, which is the standard deviation. At 0.2, 96% of what is in the picture is in the other one too.
    /// </summary>
    private const double MostDifference = 0.2;

    /// <summary>Pictures that deviate less than this from a plain one, in levels of 255, have no near duplicates.</summary>
    private const double LeastDeviation = 6;

    /// <summary>Width and height of the small version, in pixels.</summary>
    internal const int Side = 16;

    /// <summary>How far apart the sketches of near duplicates may be.</summary>
    internal static readonly double MostSketchDistance = Duplicates.Sketch.MostDistance(MostDifference);

    // [side, side, 3]
    private readonly byte[] _small;
    private readonly double _deviation;

    private PictureFingerprint(UInt128 exactHash, byte[] small)
    {
        (ExactHash, _small, _deviation) = (exactHash, small, DeviationOf(small));
        Sketch = _deviation < LeastDeviation ? null : Duplicates.Sketch.Of(small, _deviation);
    }

    /// <summary>Half of the SHA-256 of the pixels.</summary>
    internal UInt128 ExactHash { get; }

    /// <summary>The coarsest traits; null for a plain picture.</summary>
    internal Sketch? Sketch { get; }

    /// <summary>Takes the fingerprint of a picture.</summary>
    /// <param name="pixels">[imageSize, imageSize, 3], row by row, R, G, B.</param>
    /// <param name="imageSize">Width and height in pixels.</param>
    public static PictureFingerprint Of(ReadOnlySpan<byte> pixels, int imageSize) =>
        new(HashOf(pixels), new RgbImage(imageSize, imageSize, pixels.ToArray()).FitSquare(Side).Pixels);

    /// <summary>Takes the fingerprints of all pictures of a set, on all cores.</summary>
    /// <param name="images">The set.</param>
    /// <param name="cancellation">Stops it.</param>
    public static PictureFingerprint[] OfAll(ImageSet images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var fingerprints = new PictureFingerprint[images.Count];
        ParallelWork.For(images.Count, index => fingerprints[index] = Of(images.Pixels(index), images.ImageSize), cancellation);
        return fingerprints;
    }

    /// <summary>Whether both are of the same pixels.</summary>
    /// <param name="other">The other one.</param>
    public bool IsExactly(PictureFingerprint other) => ExactHash == other.ExactHash;

    /// <summary>
    /// Whether both show the same, so far as small versions of 16x16 pixels tell: scaled, compressed, sharpened or touched up otherwise.
    /// A plain picture is near no other one.
    /// </summary>
    /// <param name="other">The other one.</param>
    public bool IsNear(PictureFingerprint other)
    {
        var deviation = Math.Min(_deviation, other._deviation);
        if (deviation < LeastDeviation)
        {
            return false;
        }

        var most = MostDifference * deviation * MostDifference * deviation * _small.Length;
        var sum = 0;
        for (var row = 0; row < _small.Length && sum <= most; row += 3 * Side)
        {
            for (var i = row; i < row + (3 * Side); i++)
            {
                var difference = _small[i] - other._small[i];
                sum += difference * difference;
            }
        }

        return sum <= most;
    }

    /// <summary>Half of the SHA-256 of a picture's pixels.</summary>
    internal static UInt128 HashOf(ReadOnlySpan<byte> pixels) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(pixels));

    /// <summary>The standard deviation within the channels, in levels of 255.</summary>
    private static double DeviationOf(byte[] small)
    {
        var variance = 0.0;
        for (var channel = 0; channel < 3; channel++)
        {
            var (sum, squares) = (0L, 0L);
            for (var i = channel; i < small.Length; i += 3)
            {
                sum += small[i];
                squares += small[i] * small[i];
            }

            var count = small.Length / 3;
            variance += (double)((count * squares) - (sum * sum)) / ((long)count * count);
        }

        return Math.Sqrt(variance / 3);
    }
}
