namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// The samples of one component in a part of a row of units, and the row of samples above them. A row of units is as many rows of pixels as
/// the component with the most needs for its blocks.
/// </summary>
internal sealed class JpegPlane
{
    private const int Slack = 2 * ChromaRows.Slack;

    private readonly short[] _coefficients = new short[InverseDct.Size * InverseDct.Size];
    private JpegHeaders _headers = null!;
    private JpegComponent _component;
    private byte[] _samples = [];
    private byte[] _scratch = [];
    private int _firstColumn;
    private int _firstRow;
    private int _stride;
    private int _rows;
    private int _prediction;

    // Of the component in the whole picture, in samples.
    private int _width;
    private int _height;

    // Pixels of a block, and pixels that share a sample.
    private (int Width, int Height) _block;
    private (int Across, int Down) _step;

    /// <summary>Prepares for a picture.</summary>
    /// <param name="headers">The picture.</param>
    /// <param name="number">Number of the component.</param>
    /// <param name="scale">At which the picture is decoded.</param>
    /// <param name="firstUnit">The first unit of each row that will be read.</param>
    /// <param name="units">How many of each row.</param>
    public void Begin(JpegHeaders headers, int number, JpegScale scale, int firstUnit, int units)
    {
        (_headers, _component) = (headers, headers.Components[number]);
        var most = headers.Components[0];
        var ratio = (Across: most.Horizontal / _component.Horizontal, Down: most.Vertical / _component.Vertical);

        // At a reduced scale a component of a lower resolution gives more pixels of each block instead.
        _step = scale.IsFull ? ratio : (1, 1);
        _block = scale.IsFull ? (InverseDct.Size, InverseDct.Size) : (scale.Eighths * ratio.Across, scale.Eighths * ratio.Down);
        _width = (scale.Width + _step.Across - 1) / _step.Across;
        _height = (scale.Height + _step.Down - 1) / _step.Down;
        _rows = _component.Vertical * _block.Height;
        _firstColumn = firstUnit * _component.Horizontal * _block.Width;
        _stride = 1 + (units * _component.Horizontal * _block.Width) + Slack;
        Grow(ref _samples, (1 + _rows) * _stride);
        Grow(ref _scratch, (_stride * 2) + Slack);
    }

    /// <summary>Predicts nothing, as at the beginning and after a restart.</summary>
    public void Restart() => _prediction = 0;

    /// <summary>Reads the blocks of a unit.</summary>
    /// <param name="reader">From where.</param>
    /// <param name="unit">Its number among those that are kept; negative where it is passed over.</param>
    /// <returns>Whether the bits are in order.</returns>
    public bool TryRead(ref EntropyReader reader, int unit)
    {
        var (means, waves) = (_headers.Means(_component), _headers.Waves(_component));
        for (var block = 0; block < _component.Horizontal * _component.Vertical; block++)
        {
            if (unit < 0)
            {
                if (!reader.TrySkip(means, waves, ref _prediction))
                {
                    return false;
                }

                continue;
            }

            var count = reader.Read(means, waves, ref _prediction, _coefficients);
            if (count == 0)
            {
                _coefficients.AsSpan().Clear();
                return false;
            }

            var (down, across) = Math.DivRem(block, _component.Horizontal);
            var place = ((1 + (down * _block.Height)) * _stride) + 1 + (((unit * _component.Horizontal) + across) * _block.Width);
            Transform(count, _samples.AsSpan(place));
        }

        return true;
    }

    /// <summary>Makes the row of units that was read ready for use.</summary>
    /// <param name="unitRow">Its number.</param>
    public void Complete(int unitRow)
    {
        _firstRow = unitRow * _rows;
        var behind = _width - _firstColumn + 1;
        for (var row = 1; row <= _rows; row++)
        {
            // At the picture's edges a sample's neighbour is itself.
            var samples = _samples.AsSpan(row * _stride, _stride);
            samples[0] = samples[1];
            if (behind < _stride)
            {
                samples[behind] = samples[behind - 1];
            }
        }
    }

    /// <summary>Keeps the last row of samples for the next row of units.</summary>
    public void Carry() => _samples.AsSpan(_rows * _stride, _stride).CopyTo(_samples);

    /// <summary>A part of a row of pixels, with room behind it.</summary>
    /// <param name="row">Its number in the picture.</param>
    /// <param name="left">The first column.</param>
    /// <param name="count">How many columns.</param>
    public ReadOnlySpan<byte> Pixels(int row, int left, int count)
    {
        var near = Samples(row / _step.Down);
        if (_step == (1, 1))
        {
            return near[(1 + left - _firstColumn)..];
        }

        var isUpper = row % 2 == 0;
        var far = _step.Down == 1 ? near : Samples((row / 2) + (isUpper ? -1 : 1));
        if (_step.Across == 1)
        {
            ChromaRows.Heighten(near[(1 + left - _firstColumn)..], far[(1 + left - _firstColumn)..], isUpper, count, _scratch);
            return _scratch;
        }

        var first = left / 2;
        var samples = ((left + count + 1) / 2) - first;
        if (_step.Down == 1)
        {
            ChromaRows.Widen(near[(first - _firstColumn)..], samples, _scratch);
        }
        else
        {
            ChromaRows.WidenAndHeighten(near[(first - _firstColumn)..], far[(first - _firstColumn)..], samples, _scratch);
        }

        return _scratch.AsSpan(left - (2 * first));
    }

    // With one sample before the first and room behind the last.
    private ReadOnlySpan<byte> Samples(int row)
    {
        var place = Math.Clamp(row, 0, _height - 1) - _firstRow + 1;
        return _samples.AsSpan(place * _stride);
    }

    private void Transform(int count, Span<byte> samples)
    {
        var quantization = _headers.Quantization(_component);
        if (_block != (InverseDct.Size, InverseDct.Size))
        {
            InverseDct.Apply(_coefficients, quantization, _block.Width, _block.Height, samples, _stride);
        }
        else if (count == 1)
        {
            InverseDct.Fill(_coefficients[0] * quantization[0], samples, _stride);
        }
        else
        {
            InverseDct.Apply(_coefficients, quantization, samples, _stride);
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length + Slack)
        {
            buffer = new byte[length + Slack];
        }
    }
}
