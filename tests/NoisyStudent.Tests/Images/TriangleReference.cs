using NoisyStudent.Images;

namespace NoisyStudent.Tests.Images;

/// <summary>The antialiased triangle filter by its definition: in double precision, both directions at once, no rounding before the end.</summary>
internal static class TriangleReference
{
    public static double[] Scale(RgbImage image, PixelWindow window, int size)
    {
        var scaled = new double[size * size * 3];
        for (var place = 0; place < scaled.Length; place++)
        {
            var (targetRow, targetColumn, channel) = (place / 3 / size, place / 3 % size, place % 3);
            double sum = 0, weights = 0;
            for (var row = 0; row < window.Height; row++)
            {
                var rowWeight = Weight(row, targetRow, window.Height, size);
                for (var column = 0; rowWeight > 0 && column < window.Width; column++)
                {
                    var weight = rowWeight * Weight(column, targetColumn, window.Width, size);
                    sum += weight * image.Pixels[((((window.Top + row) * image.Width) + window.Left + column) * 3) + channel];
                    weights += weight;
                }
            }

            scaled[place] = sum / weights;
        }

        return scaled;
    }

    private static double Weight(int source, int target, int length, int size)
    {
        var step = (double)length / size;
        return Math.Max(0, 1 - (Math.Abs(source + 0.5 - ((target + 0.5) * step)) / Math.Max(step, 1)));
    }
}
