namespace NoisyStudent.SelfTraining;

/// <summary>On which pictures a training was right after a part of its images and after all, and what that lets expect of the run's own, longer ones.</summary>
/// <param name="Early">On which pictures a training with <see cref="EarlyPart"/> of the images was right; none where that is not known.</param>
/// <param name="Late">On which of the same one with all of them was right.</param>
/// <param name="Classes">How many classes there are.</param>
internal sealed record LearningCurve(bool[] Early, bool[] Late, int Classes)
{
    /// <summary>What part of the images the shorter training sees.</summary>
    public const double EarlyPart = 0.25;

    /// <summary>How many times as many images are looked ahead. A run's models see more, but where labels are few, what they teach ends before the images do.</summary>
    private const double Times = 2;

    /// <summary>
    /// What part may be expected to be right after twice as many images: the odds of being right grow on as they did
    /// (docs/experiments.md, "Which start, found out beforehand"). They do not sink, and what guessing is right on is no growth.
    /// </summary>
    public double Expected
    {
        get
        {
            var (before, now) = (Math.Max(Part(Early), 1.0 / Classes), Part(Late));
            if (Early is [] || before >= now || now == 1)
            {
                return now;
            }

            var odds = Odds(now) * Math.Pow(Odds(now) / Odds(before), Math.Log(Times) / Math.Log(1 / EarlyPart));
            return odds / (1 + odds);
        }
    }

    /// <summary>Whether it may be expected to become right more often than other weights are.</summary>
    /// <param name="right">On which of the same pictures these are right.</param>
    public bool Overtakes(bool[] right) => Expected > Part(right) + 1e-9;

    private static double Odds(double part) => part / (1 - part);

    private static double Part(bool[] right) => (double)right.Count(each => each) / Math.Max(1, right.Length);
}
