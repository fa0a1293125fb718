using System.Security.Cryptography;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Labels a set of any size, part by part: each part is written whole, those that stand in the folder already are passed over, and which parts a
/// share of the work has is a function of its number alone. So a labeling goes on where it was killed, and shares of it run at once without
/// talking to each other.
/// </summary>
public sealed class Labeling : IDisposable
{
    private readonly LabelingRequest _request;
    private readonly Action<string> _note;
    private readonly List<Predictor> _teachers = [];
    private readonly Labeler _labeler;
    private readonly PictureBlocks _blocks;

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
        var (labeled, finished) = (0L, 0);
        var settings = SettingsFor("given") with { Unreadable = file => _note($"{file.File} is left out: {file.Reason}") };
        foreach (var archive in Enumerable.Range(0, _blocks.Archives).Where(IsMine))
        {
            foreach (var (place, images) in _blocks.Read(archive, IsWanted, settings, cancellation))
            {
                using (images)
                {
                    var before = labeled;
                    var answers = _labeler.Label(images, new Relay<int>(done => progress?.Report(before + done)), cancellation);
                    PseudoLabelFiles.WritePart(
                        PseudoLabelFiles.PartFile(_request.Output, place), images.Names, answers, _teachers[0].Description.Classes, _request.Largest);
                    labeled += images.Count;
                }
            }
        }

        if (finished > 0)
        {
            _note($"{finished:N0} {(finished == 1 ? "part was" : "parts were")} finished already");
        }

        return labeled;

        bool IsWanted(BlockPlace place)
        {
            var isDone = IsMine(place) && File.Exists(PseudoLabelFiles.PartFile(_request.Output, place));
            finished += isDone ? 1 : 0;
            return IsMine(place) && !isDone;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _teachers.ForEach(teacher => teacher.Dispose());

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
            Classes = _teachers[0].Description.Classes,
            Teachers = [.. _request.Models.Select(HashOf)],
            TestTimeAugmentation = _request.TestTimeAugmentation,
            Largest = _request.Largest,
            PartSize = _request.PartSize,
            Pictures = _blocks.CountPictures(),
        };
        if (LabelsDescription.Read(_request.Output) is null)
        {
            (wanted with { HeldOut = LookAtHeldOut(cancellation) }).WriteOnce(_request.Output);
        }

        // What stands there: it may have been written meanwhile, on a machine that computes other last bits.
        var found = LabelsDescription.Read(_request.Output)!;
        if (Difference(wanted, found) is { } difference)
        {
            throw new NoisyStudentException($"{_request.Output} holds pseudo-labels made otherwise ({difference}): choose another folder with --output.");
        }

        return found;
    }

    private string? Difference(LabelsDescription wanted, LabelsDescription found) =>
        !wanted.Teachers.SequenceEqual(found.Teachers) ? "by other models"
        : wanted.TestTimeAugmentation != found.TestTimeAugmentation ? "with another test-time augmentation"
        : wanted.Largest != found.Largest ? "with another number of largest probabilities"
        : wanted.PartSize != found.PartSize ? $"with parts of {found.PartSize:N0} pictures"
        : wanted.Pictures != found.Pictures ? $"the set had {found.Pictures:N0} pictures and has {wanted.Pictures:N0}"
        : _request.HeldOut is null != found.HeldOut is null ? $"{(found.HeldOut is null ? "without" : "with")} held-out pictures"
        : null;

    private HeldOutPictures? LookAtHeldOut(CancellationToken cancellation)
    {
        if (_request.HeldOut is null)
        {
            return null;
        }

        using var read = DatasetReader.ReadLabeled(_request.HeldOut, SettingsFor("held-out") with { LeastClasses = 1 }, cancellation);
        var set = read.InClasses(_teachers[0].Description.Classes, _request.Models[0]);
        if (set.DescribeLacking() is { } lacking)
        {
            _note(lacking);
        }

        var heldOut = HeldOutPictures.Of(_labeler.Label(set.Images, cancellation: cancellation), set.Labels);
        _note(heldOut.Calibration.Describe(heldOut.Pictures));
        return heldOut;
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
