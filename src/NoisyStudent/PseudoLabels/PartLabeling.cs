using NoisyStudent.Datasets;
using NoisyStudent.Events;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Labels a set of any size into a folder, part by part, in a run as by the command: each part is written whole, those that stand there already and were made
/// of the same pictures are passed over. So a labeling goes on where it was killed, and shares of it run at once without talking to each other.
/// </summary>
/// <param name="blocks">The pictures.</param>
/// <param name="labeler">Who answers.</param>
/// <param name="description">How the folder's labels are to be made, but for what held-out pictures tell.</param>
/// <param name="folder">The folder.</param>
/// <param name="observer">Who is told.</param>
internal sealed class PartLabeling(IPictureBlocks blocks, Labeler labeler, LabelsDescription description, string folder, IRunObserver observer)
{
    /// <summary>A share of the work: which parts are in it is a function of their places alone.</summary>
    /// <param name="Number">Which, from 0.</param>
    /// <param name="Of">Of how many.</param>
    public readonly record struct Share(int Number, int Of)
    {
        /// <summary>All of it.</summary>
        public static Share Whole { get; } = new(0, 1);
    }

    /// <summary>Looks whether labels that are there were made otherwise, as far as that is known before held-out pictures are read.</summary>
    /// <param name="heldOut">Whether there are any.</param>
    /// <param name="otherwise">Told how; throws, or removes them.</param>
    public void Check(bool heldOut, Action<string> otherwise)
    {
        if (LabelsDescription.Read(folder) is { } there && description.DifferenceFrom(there, heldOut) is { } difference)
        {
            otherwise(difference);
        }
    }

    /// <summary>Says in the folder how its labels are made, where nothing says it yet.</summary>
    /// <param name="heldOut">Labeled pictures that no teacher has learned from, which are looked at then; null for none.</param>
    /// <param name="otherwise">As for <see cref="Check"/>.</param>
    /// <param name="model">Whose labels they are; null where they are for no certain model.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What stands there: it may have been written before, or meanwhile, on a machine that computes other last bits.</returns>
    public LabelsDescription Claim(LabeledSet? heldOut, Action<string> otherwise, string? model, CancellationToken cancellation)
    {
        if (Found() is null)
        {
            var looked = heldOut is null ? null : HeldOutPictures.Of(labeler.Label(heldOut.Images, cancellation: cancellation), heldOut, description.CalibrationPrior);
            (description with { HeldOut = looked }).WriteOnce(folder);
        }

        var found = Found()!;
        if (found.HeldOut is { } told)
        {
            observer.On(new CalibrationFitted(model, told.Calibration, told.Pictures));
        }

        return found;

        LabelsDescription? Found()
        {
            Check(heldOut is not null, otherwise);
            if (heldOut is not null && LabelsDescription.Read(folder) is { } there && !there.HeldOut!.MayBe(heldOut))
            {
                otherwise("with other held-out pictures");
            }

            return LabelsDescription.Read(folder);
        }
    }

    /// <summary>Labels the share's pictures, as far as their parts do not stand in the folder.</summary>
    /// <param name="stage">What it is called; its progress counts the pictures that are labeled now.</param>
    /// <param name="share">The share.</param>
    /// <param name="kept">How many of the largest probabilities are kept; 0 for distributions in full, null for nothing of them.</param>
    /// <param name="cancellation">Stops between batches; finished parts stay.</param>
    /// <returns>How many pictures were labeled now.</returns>
    /// <exception cref="NoisyStudentException">Pictures cannot be read, or a part cannot be written.</exception>
    public long Run(RunStage stage, Share share, int? kept, CancellationToken cancellation)
    {
        using var parts = new PartFolder(folder, labeler, description.Classes, kept, observer);
        var labeled = observer.During(stage, tell =>
        {
            var done = 0L;
            foreach (var archive in Enumerable.Range(0, blocks.Archives).Where(archive => HasPartOf(share, archive)))
            {
                var count = 0;
                foreach (var block in blocks.Read(archive, IsWanted, cancellation))
                {
                    done += Label(parts, block, new Relay<int>(now => tell(new StageProgress(done + now))), cancellation);
                }

                cancellation.ThrowIfCancellationRequested();
                parts.RemoveAfter(archive, count, place => IsIn(share, place));

                bool IsWanted(BlockPlace place, Func<string> stamp)
                {
                    count = place.Number + 1;
                    var isThere = IsIn(share, place) && parts.Find(place) is { } found && found.Stamp == stamp() && parts.Take();
                    if (isThere)
                    {
                        tell(new StageProgress(done));
                    }

                    return IsIn(share, place) && !isThere;
                }
            }

            return done;
        });
        if (parts.Taken > 0)
        {
            observer.On(new PartsTaken(stage.Model, parts.Taken));
        }

        return labeled;
    }

    /// <summary>Labels a block, unless its part was made of the same names and bytes: files that were copied have other times.</summary>
    private static int Label(PartFolder parts, PictureBlock block, IProgress<int> progress, CancellationToken cancellation)
    {
        if (parts.Find(block.Place) is { } found && found.Content == block.Content && parts.Take())
        {
            return 0;
        }

        parts.Label(block.Place, block.Images, new PartPictures(block.Content, block.Stamp), progress, cancellation);
        return block.Images.Count;
    }

    /// <summary>Where there are archives enough, each share has whole ones and never opens the others.</summary>
    private bool HasPartOf(Share share, int archive) => blocks.Archives < share.Of || archive % share.Of == share.Number;

    private bool IsIn(Share share, BlockPlace place) => blocks.Archives >= share.Of || (place.Archive + place.Number) % share.Of == share.Number;
}
