using NoisyStudent.Events;
using NoisyStudent.Networks;

namespace NoisyStudent.Pretrained;

/// <summary>Weights by what a person calls them: <c>imagenet</c> for those that come with the command, or the path of a file.</summary>
public static class NamedWeights
{
    /// <summary>Reads weights.</summary>
    /// <param name="name"><c>imagenet</c>, or a path; <c>./imagenet</c> for a file of that name.</param>
    /// <param name="observer">Who is told what is done meanwhile.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NoisyStudentException">There are none of that name, or the file is damaged.</exception>
    public static InitialWeights Read(string name, IRunObserver observer, CancellationToken cancellation) =>
        name == ImageNetWeights.Name ? ImageNetWeights.Read() : InitialWeights.Read(name);
}
