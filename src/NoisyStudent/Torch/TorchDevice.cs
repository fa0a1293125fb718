using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>Where networks run.</summary>
public static class TorchDevice
{
    /// <summary>The words that <c>--device</c> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda"];

    /// <summary>The device for a word: <c>auto</c> is a CUDA device where there is one, else the processor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="NoisyStudentException">There is no such device here.</exception>
    public static Device Parse(string name)
    {
        TorchRuntime.Load();
        return name switch
        {
            "cpu" => CPU,
            "cuda" when cuda.is_available() => CUDA,
            "cuda" => throw new NoisyStudentException(
                "`Device` cuda: no CUDA device answers. A CUDA build is made with 'dotnet build -p:TorchBackend=cuda' and needs an NVIDIA driver; "
                + "give `Device` cpu to go on without."),
            "auto" => cuda.is_available() ? CUDA : CPU,
            _ => throw new NoisyStudentException($"`Device` {name}: choose one of {string.Join(", ", Names)}."),
        };
    }
}
