using System.CommandLine;
using NoisyStudent.Cli.Terminal;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Events;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Runs;
using NoisyStudent.Torch;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student evaluate</c>: what models are worth, side by side.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "A model.safetensors or model.onnx, or a run folder: then all its models. Several are compared.",
            Arity = ArgumentArity.OneOrMore,
        };
        var test = RunOptions.Test();
        test.Description = "The labeled pictures, as train takes them. Their classes may be a part of the model's.";
        test.Required = true;
        var suite = RunOptions.Choice<EvaluationSuite>(
            "--suite", "What to measure on top of accuracy and calibration: 19 corruptions at 5 severities, 14 perturbation sequences, FGSM and PGD attacks.");
        var limit = new Option<int?>("--limit")
        {
            Description = "Corrupt, perturb and attack so many of the pictures, drawn at random. [default: all]",
            HelpName = "N",
        };
        var baseline = new Option<string?>("--baseline")
        {
            Description = "The model with which the others are compared, by its name or file. [default: the first one; of a run, its teacher]",
            HelpName = "MODEL",
        };
        var answers = RunOptions.Choice<AnswerClasses>(
            "--answers", "Among which classes a model answers: all that it knows, or those of the test set alone, as ImageNet-A is scored.");
        var output = new Option<string?>("--output")
        {
            Description = $"The file for all figures; what an earlier evaluation of the same models measured stays in it. [default: {EvaluationResults.FileName}, in the run folder where one is given]",
            HelpName = "FILE",
        };
        var save = new Option<string?>("--save") { Description = "Also write the corrupted pictures into this folder.", HelpName = "DIR" };
        var seed = new Option<long>("--seed") { Description = "What is drawn at random is a function of it.", DefaultValueFactory = _ => 1 };
        RunOptions.RefuseEmpty(test, baseline, output, save);
        RunOptions.RefuseEmpty(models);
        RunOptions.RequireRange(limit, 1, int.MaxValue);
        var (device, onBadImage, mostPixels) = (RunOptions.Device(), RunOptions.OnBadImage(), RunOptions.MostPixels());
        var command = new Command("evaluate", "Measure models on labeled pictures: accuracy, calibration, corruptions, perturbations, attacks.")
        {
            models, test, suite, limit, baseline, answers, output, save, seed, device, onBadImage, mostPixels,
        };
        command.SetAction(parsed =>
        {
            var given = parsed.GetRequiredValue(models);
            var run = parsed.GetValue(output) is null && given is [var only] && Directory.Exists(only) ? new RunFolder(only) : null;
            var chosen = parsed.GetChoice<EvaluationSuite>(suite);
            return new Evaluation
            {
                Runs = [.. given.Where(Directory.Exists)],
                Models = WithBaseline([.. given.SelectMany(path => ModelOption.ModelsOf(path, given.Length > 1))], parsed.GetValue(baseline)),
                Test = parsed.GetRequiredValue(test),
                Settings = new EvaluationSettings
                {
                    Corruptions = chosen is EvaluationSuite.Corruptions or EvaluationSuite.All,
                    Perturbations = chosen is EvaluationSuite.Perturbations or EvaluationSuite.All,
                    Attacks = chosen is EvaluationSuite.Attacks or EvaluationSuite.All,
                    Limit = parsed.GetValue(limit),
                },
                Answers = parsed.GetChoice<AnswerClasses>(answers),
                Run = run,
                Output = parsed.GetValue(output) ?? run?.EvaluationFile ?? EvaluationResults.FileName,
                Save = parsed.GetValue(save),
                Seed = parsed.GetValue(seed),
                Device = parsed.GetRequiredValue(device),
                BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
                MostPixels = parsed.GetPixels(mostPixels),
            }.Measure(screen, interrupt);
        });
        return command;
    }

    /// <summary>The models, the baseline first.</summary>
    private static IReadOnlyList<(string Name, string File)> WithBaseline(IReadOnlyList<(string Name, string File)> models, string? baseline)
    {
        if (models.GroupBy(model => Path.GetFullPath(model.File)).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new NoisyStudentException($"{twice.First().Name} is given twice: give each model once.");
        }

        if (baseline is null)
        {
            return models;
        }

        var named = models.Where(model => model.Name == baseline || Path.GetFullPath(model.File) == Path.GetFullPath(baseline)).ToArray();
        return named.Length > 0
            ? [.. named, .. models.Except(named)]
            : File.Exists(baseline)
                ? [(baseline, baseline), .. models]
                : throw new NoisyStudentException(
                    $"--baseline {baseline} is neither a file nor the name of one of the models: {string.Join(", ", models.Select(model => model.Name))}.");
    }

    /// <summary>What was asked for.</summary>
    private sealed record Evaluation
    {
        private bool _isKept;

        public required IReadOnlyList<(string Name, string File)> Models { get; init; }

        /// <summary>The run folders among what was given.</summary>
        public required IReadOnlyList<string> Runs { get; init; }

        public required string Test { get; init; }

        public required EvaluationSettings Settings { get; init; }

        public required AnswerClasses Answers { get; init; }

        /// <summary>The run whose evaluation it is; null where it goes into a file of its own.</summary>
        public required RunFolder? Run { get; init; }

        public required string Output { get; init; }

        public required string? Save { get; init; }

        public required long Seed { get; init; }

        public required string Device { get; init; }

        public required BadImagePolicy BadImages { get; init; }

        public required int MostPixels { get; init; }

        public int Measure(Screen screen, CancellationToken interrupt)
        {
            if (Settings.Attacks)
            {
                foreach (var (_, file) in Models)
                {
                    AttackSuite.RequireGradients(file);
                }
            }

            var earlier = File.Exists(Output) ? EvaluationResults.Read(Output) : null;
            var results = screen.Watch(observer => MeasureOrSayWhatIsKept(screen, observer, earlier, interrupt));
            EvaluationTable.Show(screen.Console, results);
            screen.Say(Run is null
                ? $"All figures are in {Output}."
                : $"All figures are in {Output}. To see them on one page: noisy-student report {ShellWord.OfPath(Run.Path)}");
            foreach (var path in Runs)
            {
                screen.Say(ModelOption.Describe(path, ModelOption.BestOf(path)));
            }

            return 0;
        }

        private EvaluationResults MeasureOrSayWhatIsKept(Screen screen, IRunObserver observer, EvaluationResults? earlier, CancellationToken interrupt)
        {
            try
            {
                return Measure(screen, observer, earlier, interrupt);
            }
            catch (OperationCanceledException) when (_isKept)
            {
                throw new InterruptedException($"What was measured is in {Output}: the same command goes on with the rest.");
            }
            catch (OperationCanceledException) when (Save is not null && Directory.Exists(Save))
            {
                throw new InterruptedException($"Nothing was measured; some corrupted pictures are in {Save}, and the same command writes all of them.");
            }
        }

        private EvaluationResults Measure(Screen screen, IRunObserver observer, EvaluationResults? earlier, CancellationToken interrupt)
        {
            var tests = new List<LabeledSet>();
            try
            {
                using var comparison = ModelComparison.Load(Models, Read, Answers, Seed, TorchDevice.Parse(Device), observer);
                SaveCorrupted(tests.MaxBy(test => test.Images.ImageSize)!, observer, interrupt);
                var (results, _) = comparison.Clean(heldOut: false, interrupt);
                results.Remarks.ToList().ForEach(observer.Remark);
                if (earlier is { HeldOut: true })
                {
                    observer.Remark($"{Output} held figures of held-out pictures, for want of test pictures; these take their place");
                }
                else if (earlier is not null)
                {
                    results = results.DifferenceFrom(earlier) is { } difference
                        ? throw new NoisyStudentException($"{Output} holds an evaluation with {difference}: give another file with --output, or remove it.")
                        : results.Over(earlier);
                }

                Keep(results);
                var left = Settings.Without(results);
                if (left != Settings)
                {
                    observer.Remark($"what stands in {Output} already is not measured again");
                }

                return comparison.Robustness(results, left, Keep, interrupt);
            }
            finally
            {
                tests.ForEach(test => test.Dispose());
            }

            LabeledSet Read(ModelDescription model)
            {
                var settings = new ReadingSettings
                {
                    ImageSize = model.ImageSize,
                    Set = "test",
                    Fit = model.Fit,
                    SampleBits = model.SampleBits ?? ImageReading.WholeSampleBits,
                    MostPixels = MostPixels,
                    LeastClasses = 1,
                    BadImages = BadImages,
                    Unreadable = file => screen.Fail($"{file.File} is left out: {file.Reason}."),
                };
                tests.Add(observer.Read(settings, each => DatasetReader.ReadLabeled(Test, each, interrupt)));
                return tests[^1];
            }
        }

        private void Keep(EvaluationResults results)
        {
            results.Write(Output);
            _isKept = true;
            if (Run is not null)
            {
                CurveFiles.WriteEvaluation(Run, results);
            }
        }

        private void SaveCorrupted(LabeledSet test, IRunObserver observer, CancellationToken interrupt)
        {
            if (Save is null)
            {
                return;
            }

            var some = Settings.Limit is { } limit ? test.Sample(limit, Seed) : test;
            _ = observer.During(new RunStage("write corrupted pictures", Total: (long)some.Images.Count * CorruptionSuite.WorkPerImage), tell =>
            {
                CorruptedPictures.Write(some, some.Images.ImageSize, Seed, Save, new Relay<int>(done => tell(new StageProgress(done))), interrupt);
                return some.Images.Count;
            });
        }
    }
}
