namespace NoisyStudent.Datasets;

/// <summary>Divides pictures for cross-validation.</summary>
internal static class CrossValidation
{
    /// <summary>The fold of each picture, as many of each class in each as can be; -1 for pictures that are too many.</summary>
    /// <param name="labels">Each picture's class.</param>
    /// <param name="count">How many folds there are.</param>
    /// <param name="seed">Which fold a picture comes to is a function of it.</param>
    /// <param name="use">What they are divided for.</param>
    /// <param name="most">How many pictures are divided at the most, roughly: as large a part of each class.</param>
    public static int[] FoldsOf(IReadOnlyList<int> labels, int count, long seed, RandomUse use, int most = int.MaxValue)
    {
        var folds = new int[labels.Count];
        var places = labels.Index().GroupBy(each => each.Item, each => each.Index).OrderBy(group => group.Key).ToArray();
        foreach (var (number, place) in places.Index())
        {
            var pictures = place.ToArray();
            KeyedRandom.For(seed, use, place.Key).Shuffle(pictures.AsSpan());
            var divided = (int)Math.Ceiling((double)pictures.Length * Math.Min(1, (double)most / labels.Count));
            foreach (var (rank, picture) in pictures.Index())
            {
                folds[picture] = rank < divided ? (rank + number) % count : -1;
            }
        }

        return folds;
    }
}
