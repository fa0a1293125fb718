namespace NoisyStudent.Recipes;

/// <summary>The image sizes that come into question for a network that has learned photographs.</summary>
/// <param name="Own">That of the pictures, or the largest that the time is enough for where that is smaller, and why.</param>
/// <param name="Larger">Those to which pictures could be enlarged too, smallest first.</param>
internal sealed record PretrainedSizes((int Size, string Reason) Own, IReadOnlyList<int> Larger)
{
    /// <summary>How many images are to be trained on at the least, so that a larger size is worth more than it costs; pictures that are enlarged show nothing new.</summary>
    private const double LeastImages = 3_000, LeastEnlarged = 30_000;

    /// <summary>What each unlabeled image's label may take of the time at the most.</summary>
    private const double MostLabeling = 0.15;

    /// <summary>Pictures that are enlarged further show nothing more.</summary>
    private const int MostEnlargement = 4;

    /// <summary>
    /// Smaller images leave nothing of five halvings; larger ones are a person's choice. Sizes at which a network costs more than at the largest are left out: it
    /// begins with another layer there, which the weights do not fit.
    /// </summary>
    private static readonly int[] _ladder = [64, 96, 128, 160, 192, 224];

    /// <summary>The smallest.</summary>
    public static int Smallest => _ladder[0];

    /// <summary>Finds them.</summary>
    /// <param name="input">What the recipe is made for.</param>
    /// <param name="network">The network.</param>
    public static PretrainedSizes Of(AutoInput input, string network)
    {
        var (labeled, speeds) = (input.Labeled, new CountedSpeeds(input.Labeled.Classes.Count));
        int[] sizes = [.. _ladder.Where(size => speeds.Training(network, size) <= speeds.Training(network, _ladder[^1]))];
        var affordable = Math.Max(sizes[0], sizes.LastOrDefault(size => IsAffordable(size, LeastImages)));
        var natural = sizes.FirstOrDefault(size => size >= labeled.ShorterSideMedian, sizes[^1]);
        var own = Math.Min(natural, affordable);
        var reason = $"pictures are typically {labeled.TypicalWidth}x{labeled.TypicalHeight}" + (
            own < natural ? $"; more than {own} would take more than {input.TimeText}"
            : own == sizes[^1] && labeled.ShorterSideMedian > own ? "; networks for photographs take no more"
            : own == labeled.ShorterSideMedian ? "" : "; the next size that networks for photographs are used at");
        return new((own, reason), [.. sizes.Where(size => size > own && IsAffordable(size, LeastEnlarged) && size <= MostEnlargement * labeled.ShorterSideMedian)]);

        bool IsAffordable(int size, double images)
        {
            var training = speeds.Training(network, size);
            return images * training <= input.Passes && input.Unlabeled.Pictures * training / 3 <= MostLabeling * input.Passes;
        }
    }
}
