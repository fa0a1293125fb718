using System.Runtime.Intrinsics;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>
/// Finds the sketches that are not far from one: sorted by the first trait, those that may be lie beside each other, and are compared all
/// traits at a time.
/// </summary>
internal sealed class SketchIndex
{
    /// <summary>The sum of sixteen squares of such differences fits in sixteen bits.</summary>
    public const int MostReach = 45;

    private readonly int[] _places;
    private readonly sbyte[] _firstTraits;
    private readonly Vector128<sbyte>[] _sketches;
    private readonly double _reach;

    /// <summary>Makes the index.</summary>
    /// <param name="sketches">Sketches and the places under which they are found; none twice.</param>
    /// <param name="reach">How far away one may be, from 0 to <see cref="MostReach"/>: the root of the sum of the squares of all differences.</param>
    public SketchIndex(IEnumerable<(int Place, Sketch Sketch)> sketches, double reach)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reach, MostReach);
        var ordered = sketches.OrderBy(each => each.Sketch[0]).ThenBy(each => each.Place).ToArray();
        _places = Array.ConvertAll(ordered, each => each.Place);
        _firstTraits = Array.ConvertAll(ordered, each => each.Sketch[0]);
        _sketches = Array.ConvertAll(ordered, each => Load(each.Sketch));
        _reach = reach;
    }

    /// <summary>The places of sketches in reach, in an order that depends on the sketches alone.</summary>
    /// <param name="sketch">What to look for.</param>
    /// <param name="end">Only places before this one.</param>
    public IEnumerable<int> Near(Sketch sketch, int end)
    {
        var wanted = Load(sketch);
        for (var i = NextInReach(wanted, FirstFrom(sketch[0] - (int)_reach)); i < _places.Length; i = NextInReach(wanted, i + 1))
        {
            if (_places[i] < end)
            {
                yield return _places[i];
            }
        }
    }

    private int NextInReach(Vector128<sbyte> wanted, int i)
    {
        var reach = Vector128.Create((sbyte)_reach);
        var last = wanted[0] + (int)_reach;
        for (; i < _sketches.Length && _firstTraits[i] <= last; i++)
        {
            var differences = _sketches[i] - wanted;
            if (Vector128.LessThanOrEqualAll(Vector128.Abs(differences), reach) && SumOfSquares(differences) <= _reach * _reach)
            {
                return i;
            }
        }

        return _places.Length;
    }

    private static int SumOfSquares(Vector128<sbyte> differences)
    {
        var (lower, upper) = Vector128.Widen(differences);
        return Vector128.Sum((lower * lower) + (upper * upper));
    }

    /// <summary>The first of those whose first trait is at least this.</summary>
    private int FirstFrom(int least)
    {
        var (from, to) = (0, _firstTraits.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _firstTraits[middle] < least ? (middle + 1, to) : (from, middle);
        }

        return from;
    }

    private static Vector128<sbyte> Load(Sketch sketch) => Vector128.Create(sketch.AsSpan());
}
