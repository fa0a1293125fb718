namespace NoisyStudent.Evaluation.Corruptions.Planes;

/// <summary>
/// The middle of a plane, enlarged to the plane's size: the outermost numbers of the part that is cut out stay the outermost ones of the
/// enlarged part, as in SciPy's <c>zoom</c>, and what is then too much is cut off around it.
/// </summary>
internal static class ClippedZoom
{
    /// <summary>Enlarges by bilinear interpolation.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="zoom">How many times, at least 1.</param>
    public static Plane Apply(Plane plane, double zoom)
    {
        var size = plane.Size;
        var cropped = (int)Math.Ceiling(size / zoom);
        var zoomed = (int)Math.Round(cropped * zoom);
        var start = (size - cropped) / 2;
        var trimmed = (zoomed - size) / 2;
        var step = zoomed > 1 ? (cropped - 1) / (double)(zoomed - 1) : 0;
        var places = new (int First, float Fraction)[size];
        for (var i = 0; i < size; i++)
        {
            var place = (i + trimmed) * step;
            var first = Math.Min((int)place, cropped - 2);
            places[i] = (start + first, (float)(place - first));
        }

        return Interpolate(plane, places);
    }

    private static Plane Interpolate(Plane plane, (int First, float Fraction)[] places)
    {
        var result = new Plane(plane.Size);
        for (var y = 0; y < places.Length; y++)
        {
            var (top, toBottom) = places[y];
            var upper = plane.Row(top);
            var lower = plane.Row(top + 1);
            var row = result.Row(y);
            for (var x = 0; x < places.Length; x++)
            {
                var (left, toRight) = places[x];
                var above = upper[left] + ((upper[left + 1] - upper[left]) * toRight);
                var below = lower[left] + ((lower[left + 1] - lower[left]) * toRight);
                row[x] = above + ((below - above) * toBottom);
            }
        }

        return result;
    }
}
