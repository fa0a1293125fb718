using System.Diagnostics;
using NoisyStudent.Classification;
using NoisyStudent.Torch;
using TorchSharp;

namespace NoisyStudent.Tests;

/// <summary>What an application does with the library, in a process of its own: what is seen is the process as a whole.</summary>
internal static class LibraryProcess
{
    /// <summary>The first word of the command line that stands for this.</summary>
    public const string Word = "library";

    /// <summary>Classifies pictures at once: then a model and the pictures follow.</summary>
    public const string Classify = "classify";

    /// <summary>Prints how many bytes of a tensor of <see cref="TensorBytes"/> stay with the process after it: then the value of <see cref="TorchRuntime.KeepMemory"/> follows.</summary>
    public const string Forget = "forget";

    public const int TensorBytes = 1 << 28;

    /// <summary>The process's side.</summary>
    /// <param name="words">What follows <see cref="Word"/>.</param>
    public static int Run(string[] words)
    {
        switch (words)
        {
            case [Classify, var model, .. var pictures]:
                using (var classifier = ImageClassifier.Load(model))
                {
                    Console.WriteLine(string.Join(' ', classifier.PredictBatch(pictures).Select(ranking => ranking[0].Class)));
                }

                return 0;
            case [Forget, var keep]:
                TorchRuntime.KeepMemory = bool.Parse(keep);
                TorchRuntime.Load();
                FillTensor(1);
                var before = Environment.WorkingSet;
                FillTensor(TensorBytes);
                Console.WriteLine(Environment.WorkingSet - before);
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>How it is started.</summary>
    /// <param name="words">What follows <see cref="Word"/>.</param>
    public static ProcessStartInfo StartInfo(params string[] words) => new("dotnet", [typeof(LibraryProcess).Assembly.Location, Word, .. words])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static void FillTensor(long bytes)
    {
        using var tensor = torch.ones(bytes, torch.ScalarType.Byte);
    }
}
