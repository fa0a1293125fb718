using NoisyStudent.Events;
using NoisyStudent.Networks;

namespace NoisyStudent.Pretrained;

/// <summary>
/// Weights by what a person calls them: <c>imagenet</c> for those that come with the command, <c>hf:ORGANIZATION/NAME</c> for those of the Hugging Face hub, or the
/// path of a file.
/// </summary>
public static class NamedWeights
{
    /// <summary>Reads weights, which are downloaded where they are the hub's and not here yet.</summary>
    /// <param name="name">What they are called; <c>./imagenet</c> for a file of that name.</param>
    /// <param name="observer">Who is told what is done meanwhile.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">There are none of that name, they are of no network here, or the file is damaged.</exception>
    public static InitialWeights Read(string name, IRunObserver observer, CancellationToken cancellation) => Read(name, HubSettings.FromEnvironment, observer, cancellation);

    /// <summary>The same from another hub, or another cache.</summary>
    internal static InitialWeights Read(string name, Func<HubSettings> settings, IRunObserver observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == ImageNetWeights.Name)
        {
            return ImageNetWeights.Read();
        }

        if (!HubName.IsMeant(name))
        {
            return InitialWeights.Read(name);
        }

        var model = HubModel.Bring(HubName.Parse(name), settings(), observer, cancellation);
        if (model.Difference is { } difference)
        {
            throw new NoisyStudentException($"{name} holds weights of no network here: {difference}.");
        }

        try
        {
            return InitialWeights.Read(model.Path, model.Description.Normalization, model.Network);
        }
        catch (NoisyStudentException exception)
        {
            throw new NoisyStudentException($"{exception.Message.TrimEnd('.')}; it is what the cache has of {name}: where it is damaged, remove it, and it is downloaded again.", exception);
        }
    }

    /// <summary>The network whose weights they are, as far as the name tells; null where it does not.</summary>
    /// <param name="name">What they are called.</param>
    internal static string? NetworkOf(string name) =>
        name == ImageNetWeights.Name ? ImageNetWeights.Network
        : HubName.IsMeant(name) && HubName.Parse(name) is { Organization: TimmNetworks.Organization } hub ? TimmNetworks.NetworkOf(hub.Repository)
        : null;

    /// <summary>Refuses weights of another network than the one that is to start from them, as far as their name tells.</summary>
    /// <param name="network">The network that is to start from them.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="key">The model, as a recipe calls it.</param>
    /// <exception cref="NoisyStudentException">They are of another one.</exception>
    internal static void RequireFor(string network, string name, string key) => RequireFor(network, NetworkOf(name), name, key);

    /// <summary>The same where it is known whose weights they are.</summary>
    internal static void RequireFor(string network, string? of, string name, string key)
    {
        if (of is not null && of != network)
        {
            throw new NoisyStudentException($"{key}.init is {name}, which are weights of {of}, but {key}.network is {network}: give `{key}.network={of}`, or other weights.");
        }
    }
}
