using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Noise;

/// <summary>
/// Looks the centre of each result pixel up in the picture, as the bilinear mean of the four pixels about that place; a place outside
/// the picture gives the fill. Pillow's <c>Image.transform</c> does the same with <c>AFFINE</c> and <c>BILINEAR</c>.
/// </summary>
/// <remarks>
/// Where the processor gathers (AVX2), eight pixels are looked up at once; elsewhere one. Both calculate in single precision in the same
/// order, so the results are the same.
/// </remarks>
internal static class AffineSampling
{
    /// <summary>Of pixels that are looked up at once.</summary>
    private const int Pixels = 8;

    /// <summary>A pixel is read with the byte after it; of the picture's last pixel, with the byte before it.</summary>
    private const int BytesRead = sizeof(int);

    /// <summary>Writes the picture as a map shows it.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="map">Where each place of the result is found.</param>
    /// <param name="fill">The grey level of what lies outside.</param>
    public static void Resample(PixelBuffers image, in AffineMap map, byte fill)
    {
        if (map is { A: 1, D: 0, E: 1 })
        {
            RowSampling.Resample(image, map, fill);
        }
        else
        {
            Resample(image, map, fill, Avx2.IsSupported && image.Source.Length >= BytesRead);
        }
    }

    /// <summary>The same, with or without gathering.</summary>
    internal static void Resample(PixelBuffers image, in AffineMap map, byte fill, bool gather)
    {
        for (var row = 0; row < image.Height; row++)
        {
            var y = row + 0.5f;
            var line = new Line((float)map.A, ((float)map.B * y) + (float)map.C, (float)map.D, ((float)map.E * y) + (float)map.F);
            var pixels = image.Destination.Slice(row * image.Stride, image.Stride);
            if (gather)
            {
                Gather(image, line, fill, pixels);
            }
            else
            {
                Interpolate(image, line, fill, pixels);
            }
        }
    }

    private static void Interpolate(PixelBuffers image, in Line line, byte fill, Span<byte> pixels)
    {
        for (var column = 0; column < image.Width; column++)
        {
            var (x, y) = (line.X(column + 0.5f), line.Y(column + 0.5f));
            var pixel = pixels.Slice(column * PixelBuffers.Channels, PixelBuffers.Channels);
            if (x >= 0 && x < image.Width && y >= 0 && y < image.Height)
            {
                Interpolate(image, x - 0.5f, y - 0.5f, pixel);
            }
            else
            {
                pixel.Fill(fill);
            }
        }
    }

    /// <summary>The bilinear mean of the four pixels about a place; beyond the border the outermost pixels go on.</summary>
    private static void Interpolate(PixelBuffers image, float x, float y, Span<byte> pixel)
    {
        var (left, top) = (MathF.Floor(x), MathF.Floor(y));
        var leftOffset = Math.Max((int)left, 0) * PixelBuffers.Channels;
        var rightOffset = Math.Min((int)left + 1, image.Width - 1) * PixelBuffers.Channels;
        var upper = image.Source.Slice(Math.Max((int)top, 0) * image.Stride, image.Stride);
        var lower = image.Source.Slice(Math.Min((int)top + 1, image.Height - 1) * image.Stride, image.Stride);
        new BilinearWeights(x - left, y - top).Mix(upper, lower, leftOffset, rightOffset, pixel);
    }

    private static unsafe void Gather(PixelBuffers image, in Line line, byte fill, Span<byte> pixels)
    {
        Span<uint> found = stackalloc uint[Pixels];
        fixed (byte* source = image.Source)
        {
            for (var column = 0; column < image.Width; column += Pixels)
            {
                var centres = Vector256.CreateSequence(column + 0.5f, 1);
                var (x, y) = (line.X(centres), line.Y(centres));
                var inside = Vector256.GreaterThanOrEqual(Vector256.Min(x, y), Vector256<float>.Zero)
                    & Vector256.LessThan(x, Vector256.Create((float)image.Width)) & Vector256.LessThan(y, Vector256.Create((float)image.Height));
                var levels = inside == Vector256<float>.Zero ? Vector256<uint>.Zero : GatherInside(image, source, x, y);
                Vector256.ConditionalSelect(inside.AsUInt32(), levels, Vector256.Create(fill * 0x010101u)).CopyTo(found);
                Pack(found[..Math.Min(Pixels, image.Width - column)], pixels[(column * PixelBuffers.Channels)..]);
            }
        }
    }

    /// <summary>The bilinear means about eight places, as 0x00BBGGRR. Places outside are moved to the border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<uint> GatherInside(PixelBuffers image, byte* source, Vector256<float> x, Vector256<float> y)
    {
        var half = Vector256.Create(0.5f);
        var (fromX, fromY) = (Clamp(x, image.Width) - half, Clamp(y, image.Height) - half);
        var (left, top) = (Vector256.Floor(fromX), Vector256.Floor(fromY));
        var (toRight, toBottom) = (fromX - left, fromY - top);
        var (column, row) = (Vector256.ConvertToInt32Native(left), Vector256.ConvertToInt32Native(top));
        var leftOffset = Vector256.Max(column, Vector256<int>.Zero) * PixelBuffers.Channels;
        var rightOffset = Vector256.Min(column + Vector256<int>.One, Vector256.Create(image.Width - 1)) * PixelBuffers.Channels;
        var upper = Vector256.Max(row, Vector256<int>.Zero) * image.Stride;
        var lower = Vector256.Min(row + Vector256<int>.One, Vector256.Create(image.Height - 1)) * image.Stride;
        var last = Vector256.Create(image.Source.Length - BytesRead);

        var (upperLeft, upperRight) = (GatherPixels(source, upper + leftOffset, last), GatherPixels(source, upper + rightOffset, last));
        var (lowerLeft, lowerRight) = (GatherPixels(source, lower + leftOffset, last), GatherPixels(source, lower + rightOffset, last));
        var levels = Vector256<int>.Zero;
        for (var shift = 0; shift < 24; shift += 8)
        {
            var above = Between(Level(upperLeft, shift), Level(upperRight, shift), toRight);
            var below = Between(Level(lowerLeft, shift), Level(lowerRight, shift), toRight);
            levels |= Vector256.ConvertToInt32Native(Between(above, below, toBottom)) << shift;
        }

        return levels.AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<int> GatherPixels(byte* source, Vector256<int> offset, Vector256<int> last)
    {
        var early = Vector256.Max(offset - last, Vector256<int>.Zero);
        return Avx2.ShiftRightLogicalVariable(Avx2.GatherVector256((int*)source, offset - early, 1), (early << 3).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> place, int size) =>
        Vector256.Min(Vector256.Max(place, Vector256<float>.Zero), Vector256.Create((float)size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Level(Vector256<int> pixels, int shift) =>
        Vector256.ConvertToSingle((pixels >>> shift) & Vector256.Create(0xFF));

    /// <summary>Writes pixels of four bytes as pixels of three.</summary>
    private static void Pack(ReadOnlySpan<uint> found, Span<byte> pixels)
    {
        if (found.Length == Pixels)
        {
            var keep = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 99, 99, 99, 99);
            var (first, second) = (
                Vector128.Shuffle(Vector128.Create(found).AsByte(), keep), Vector128.Shuffle(Vector128.Create(found[4..]).AsByte(), keep));

            // The first twelve bytes, with the first four of the second twelve; then the eight that are left.
            (first | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 0, 1, 2, 3))).CopyTo(pixels);
            MemoryMarshal.Write(pixels[16..], Vector128.Shuffle(second, Vector128.Create((byte)4, 5, 6, 7, 8, 9, 10, 11, 99, 99, 99, 99, 99, 99, 99, 99))
                .AsUInt64().ToScalar());
            return;
        }

        for (var i = 0; i < found.Length; i++)
        {
            var pixel = pixels.Slice(i * PixelBuffers.Channels, PixelBuffers.Channels);
            (pixel[0], pixel[1], pixel[2]) = ((byte)found[i], (byte)(found[i] >> 8), (byte)(found[i] >> 16));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(Vector256<float> from, Vector256<float> to, Vector256<float> fraction) => from + ((to - from) * fraction);

    /// <summary>A row of the result: where a place in it is found in the picture.</summary>
    private readonly record struct Line(float StepX, float StartX, float StepY, float StartY)
    {
        public float X(float column) => (StepX * column) + StartX;

        public float Y(float column) => (StepY * column) + StartY;

        public Vector256<float> X(Vector256<float> columns) => (StepX * columns) + Vector256.Create(StartX);

        public Vector256<float> Y(Vector256<float> columns) => (StepY * columns) + Vector256.Create(StartY);
    }
}
