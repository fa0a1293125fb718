using System.Globalization;
using System.Text.Json;
using NoisyStudent;
using NoisyStudent.Benchmarks;
using NoisyStudent.Benchmarks.Evaluation;
using NoisyStudent.Benchmarks.Images;
using NoisyStudent.Benchmarks.Noise;
using NoisyStudent.Benchmarks.Pretrained;
using NoisyStudent.Benchmarks.PseudoLabels;
using NoisyStudent.Benchmarks.Training;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Torch;

var benchmarks = new Dictionary<string, Func<IEnumerable<BenchmarkResult>>>
{
    [TrainStepBenchmark.Name] = TrainStepBenchmark.Run,
    [TrainStepBenchmark.BestName] = TrainStepBenchmark.RunBest,
    [Roof.Name] = Roof.Run,
    [TrainLoopBenchmark.Name] = TrainLoopBenchmark.Run,
    [TrainLeversBenchmark.Name] = TrainLeversBenchmark.Run,
    [TrainLeversBenchmark.ThreadsName] = TrainLeversBenchmark.RunThreads,
    [MuonBenchmark.Name] = MuonBenchmark.Run,
    [TrainMemoryBenchmark.Name] = TrainMemoryBenchmark.Run,
    [NoiseBenchmark.Name] = NoiseBenchmark.Run,
    [CorruptionsBenchmark.Name] = CorruptionsBenchmark.Run,
    [OnlineLabelsBenchmark.Name] = OnlineLabelsBenchmark.Run,
    [CalibrationBenchmark.Name] = CalibrationBenchmark.Run,
};

TorchRuntime.KeepMemory = true;
try
{
    switch (args)
    {
        case [var name] when benchmarks.TryGetValue(name, out var run):
            Print(run);
            return 0;
        case [LabelBenchmark.Name, .. var networks]:
            Print(() => LabelBenchmark.Run(networks is [] ? LabelBenchmark.DefaultNetworks : networks));
            return 0;
        case [NetworksBenchmark.Name, var labeled, var test, var seconds, .. var networks]
            when double.TryParse(seconds, CultureInfo.InvariantCulture, out var budget) && budget > 0:
            Print(() => NetworksBenchmark.Run(labeled, test, budget, networks));
            return 0;
        case [EpochBenchmark.Name, var labeled]:
            Print(() => EpochBenchmark.Run(labeled));
            return 0;
        case [DecodeBenchmark.Name, var photos]:
            Print(() => DecodeBenchmark.Run(photos));
            return 0;
        case [FeaturesBenchmark.Name, var photos]:
            Print(() => FeaturesBenchmark.Run(photos));
            return 0;
        case [HandPictures.Name, var folder]:
            HandPictures.Draw(folder);
            return 0;
        case [DecodersBenchmark.Name, var photos]:
            Print(() => DecodersBenchmark.Run(Photo.ReadAll(photos)));
            return 0;
        case [SelectBenchmark.Name, .. var sizes] when sizes.All(size => long.TryParse(size, CultureInfo.InvariantCulture, out var rows) && rows > 0):
            Print(() => SelectBenchmark.Run([.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]));
            return 0;
        case [SelectBenchmark.ChildName, var parts]:
            SelectBenchmark.Answer(parts);
            return 0;
        case [TargetsBenchmark.Name, .. var pictures] when pictures is [] || (pictures is [var count] && int.TryParse(count, CultureInfo.InvariantCulture, out var rows) && rows > 0):
            Print(() => TargetsBenchmark.Run(pictures is [] ? 10_000_000 : int.Parse(pictures[0], CultureInfo.InvariantCulture)));
            return 0;
        case [PaceBenchmark.Name]:
            PaceBenchmark.Print();
            return 0;
        case [TargetsBenchmark.ChildName, var labels, var kind]:
            TargetsBenchmark.Answer(labels, Enum.Parse<PseudoLabelKind>(kind));
            return 0;
        case [TrainLeversBenchmark.ChildName, var levers]:
            TrainLeversBenchmark.Answer(levers);
            return 0;
        case [PseudoLabelAccuracy.Name, var runFolder, var truthFile]:
            await PseudoLabelAccuracy.Print(runFolder, truthFile);
            return 0;
        case [StrangersBenchmark.Name, var runFolder, var labeled, var unlabeled, var strangers]:
            StrangersBenchmark.Print(runFolder, labeled, unlabeled, strangers);
            return 0;
        case [TrainPrecision.Name, var labeled, var unlabeled, var test]:
            TrainPrecision.Print(labeled, unlabeled, test);
            return 0;
        case [RunTables.Name, _, ..]:
            RunTables.Print(args[1..]);
            return 0;
        case [BudgetCurve.Name, var picture, _, ..]:
            BudgetCurve.Print(picture, args[2..]);
            return 0;
        default:
            Console.Error.WriteLine(
                $"Usage: {string.Join(" | ", benchmarks.Keys)} | {PaceBenchmark.Name} | {LabelBenchmark.Name} [NETWORK...] | {EpochBenchmark.Name} LABELED | {DecodeBenchmark.Name} PHOTOS.tar.gz "
                + $"| {DecodersBenchmark.Name} PHOTOS.tar.gz | {FeaturesBenchmark.Name} PHOTOS.tar.gz | {NetworksBenchmark.Name} LABELED TEST SECONDS [NETWORK...] | {TrainPrecision.Name} LABELED UNLABELED TEST "
                + $"| {SelectBenchmark.Name} [ROWS...] | {TargetsBenchmark.Name} [PICTURES] | {PseudoLabelAccuracy.Name} RUN-FOLDER TRUTH.csv.gz | {StrangersBenchmark.Name} RUN-FOLDER LABELED UNLABELED STRANGERS "
                + $"| {HandPictures.Name} FOLDER | {RunTables.Name} RUN-FOLDER... | {BudgetCurve.Name} PICTURE.svg RUN-FOLDER...");
            return 2;
    }
}
catch (NoisyStudentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Print(Func<IEnumerable<BenchmarkResult>> benchmark)
{
    TorchRuntime.Load();
    foreach (var result in benchmark())
    {
        Console.WriteLine(JsonSerializer.Serialize(result, BenchmarkResult.Json));
    }
}
