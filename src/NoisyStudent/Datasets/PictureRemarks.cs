using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>What is worth a line about the pictures of a set, beside those that cannot be read. Threads may add to it at once.</summary>
/// <param name="settings">How the set is read.</param>
internal sealed class PictureRemarks(ReadingSettings settings)
{
    /// <summary>From so much on, what a fit loses is worth a word.</summary>
    public const double MuchOutside = 1.0 / 3;

    private readonly Lock _turn = new();
    private double _outside;
    private int _pictures;
    private int _dark;
    private int _cut;
    private int _withPages;

    /// <summary>Looks at a picture.</summary>
    /// <param name="image">The picture as it was read, before it is fitted.</param>
    public void Add(RgbImage image)
    {
        lock (_turn)
        {
            _pictures++;
            _outside += SquareFit.Outside(image.Width, image.Height);
            _dark += image.Range.IsDark ? 1 : 0;
            _cut += image.Range.IsCut ? 1 : 0;
            _withPages += image.HasMorePages ? 1 : 0;
        }
    }

    /// <summary>Tells what was seen.</summary>
    public void Tell()
    {
        if (settings.Fit == ImageFit.Crop && _outside > MuchOutside * _pictures)
        {
            Say($"{Percentage.Text(_outside / _pictures)} of the area of the {settings.Set} pictures lies outside the squares that are cut out of their middle; a recipe with fit: pad or fit: squash keeps it");
        }

        if (_dark > 0)
        {
            Say($"{Count(_dark)} 16 bits a sample and no value over {(1 << SampleRange.MostDarkBits) - 1:N0}, so {(_dark == 1 ? "it is" : "they are")} black; where a camera of 12 bits wrote values as they are, a recipe with sample-bits: 12 reads them");
        }

        if (_cut > 0)
        {
            Say($"{Count(_cut)} values over the {(1 << settings.SampleBits) - 1:N0} that sample-bits: {settings.SampleBits} allows, which became white");
        }

        if (_withPages > 0)
        {
            Say($"{Count(_withPages)} more than one page, of which the first is read");
        }
    }

    private string Count(int pictures) => $"{pictures:N0} of {_pictures:N0} {settings.Set} pictures {(pictures == 1 ? "has" : "have")}";

    private void Say(string line) => settings.Note?.Invoke(line);
}
