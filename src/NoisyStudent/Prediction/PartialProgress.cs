namespace NoisyStudent.Prediction;

/// <summary>The progress of work that is done several times over, once for each view or each teacher.</summary>
internal static class PartialProgress
{
    /// <summary>Who is told of one of the times: its images count as a share of all.</summary>
    /// <param name="whole">Who is told of all of them; null for nobody.</param>
    /// <param name="part">Which time, from 0.</param>
    /// <param name="parts">How many times.</param>
    /// <param name="images">How many images each time.</param>
    public static IProgress<int>? PartOf(this IProgress<int>? whole, int part, int parts, int images) =>
        whole is null ? null : new Relay<int>(done => whole.Report((int)((((long)part * images) + done) / parts)));
}
