namespace NoisyStudent.PseudoLabels;

/// <summary>A teacher's answer for one picture as it is read; the next one takes its place.</summary>
/// <param name="kept">How many probabilities it has.</param>
internal sealed class PseudoLabel(int kept)
{
    /// <summary>How far from 1 the probabilities of a file may sum: other programs round.</summary>
    private const double Tolerance = 0.01;

    /// <summary>The picture's name in its set.</summary>
    public string File { get; set; } = "";

    /// <summary>The number of the most probable class.</summary>
    public int Class { get; set; }

    /// <summary>Its probability.</summary>
    public float Confidence { get; set; }

    /// <summary>How often a student sees it, where that is said.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>The numbers of the classes whose probabilities are kept.</summary>
    public int[] Classes { get; } = [.. Enumerable.Range(0, kept)];

    /// <summary>Their probabilities.</summary>
    public float[] Probabilities { get; } = new float[kept];

    /// <summary>What is left for all other classes together.</summary>
    public float Remainder { get; set; }

    /// <summary>What is wrong with the distribution; null where nothing is.</summary>
    /// <param name="seen">A place for each class, for the number of the row in which it was met.</param>
    /// <param name="row">The number of the row, from 1.</param>
    public string? FindFault(long[] seen, long row)
    {
        var (sum, largest, ofClass) = ((double)Remainder, 0f, 0f);
        for (var i = 0; i < Probabilities.Length; i++)
        {
            var (number, probability) = (Classes[i], Probabilities[i]);
            if (number < 0 || number >= seen.Length || seen[number] == row)
            {
                return "a class number that there is not, or one twice";
            }

            seen[number] = row;
            sum += probability;
            largest = Math.Max(largest, probability);
            ofClass = number == Class ? probability : ofClass;
            if (probability is not (>= 0 and <= 1))
            {
                return "a probability that is not from 0 to 1";
            }
        }

        return Remainder is not >= 0 || Math.Abs(sum - 1) > Tolerance ? "probabilities that do not sum to 1"
            : ofClass < largest ? "a class that is not the most probable one, so that the distributions are not in the order of these classes"
            : null;
    }
}
