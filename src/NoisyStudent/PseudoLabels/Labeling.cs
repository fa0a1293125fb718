using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Events;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>Labels the pictures of a request, or a share of them, by the teachers in files.</summary>
public sealed class Labeling : IDisposable
{
    private readonly LabelingRequest _request;
    private readonly IRunObserver _observer;
    private readonly List<Predictor> _teachers = [];
    private readonly PartLabeling _labeling;

    /// <summary>Loads the teachers and claims the folder.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">A model or the held-out set cannot be used, or the folder holds other labels.</exception>
    public Labeling(LabelingRequest request, IRunObserver observer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        (_request, _observer) = (request, observer = new ObserverGroup(observer));
        try
        {
            _teachers.AddRange(request.Models.Select(model => Predictor.Load(model, request.Device)));
            RequireOneOfClasses();
            var labeler = new Labeler(_teachers, new TestTimeViews(request.TestTimeAugmentation));
            var blocks = new PictureBlocks(
                request.Images, request.PartSize, SettingsFor("given") with { Unreadable = file => observer.Remark($"{file.File} is left out: {file.Reason}") });
            _labeling = new PartLabeling(blocks, labeler, DescriptionOf(blocks), request.Output, observer);
            _labeling.Check(request.HeldOut is not null, Refuse);
            using var heldOut = request.HeldOut is null ? null : ReadHeldOut(request.HeldOut, cancellation);
            labeler.Temperature = _labeling.Claim(heldOut, Refuse, model: null, cancellation).HeldOut?.Calibration.Temperature ?? 1;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Labels the share's pictures, as far as their parts do not stand in the folder.</summary>
    /// <param name="cancellation">Stops between batches; finished parts stay.</param>
    /// <returns>How many pictures were labeled now.</returns>
    /// <exception cref="NoisyStudentException">Pictures cannot be read, or a part cannot be written.</exception>
    public long Run(CancellationToken cancellation = default) => _labeling.Run(
        new RunStage("label pictures"), new PartLabeling.Share(_request.Shard, _request.Shards), PseudoLabelFiles.KeptOf(_request.Largest, Classes.Count), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _teachers.ForEach(teacher => teacher.Dispose());

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
        Note = _observer.Remark,
    };

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

    private LabelsDescription DescriptionOf(PictureBlocks blocks) => new()
    {
        Classes = Classes,
        Teachers = [.. _request.Models.Select(WholeFile.HashOf)],
        TestTimeAugmentation = _request.TestTimeAugmentation,
        Largest = _request.Largest,
        PartSize = _request.PartSize,
        Archives = blocks.Archives,
        Pictures = blocks.CountPictures(),
    };

    private void Refuse(string difference) => throw new NoisyStudentException(
        $"{_request.Output} holds pseudo-labels made otherwise ({difference}): choose another `Output`.");

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
        _observer.Remark(set.DescribeLacking());
        var runs = _request.Models.DistinctBy(LearnedPictures.RunOf).Select(LearnedPictures.OfModel).OfType<LearnedPictures>();
        foreach (var remark in runs.Select(run => run.Describe(set.Images, (settings.ImageSize, settings.Fit, settings.SampleBits), "held-out", mayBeHeldOut: true)).OfType<string>())
        {
            _observer.Remark(remark);
        }

        return set;
    }
}
