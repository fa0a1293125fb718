namespace NoisyStudent.Datasets.Duplicates;

/// <summary>Which duplicates are removed.</summary>
public enum DuplicateRemoval
{
    /// <summary>Pictures of the same pixels, and those that show the same.</summary>
    ExactAndNear,

    /// <summary>Pictures of the same pixels.</summary>
    Exact,

    /// <summary>No pictures.</summary>
    None,
}

/// <summary>A set without the pictures that other sets measure with: what a model learned from cannot measure it.</summary>
/// <param name="Remaining">The pictures that are left, in their order.</param>
/// <param name="Exact">How many were removed for their pixels.</param>
/// <param name="Near">How many were removed for what they show.</param>
public sealed record HeldOutRemoval(ImageSet Remaining, int Exact, int Near)
{
    /// <summary>How many were removed.</summary>
    public int Removed => Exact + Near;

    /// <summary>Removes the duplicates of held-out pictures from a set.</summary>
    /// <param name="images">The set.</param>
    /// <param name="heldOut">The held-out pictures, of the same image size.</param>
    /// <param name="removal">Which duplicates.</param>
    /// <param name="cancellation">Stops it.</param>
    public static HeldOutRemoval From(
        ImageSet images, ImageSet heldOut, DuplicateRemoval removal, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (removal == DuplicateRemoval.None)
        {
            return new HeldOutRemoval(images, 0, 0);
        }

        var find = removal == DuplicateRemoval.Exact ? FindExact(images, heldOut, cancellation) : FindAny(images, heldOut, cancellation);
        var likenesses = new Likeness?[images.Count];
        ParallelWork.For(images.Count, each => likenesses[each] = find(each), cancellation);
        return new HeldOutRemoval(
            images.Subset([.. Enumerable.Range(0, images.Count).Where(each => likenesses[each] is null)]),
            likenesses.Count(likeness => likeness == Likeness.Exact),
            likenesses.Count(likeness => likeness == Likeness.Near));
    }

    private static Func<int, Likeness?> FindAny(ImageSet images, ImageSet heldOut, CancellationToken cancellation)
    {
        var index = new DuplicateIndex(PictureFingerprint.OfAll(heldOut, cancellation));
        return each => index.Find(PictureFingerprint.Of(images.Pixels(each), images.ImageSize))?.Likeness;
    }

    private static Func<int, Likeness?> FindExact(ImageSet images, ImageSet heldOut, CancellationToken cancellation)
    {
        var hashes = ParallelEnumerable.Range(0, heldOut.Count).WithCancellation(cancellation)
            .Select(each => PictureFingerprint.HashOf(heldOut.Pixels(each))).ToHashSet();
        return each => hashes.Contains(PictureFingerprint.HashOf(images.Pixels(each))) ? Likeness.Exact : null;
    }
}
