namespace NoisyStudent.Noise;

/// <summary>
/// <see cref="AffineSampling"/> for maps that leave rows as rows, each shifted by an amount of its own: shifts, and shears along the rows.
/// All pixels of a row have the same neighbours' weights, so that the row is read as it lies.
/// </summary>
internal static class RowSampling
{
    /// <summary>Writes the picture as a map shows it.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="map">(x + b y + c, y + f).</param>
    /// <param name="fill">The grey level of what lies outside.</param>
    public static void Resample(PixelBuffers image, in AffineMap map, byte fill)
    {
        for (var row = 0; row < image.Height; row++)
        {
            var y = row + (float)map.F;
            var pixels = image.Destination.Slice(row * image.Stride, image.Stride);
            if (y >= -0.5f && y < image.Height - 0.5f)
            {
                Shift(image, y, ((float)map.B * (row + 0.5f)) + (float)map.C, fill, pixels);
            }
            else
            {
                pixels.Fill(fill);
            }
        }
    }

    /// <summary>Writes a row that is found at a height and shifted along the row.</summary>
    private static void Shift(PixelBuffers image, float y, float shift, byte fill, Span<byte> pixels)
    {
        var (width, stride) = (image.Width, image.Stride);
        var top = MathF.Floor(y);
        var upper = image.Source.Slice(Math.Max((int)top, 0) * stride, stride);
        var lower = image.Source.Slice(Math.Min((int)top + 1, image.Height - 1) * stride, stride);

        // Columns whose place is in the picture, and of those the ones with a pixel on either side.
        var bounded = Math.Clamp(shift, -width, (float)width);
        var first = Math.Max((int)MathF.Ceiling(-0.5f - bounded), 0);
        var end = Math.Clamp((int)MathF.Ceiling(width - 0.5f - bounded), first, width);
        var left = (int)MathF.Floor(bounded);
        var weights = new BilinearWeights(bounded - left, y - top);
        var innerFirst = Math.Clamp(-left, first, end);
        var innerEnd = Math.Clamp(width - 1 - left, innerFirst, end);

        pixels[..(first * PixelBuffers.Channels)].Fill(fill);
        pixels[(end * PixelBuffers.Channels)..].Fill(fill);
        for (var column = first; column < innerFirst; column++)
        {
            weights.Mix(upper, lower, 0, 0, pixels.Slice(column * PixelBuffers.Channels, PixelBuffers.Channels));
        }

        var inner = (innerEnd - innerFirst) * PixelBuffers.Channels;
        var from = (innerFirst + left) * PixelBuffers.Channels;
        if (inner > 0)
        {
            var length = inner + PixelBuffers.Channels;
            MixRow(upper.Slice(from, length), lower.Slice(from, length), weights, pixels.Slice(innerFirst * PixelBuffers.Channels, inner));
        }

        var last = (width - 1) * PixelBuffers.Channels;
        for (var column = innerEnd; column < end; column++)
        {
            weights.Mix(upper, lower, last, last, pixels.Slice(column * PixelBuffers.Channels, PixelBuffers.Channels));
        }
    }

    private static void MixRow(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, BilinearWeights weights, Span<byte> pixels)
    {
        if (pixels.Length < Lanes.Count)
        {
            weights.Mix(upper, lower, 0, PixelBuffers.Channels, pixels);
            return;
        }

        for (var i = 0; i < pixels.Length; i += Lanes.Count)
        {
            // The last sixteen bytes overlap with those before them.
            var at = Math.Min(i, pixels.Length - Lanes.Count);
            Lanes.Store(weights.MixLanes(upper, lower, at), pixels, at);
        }
    }
}
