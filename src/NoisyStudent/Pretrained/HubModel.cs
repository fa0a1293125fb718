using NoisyStudent.Events;

namespace NoisyStudent.Pretrained;

/// <summary>Weights of the hub, on this machine, and what their repository says of them.</summary>
/// <param name="Name">What they were asked for by.</param>
/// <param name="Path">Their file.</param>
/// <param name="Description">What the repository's <c>config.json</c> says; all of it null where there is none.</param>
internal sealed record HubModel(HubName Name, string Path, TimmDescription Description)
{
    // The hub itself sends no longer ones in one piece.
    private const long MostBytes = 50_000_000_000;
    private const long MostBytesOfDescription = 10_000_000;

    private const int LongestLicence = 100;

    private const string PyTorchFile = "pytorch_model.bin";

    /// <summary>The network here that the weights are of; null where it is none, or not known.</summary>
    public string? Network => Description is { IsChanged: false, Architecture: { } architecture } ? TimmNetworks.NetworkOf(architecture) : null;

    /// <summary>Why they are of no network here although they are called much as if they were: a clause; null where there is nothing of the kind to say.</summary>
    public string? Difference => Description.IsChanged ? "its config.json changes parts of the network (model_args)"
        : Description.Architecture is { } architecture ? TimmNetworks.DifferenceOf(architecture) : null;

    /// <summary>Brings weights and their description here, from the cache or the hub.</summary>
    /// <param name="name">The weights.</param>
    /// <param name="settings">Where hub and cache are.</param>
    /// <param name="observer">Is told of downloads, and of what is taken without looking whether it is the latest.</param>
    /// <param name="cancellation">Stops it; what was downloaded stays, and the next call goes on from it.</param>
    /// <exception cref="NoisyStudentException">They cannot be had; the message says why, and what to do.</exception>
    public static HubModel Bring(HubName name, HubSettings settings, IRunObserver observer, CancellationToken cancellation = default)
    {
        using var files = new HubFiles(settings, observer);
        var (path, commit) = BringWeights(files, name, cancellation);
        return new HubModel(name, path, Describe(files, name with { Revision = commit, File = "config.json" }, observer, cancellation));
    }

    private static (string Path, string Commit) BringWeights(HubFiles files, HubName name, CancellationToken cancellation)
    {
        try
        {
            return files.Bring(name, MostBytes, cancellation);
        }
        catch (HubFileMissingException)
        {
            var other = name with { File = PyTorchFile };
            if (name.IsUsualFile && files.Has(other, cancellation))
            {
                throw new NoisyStudentException(
                    $"{name.Id} has its weights as a PyTorch file alone, which is not read here: download {files.AddressOf(other)} and give that file itself; what is said of it then is how to convert it.");
            }

            throw;
        }
    }

    private static TimmDescription Describe(HubFiles files, HubName name, IRunObserver observer, CancellationToken cancellation)
    {
        var description = TimmDescription.Unknown;
        try
        {
            description = TimmDescription.Parse(File.ReadAllBytes(files.Bring(name, MostBytesOfDescription, cancellation).Path));
            if (description is null)
            {
                observer.Remark($"{name.File} of {name.Id} is damaged, so how its pictures were normalized is not known: ImageNet's mean and deviation are taken");
            }
        }
        catch (HubFileMissingException)
        {
            // Not every repository has one, nor every cache.
            observer.Remark($"there is no {name.File} of {name.Id} here, so how its pictures were normalized is not known: ImageNet's mean and deviation are taken");
        }

        description ??= TimmDescription.Unknown;
        if (description.Licence is { Length: <= LongestLicence } licence)
        {
            observer.Remark($"{name.Id} is under the licence {licence}, says its {name.File}");
        }

        return description.Architecture is null && name.Organization == TimmNetworks.Organization ? description with { Architecture = name.Repository } : description;
    }
}
