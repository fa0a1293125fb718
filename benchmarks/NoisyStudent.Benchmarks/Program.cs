using System.Text.Json;
using NoisyStudent.Benchmarks;

switch (args)
{
    case [TrainStepBenchmark.Name]:
        Console.WriteLine(JsonSerializer.Serialize(TrainStepBenchmark.Run(), JsonSerializerOptions.Web));
        return 0;
    case [NoiseBenchmark.Name]:
        Console.WriteLine(JsonSerializer.Serialize(NoiseBenchmark.Run(), JsonSerializerOptions.Web));
        return 0;
    case [PseudoLabelAccuracy.Name, var runFolder, var truthFile]:
        await PseudoLabelAccuracy.Print(runFolder, truthFile);
        return 0;
    default:
        Console.Error.WriteLine(
            $"Usage: {TrainStepBenchmark.Name} | {NoiseBenchmark.Name} | {PseudoLabelAccuracy.Name} RUN-FOLDER TRUTH.csv.gz");
        return 2;
}
