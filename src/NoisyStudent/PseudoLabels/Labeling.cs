using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Labels a set of any size, part by part: each part is written whole, those that stand in the folder already and were made of the same pictures are
/// passed over, and which parts a share of the work has is a function of its number alone. So a labeling goes on where it was killed, and shares of it
/// run at once without talking to each other.
/// </summary>
public sealed class Labeling : IDisposable
{
    private readonly LabelingRequest _request;
    private readonly Action<string> _note;
    private readonly List<Predictor> _teachers = [];
    private readonly Labeler _labeler;
    private readonly PictureBlocks _blocks;
    private readonly PartFolder _parts;

    /// <summary>Loads the teachers and claims the folder.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="note">Told what is worth a line.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">A model or the held-out set cannot be used, or the folder holds other labels.</exception>
    public Labeling(LabelingRequest request, Action<string> note, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        (_request, _note) = (request, note);
        _blocks = new PictureBlocks(request.Images, request.PartSize);
        try
        {
            _teachers.AddRange(request.Models.Select(model => Predictor.Load(model, request.Device)));
            RequireOneOfClasses();
            _labeler = new Labeler(_teachers, request.TestTimeAugmentation);
            _labeler.Temperature = Claim(cancellation).HeldOut?.Calibration.Temperature ?? 1;
            _parts = new PartFolder(request.Output, _labeler, Classes, PseudoLabelFiles.KeptOf(request.Largest, Classes.Count), note);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Labels the share's pictures, as far as their parts do not stand in the folder.</summary>
    /// <param name="progress">Told how many pictures were labeled.</param>
    /// <param name="cancellation">Stops between batches; finished parts stay.</param>
    /// <returns>How many pictures were labeled now.</returns>
    /// <exception cref="NoisyStudentException">Pictures cannot be read, or a part cannot be written.</exception>
    public long Run(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var labeled = 0L;
        var settings = SettingsFor("given") with { Unreadable = file => _note($"{file.File} is left out: {file.Reason}") };
        foreach (var archive in Enumerable.Range(0, _blocks.Archives).Where(IsMine))
        {
            var parts = 0;
            foreach (var block in _blocks.Read(archive, (place, stamp) => IsWanted(place, stamp, ref parts), settings, cancellation))
            {
                using (block)
                {
                    labeled += Label(block, labeled, progress, cancellation);
                }
            }

            _parts.RemoveAfter(archive, parts, IsMine);
        }

        if (_parts.Taken > 0)
        {
            _note($"{_parts.Taken:N0} {(_parts.Taken == 1 ? "part was" : "parts were")} finished already");
        }

        return labeled;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts?.Dispose();
        _teachers.ForEach(teacher => teacher.Dispose());
    }

    private IReadOnlyList<string> Classes => _teachers[0].Description.Classes;

    /// <summary>At which size pictures are read: no teacher gets less than it takes.</summary>
    private int ImageSize => _teachers.Max(teacher => teacher.Description.ImageSize);

    private ReadingSettings SettingsFor(string set) => new()
    {
        ImageSize = ImageSize,
        Set = set,
        Fit = _teachers[0].Description.Fit,
        SampleBits = _teachers[0].Description.ReadSampleBits,
        MostPixels = _request.MostPixels,
        BadImages = _request.BadImages,
        Note = _note,
    };

    /// <summary>Where there are archives enough, each share has whole ones and never opens the others.</summary>
    private bool IsMine(int archive) => _blocks.Archives < _request.Shards || archive % _request.Shards == _request.Shard;

    private bool IsMine(BlockPlace place) =>
        _blocks.Archives >= _request.Shards || (place.Archive + place.Number) % _request.Shards == _request.Shard;

    /// <summary>Whether a block is mine and its part does not stand there, as far as that is known without reading the pictures.</summary>
    private bool IsWanted(BlockPlace place, Func<string> stamp, ref int parts)
    {
        parts = place.Number + 1;
        return IsMine(place) && !(_parts.Find(place) is { } found && found.Stamp == stamp() && _parts.Take());
    }

    /// <summary>Labels a block, unless its part was made of the same names and bytes: files that were copied have other times.</summary>
    private int Label(PictureBlock block, long before, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (_parts.Find(block.Place) is { } found && found.Content == block.Content && _parts.Take())
        {
            return 0;
        }

        _parts.Label(
            block.Place, block.Images, new PartPictures(block.Content, block.Stamp), new Relay<int>(done => progress?.Report(before + done)), cancellation);
        return block.Images.Count;
    }

    private void RequireOneOfClasses()
    {
        var classes = _teachers[0].Description.Classes;
        var other = _teachers.FindIndex(teacher => !teacher.Description.Classes.SequenceEqual(classes));
        if (other >= 0)
        {
            throw new NoisyStudentException(
                $"{_request.Models[other]} has other classes than {_request.Models[0]}: only models of the same classes can label together.");
        }

        other = _teachers.FindIndex(teacher => !teacher.Description.ReadsLike(_teachers[0].Description));
        if (other >= 0)
        {
            throw new NoisyStudentException(
                $"{_request.Models[other]} was trained with another fit or sample-bits than {_request.Models[0]}: only models that read pictures alike can label together.");
        }
    }

    /// <summary>The description of the folder: of this labeling, or of the one that came first and must be the same.</summary>
    private LabelsDescription Claim(CancellationToken cancellation)
    {
        var wanted = new LabelsDescription
        {
            Classes = Classes,
            Teachers = [.. _request.Models.Select(WholeFile.HashOf)],
            TestTimeAugmentation = _request.TestTimeAugmentation,
            Largest = _request.Largest,
            PartSize = _request.PartSize,
            Archives = _blocks.Archives,
            Pictures = _blocks.CountPictures(),
        };
        RequireSame(LabelsDescription.Read(_request.Output));
        using var heldOut = _request.HeldOut is null ? null : ReadHeldOut(_request.HeldOut, cancellation);
        if (LabelsDescription.Read(_request.Output) is null)
        {
            (wanted with { HeldOut = heldOut is null ? null : LookAt(heldOut, cancellation) }).WriteOnce(_request.Output);
        }

        // What stands there: it may have been written meanwhile, on a machine that computes other last bits.
        var found = LabelsDescription.Read(_request.Output)!;
        RequireSame(found);
        return heldOut is null || found.HeldOut!.MayBe(heldOut) ? found : throw Refuse("with other held-out pictures");

        void RequireSame(LabelsDescription? there)
        {
            if (there is not null && wanted.DifferenceFrom(there, _request.HeldOut is not null) is { } difference)
            {
                throw Refuse(difference);
            }
        }

        NoisyStudentException Refuse(string difference) => new($"{_request.Output} holds pseudo-labels made otherwise ({difference}): choose another folder with --output.");
    }

    /// <summary>The held-out pictures, which are read by each share of the work: the first one's must be those of all.</summary>
    private LabeledSet ReadHeldOut(string path, CancellationToken cancellation)
    {
        var settings = SettingsFor("held-out") with { LeastClasses = 1 };
        var read = DatasetReader.ReadLabeled(path, settings, cancellation);
        try
        {
            return Check(read.InClasses(_teachers[0].Description.Classes, _request.Models[0]), settings);
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    /// <summary>Says what a person should know of the held-out pictures.</summary>
    private LabeledSet Check(LabeledSet set, ReadingSettings settings)
    {
        if (set.DescribeLacking() is { } lacking)
        {
            _note(lacking);
        }

        var runs = _request.Models.DistinctBy(LearnedPictures.RunOf).Select(LearnedPictures.OfModel).OfType<LearnedPictures>();
        foreach (var remark in runs.Select(run => run.Describe(set.Images, (settings.ImageSize, settings.Fit, settings.SampleBits), "held-out", mayBeHeldOut: true)).OfType<string>())
        {
            _note(remark);
        }

        return set;
    }

    private HeldOutPictures LookAt(LabeledSet set, CancellationToken cancellation)
    {
        var heldOut = HeldOutPictures.Of(_labeler.Label(set.Images, cancellation: cancellation), set);
        _note(heldOut.Calibration.Describe(heldOut.Pictures));
        return heldOut;
    }
}
