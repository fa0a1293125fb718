using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>
/// Mixes a picture with another, as mixup (Zhang et al., arXiv 1710.09412) or CutMix (Yun et al., arXiv 1905.04899) do; their targets are
/// mixed by the same shares.
/// </summary>
/// <param name="settings">Which mixtures.</param>
/// <param name="imageSize">Width and height of the pictures, in pixels.</param>
internal sealed class PictureMixing(InputNoise settings, int imageSize)
{
    /// <summary>The largest alpha; beyond it almost every mixture would be half and half.</summary>
    public const double LargestAlpha = 2;

    /// <summary>Shares of mixup are whole parts of this.</summary>
    private const int Parts = 256;

    /// <summary>Whether pictures are mixed at all.</summary>
    public bool IsOn => settings.Mixup > 0 || settings.Cutmix > 0;

    /// <summary>Mixes another picture into one.</summary>
    /// <param name="picture">The picture, <c>[size, size, 3]</c>, that becomes the mixture.</param>
    /// <param name="other">The other, of the same size.</param>
    /// <param name="random">Where share and place come from.</param>
    /// <returns>The picture's own share in the mixture, 0 to 1, exactly: of each pixel's weight (mixup), or of the pixels (CutMix).</returns>
    public double Apply(Span<byte> picture, ReadOnlySpan<byte> other, ref KeyedRandom random)
    {
        var blend = settings.Cutmix == 0 || (settings.Mixup > 0 && random.NextBool());
        var share = DrawShare(blend ? settings.Mixup : settings.Cutmix, ref random);
        return blend ? Blend(picture, other, (int)Math.Round(share * Parts)) : Cover(picture, other, share, ref random);
    }

    /// <summary>A number from the Beta distribution with both parameters alpha, as Joehnk (1964) draws it.</summary>
    internal static double DrawShare(double alpha, ref KeyedRandom random)
    {
        while (true)
        {
            var (own, others) = (Math.Pow(random.NextDouble(), 1 / alpha), Math.Pow(random.NextDouble(), 1 / alpha));
            if (own + others is > 0 and <= 1)
            {
                return own / (own + others);
            }
        }
    }

    private static double Blend(Span<byte> picture, ReadOnlySpan<byte> other, int parts)
    {
        var i = 0;
        for (; i <= picture.Length - Lanes.Count; i += Lanes.Count)
        {
            var (own, others) = (Lanes.Widen(Lanes.Load(picture, i)), Lanes.Widen(Lanes.Load(other, i)));
            Lanes.Store(Lanes.Narrow(((own * parts) + (others * (Parts - parts)) + Vector512.Create(Parts / 2)) >> 8), picture, i);
        }

        for (; i < picture.Length; i++)
        {
            picture[i] = (byte)(((picture[i] * parts) + (other[i] * (Parts - parts)) + (Parts / 2)) / Parts);
        }

        return parts / (double)Parts;
    }

    /// <summary>The rectangle has the picture's shape and a uniformly drawn centre; what of it lies outside is lost.</summary>
    private double Cover(Span<byte> picture, ReadOnlySpan<byte> other, double share, ref KeyedRandom random)
    {
        var side = Math.Sqrt(1 - share) * imageSize;
        var (left, right) = Edges(random.NextInt(imageSize));
        var (top, bottom) = Edges(random.NextInt(imageSize));
        for (var row = top; row < bottom; row++)
        {
            var (start, length) = (((row * imageSize) + left) * PixelBuffers.Channels, (right - left) * PixelBuffers.Channels);
            other.Slice(start, length).CopyTo(picture[start..]);
        }

        return 1 - ((right - left) * (bottom - top) / (double)(imageSize * imageSize));

        (int First, int End) Edges(int centre) =>
            (Math.Clamp((int)Math.Round(centre - (side / 2)), 0, imageSize), Math.Clamp((int)Math.Round(centre + (side / 2)), 0, imageSize));
    }
}
