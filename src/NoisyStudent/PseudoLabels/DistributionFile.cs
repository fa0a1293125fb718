using System.Runtime.InteropServices;
using NoisyStudent.Datasets;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Distributions over classes in a temporary file that is mapped into memory: in full, or the largest probabilities and what is left for all other
/// classes together, of which each has the same share. A million pictures of a thousand classes take 84 MB with the ten largest, 4 GB in full.
/// </summary>
/// <param name="folder">Where the file lies.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="kept">How many of the largest probabilities are kept; 0 for all.</param>
internal sealed class DistributionFile(string folder, int classes, int kept) : IDisposable
{
    private readonly RecordFile _file = new(folder, kept == 0 ? classes * sizeof(float) : (1 + (2 * kept)) * sizeof(float), "pseudo labels");
    private readonly float[] _record = new float[kept == 0 ? classes : 1 + (2 * kept)];

    /// <summary>Writes a distribution.</summary>
    /// <param name="picture">The picture's number, from 0.</param>
    /// <param name="answer">The distribution, of the form that is kept.</param>
    public void Write(long picture, PseudoLabel answer)
    {
        if (kept == 0)
        {
            answer.Probabilities.CopyTo(_record, 0);
        }
        else
        {
            _record[0] = answer.Remainder;
            answer.Probabilities.CopyTo(_record, 1);
            answer.Classes.CopyTo(MemoryMarshal.Cast<float, int>(_record.AsSpan(1 + kept)));
        }

        _file.Write(picture, MemoryMarshal.AsBytes(_record.AsSpan()));
    }

    /// <summary>Ends the writing.</summary>
    public void Map() => _file.Map();

    /// <summary>A distribution in full.</summary>
    /// <param name="picture">The picture's number.</param>
    /// <param name="distribution">Where it goes: a probability for each class.</param>
    public void Read(long picture, Span<float> distribution)
    {
        var record = MemoryMarshal.Cast<byte, float>(_file.Read(picture));
        if (kept == 0)
        {
            record.CopyTo(distribution);
            return;
        }

        distribution.Fill(kept < classes ? record[0] / (classes - kept) : 0);
        var numbers = MemoryMarshal.Cast<float, int>(record[(1 + kept)..]);
        for (var i = 0; i < kept; i++)
        {
            distribution[numbers[i]] = record[1 + i];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
