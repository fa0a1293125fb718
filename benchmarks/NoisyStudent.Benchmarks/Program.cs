using System.Text.Json;
using NoisyStudent.Benchmarks;

Func<BenchmarkResult>[] benchmarks = [TrainStepBenchmark.Run, NoiseBenchmark.Run];
string[] names = [TrainStepBenchmark.Name, NoiseBenchmark.Name];
if (args is not [var name] || Array.IndexOf(names, name) is not (>= 0 and var chosen))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project benchmarks/NoisyStudent.Benchmarks -- NAME, one of {string.Join(", ", names)}.");
    return 2;
}

Console.WriteLine(JsonSerializer.Serialize(benchmarks[chosen](), JsonSerializerOptions.Web));
return 0;
