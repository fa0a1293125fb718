namespace NoisyStudent.Images;

/// <summary>
/// Scales a picture so that its shorter side has a given length, and cuts out the centre square.
/// <para>
/// The filter is a triangle as wide as the step between two target pixels (never narrower than a source pixel): bilinear
/// interpolation when enlarging, and an average over everything that falls into a target pixel when shrinking, so fine patterns
/// do not alias. That is the filter of Pillow's and torchvision's antialiased bilinear resize, hence what published preprocessing
/// does. It is computed here in whole numbers, as the library's own scalers choose vector instructions by processor, and pixels
/// must be the same everywhere.
/// </para>
/// </summary>
public static class SquareFit
{
    // 255 * 2^22 fits in an int, with a factor of two left.
    private const int WeightBits = 22;
    private const int Half = 1 << (WeightBits - 1);

    /// <summary>The centre square of the picture, scaled.</summary>
    /// <param name="image">The picture; returned as it is when it already has the size.</param>
    /// <param name="size">Width and height of the result in pixels, at least 1.</param>
    public static RgbImage FitSquare(this RgbImage image, int size)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (image.Width == size && image.Height == size)
        {
            return image;
        }

        var side = Math.Min(image.Width, image.Height);
        var columns = FindTaps(image.Width, side, size);
        var rows = FindTaps(image.Height, side, size);
        var firstRow = rows[0].First;
        var lastRow = rows[^1].First + rows[^1].Weights.Length - 1;
        var narrow = ScaleRows(image, columns, firstRow, lastRow - firstRow + 1);
        return new RgbImage(size, size, ScaleColumns(narrow, rows, firstRow, size));
    }

    // The source pixels that make each target pixel along one axis, of which the centre `side` pixels are scaled to `size`.
    private static Taps[] FindTaps(int length, int side, int size)
    {
        var step = (double)side / size;
        var radius = Math.Max(step, 1);
        var start = (length - side) / 2;
        var taps = new Taps[size];
        for (var target = 0; target < size; target++)
        {
            var centre = start + ((target + 0.5) * step);
            var first = Math.Max((int)(centre - radius + 0.5), 0);
            var last = Math.Min((int)(centre + radius + 0.5), length);
            var weights = new double[last - first];
            for (var tap = 0; tap < weights.Length; tap++)
            {
                weights[tap] = Math.Max(1 - (Math.Abs(first + tap + 0.5 - centre) / radius), 0);
            }

            var sum = weights.Sum();
            var wholeWeights = Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << WeightBits)));
            taps[target] = new Taps(first, wholeWeights);
        }

        return taps;
    }

    private static byte[] ScaleRows(RgbImage image, Taps[] columns, int firstRow, int rowCount)
    {
        var scaled = GC.AllocateUninitializedArray<byte>(rowCount * columns.Length * 3);
        var target = 0;
        for (var row = firstRow; row < firstRow + rowCount; row++)
        {
            var source = image.Pixels.AsSpan(row * image.Width * 3, image.Width * 3);
            foreach (var (first, weights) in columns)
            {
                int red = Half, green = Half, blue = Half;
                var pixels = source.Slice(first * 3, weights.Length * 3);
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    var weight = weights[tap];
                    red += weight * pixels[tap * 3];
                    green += weight * pixels[(tap * 3) + 1];
                    blue += weight * pixels[(tap * 3) + 2];
                }

                scaled[target++] = ToByte(red);
                scaled[target++] = ToByte(green);
                scaled[target++] = ToByte(blue);
            }
        }

        return scaled;
    }

    private static byte[] ScaleColumns(byte[] narrow, Taps[] rows, int firstRow, int size)
    {
        var rowLength = size * 3;
        var scaled = GC.AllocateUninitializedArray<byte>(size * rowLength);
        var sums = new int[rowLength];
        for (var target = 0; target < size; target++)
        {
            var (first, weights) = rows[target];
            Array.Fill(sums, Half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = weights[tap];
                var source = narrow.AsSpan((first - firstRow + tap) * rowLength, rowLength);
                for (var place = 0; place < source.Length; place++)
                {
                    sums[place] += weight * source[place];
                }
            }

            var result = scaled.AsSpan(target * rowLength, rowLength);
            for (var place = 0; place < result.Length; place++)
            {
                result[place] = ToByte(sums[place]);
            }
        }

        return scaled;
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> WeightBits, 0, 255);

    private readonly record struct Taps(int First, int[] Weights);
}
