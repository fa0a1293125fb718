using System.Text.Json;
using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Tests.Datasets.Duplicates;
using NoisyStudent.Tests.Images;
using NoisyStudent.Tests.Runs;
using NoisyStudent.Training;
using Parquet.Serialization;
using SkiaSharp;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

[Collection(TorchCollection.Name)]
public sealed class NoisyStudentRunTests : IDisposable
{
    private static readonly string[] _modelFields =
        ["iteration", "role", "network", "parameters", "trainingImages", "secondsTraining", "validation", "test", "key"];

    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task A_run_leaves_recipe_results_log_models_and_pseudo_labels()
    {
        Execute(_pictures.Request());

        using var results = JsonDocument.Parse(await File.ReadAllBytesAsync(_pictures.In("run", "results.json")));
        var models = results.RootElement.GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal([(0, "teacher"), (1, "student"), (2, "student")], models.Select(model =>
            (model.GetProperty("iteration").GetInt32(), model.GetProperty("role").GetString()!)));
        Assert.All(models, model =>
        {
            Assert.Equal(_modelFields, model.EnumerateObject().Select(field => field.Name));
            Assert.Equal(["top1", "balancedAccuracy", "right"], model.GetProperty("validation").EnumerateObject().Select(field => field.Name));
            Assert.Equal(
                ["balancedAccuracy", "ece", "macroF1", "negativeLogLikelihood", "top1", "top5"], model.GetProperty("test").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
            Assert.Equal(
                model.GetProperty("validation").GetProperty("top1").GetDouble(), model.GetProperty("validation").GetProperty("right").GetString()!.Count(each => each == '1') / 2.0);
            Assert.InRange(model.GetProperty("test").GetProperty("top1").GetDouble(), 0, 1);
        });

        // 10 labeled pictures for training: 4 epochs in batches of 4; then 2 epochs in batches of 2 + 4.
        Assert.Equal([40, 60, 60], models.Select(model => model.GetProperty("trainingImages").GetInt32()));
        string[] files =
        [
            "recipe.yaml", "machine.json", "log.jsonl", "iteration-0/model.safetensors", "iteration-0/model.onnx", "iteration-0/model.json",
            "iteration-2/model.safetensors", "iteration-2/model.onnx",
            "iteration-2/model.json", "iteration-2/selected.parquet", "iteration-2/pseudo-labels/part-00000-00000.parquet",
        ];
        Assert.All(files, file => Assert.True(File.Exists(_pictures.In("run", file)), file));
        Assert.DoesNotContain(Directory.GetFiles(_pictures.Run, "*", SearchOption.AllDirectories), file => file.EndsWith(".part", StringComparison.Ordinal));
        Assert.All(await File.ReadAllLinesAsync(_pictures.In("run", "log.jsonl")), line => JsonDocument.Parse(line).Dispose());

        await using var stream = File.OpenRead(_pictures.In("run", "iteration-1", "pseudo-labels", "part-00000-00000.parquet"));
        var rows = (await ParquetSerializer.DeserializeAsync<PseudoLabelRow>(stream)).Data;
        Assert.Equal(12, rows.Count);
        Assert.All(rows, row => Assert.Equal(1, row.Distribution!.Sum(), 1e-5));
    }

    [Fact]
    public void A_run_that_is_interrupted_everywhere_goes_on_and_ends_in_the_same_bits()
    {
        var request = _pictures.Request();
        Execute(request with { Output = _pictures.In("whole") });

        var finished = Interrupt(request, "teacher: train", "student 1: pseudo-labels", "student 1: train", "student 2: train");
        var resumed = Execute(request);

        Assert.Equal([0, 1, 0, 1], finished);
        Assert.Single(resumed.Models);
        Assert.All(Enumerable.Range(0, 3), i => Assert.All((string[])["model.safetensors", "model.onnx"], model => Assert.Equal(
            File.ReadAllBytes(_pictures.In("whole", $"iteration-{i}", model)), File.ReadAllBytes(_pictures.In("run", $"iteration-{i}", model)))));
        Assert.Equal(WithoutSeconds("whole"), WithoutSeconds("run"));
    }

    [Fact]
    public void A_run_that_trains_on_labels_after_pseudo_labels_goes_on_and_ends_in_the_same_bits()
    {
        var request = _pictures.Request(
            "students.1.joint=false", "students.1.fine-tuning.epochs=1", "students.1.fine-tuning.noise=true", "students.1.unlabeled-noise=none",
            "students.0.unlabeled-noise=model", "pseudo-labels.online=true");
        Execute(request with { Output = _pictures.In("whole") });

        Interrupt(request, "student 2: train", "student 2: fine-tune");
        Execute(request);

        Assert.Equal(ModelsOf("whole"), ModelsOf("run"));
        Assert.Equal(WithoutSeconds("whole"), WithoutSeconds("run"));

        // As many images as joint training takes, and then the 10 labeled ones.
        Assert.Equal([40, 60, 70], WithoutSeconds("run").Select(model => model.TrainingImages));
    }

    [Theory]
    [InlineData("training.optimizer=adamw")]
    [InlineData("training.label-smoothing=0")]
    [InlineData("noise.magnitude=27")]
    [InlineData("fine-tuning.epochs=1")]
    public void A_student_trains_by_settings_of_its_own_and_its_teacher_by_the_run_s(string setting)
    {
        Execute(_pictures.Request());
        Execute(_pictures.Request($"students.0.{setting}") with { Output = _pictures.In("own") });
        Assert.Equal(ModelsOf("run")[0], ModelsOf("own")[0]);
        Assert.NotEqual(ModelsOf("run")[1], ModelsOf("own")[1]);
    }

    /// <summary>So nothing that trains, labels or tunes a model reads the run's sections past the model's.</summary>
    [Fact]
    public void Settings_that_every_model_gives_train_it_as_those_of_the_run_do()
    {
        foreach (var picture in Directory.GetFiles(_pictures.In("labeled", "dark")).Skip(2))
        {
            File.Delete(picture);
        }

        string[] settings =
        [
            "training={optimizer: adamw, label-smoothing: 0.3, average-decay: 0.8, class-weights: balanced, loss: sum, schedule: one-cycle}",
            "noise={operations: 2, magnitude: 9, mixup: 0.5}", "fine-tuning={epochs: 1, noise: true, image-size: 16}",
        ];
        string[] both = ["pseudo-labels.noised-teacher=true", "pseudo-labels.ensemble=2"];
        Execute(_pictures.Request([.. both, .. settings]));
        string[] models = ["teacher", "students.0", "students.1"];
        Execute(_pictures.Request([.. both, .. models.SelectMany(model => settings.Select(setting => $"{model}.{setting}"))]) with { Output = _pictures.In("each") });
        Assert.Equal(ModelsOf("run"), ModelsOf("each"));
        Assert.Equal(WithoutSeconds("run"), WithoutSeconds("each"));
    }

    [Fact]
    public void The_seed_of_the_split_decides_what_is_held_out_and_nothing_else()
    {
        Execute(_pictures.Request("split-seed=3"));
        Execute(_pictures.Request("split-seed=3", "seed=2") with { Output = _pictures.In("seed") });
        Execute(_pictures.Request("split-seed=4") with { Output = _pictures.In("split") });
        Assert.Equal(HeldOut("run"), HeldOut("seed"));
        Assert.NotEqual(HeldOut("run"), HeldOut("split"));
        Assert.All(ModelsOf("run").Zip(ModelsOf("seed")), pair => Assert.NotEqual(pair.First, pair.Second));

        // Where nothing is held out, it decides nothing.
        Execute(_pictures.Request("split-seed=3", "validation-fraction=0") with { Output = _pictures.In("all") });
        Execute(_pictures.Request("split-seed=4", "validation-fraction=0") with { Output = _pictures.In("all of another split") });
        Assert.Equal(ModelsOf("all"), ModelsOf("all of another split"));

        string HeldOut(string run) => File.ReadAllText(_pictures.In(run, "labeled-pictures.csv"));
    }

    /// <summary>Of as many pictures of each class, weights are 1 and shares equal, so that neither changes a bit.</summary>
    [Fact]
    public void Balanced_weights_and_labeled_shares_of_equal_classes_change_nothing()
    {
        Execute(_pictures.Request("students.1.network=resnet-8"));
        Execute(_pictures.Request("students.1.network=resnet-8", "pseudo-labels.balance-towards=labeled") with { Output = _pictures.In("shares") });
        Execute(_pictures.Request("students=[]", "training.class-weights=balanced") with { Output = _pictures.In("weights") });
        Assert.Equal(ModelsOf("run"), ModelsOf("shares"));
        Assert.Equal(ModelsOf("run")[0], File.ReadAllBytes(_pictures.In("weights", "iteration-0", "model.safetensors")));
    }

    [Fact]
    public void Of_classes_of_unlike_sizes_weights_change_every_model_and_shares_the_selection()
    {
        foreach (var picture in Directory.GetFiles(_pictures.In("labeled", "dark")).Skip(2))
        {
            File.Delete(picture);
        }

        Execute(_pictures.Request());
        Execute(_pictures.Request("training.class-weights=balanced") with { Output = _pictures.In("weights") });
        Execute(_pictures.Request("pseudo-labels.balance-towards=labeled") with { Output = _pictures.In("shares") });
        Assert.All(ModelsOf("run").Zip(ModelsOf("weights")), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(ModelsOf("run")[0], ModelsOf("shares")[0]);

        // Two dark pictures and six bright ones: 3 and 9 of 12.
        var copies = SelectionSummary.Read(_pictures.In("shares", "iteration-1", "selected.json")).Classes;
        Assert.All(copies.Where(each => each.Value.Seen > 0), each => Assert.InRange(each.Value.Copies, each.Key == "dark" ? 1 : 5, each.Key == "dark" ? 5 : 12));
    }

    [Theory]
    [InlineData("soft")]
    [InlineData("hard")]
    public void A_student_that_is_taught_online_ends_in_the_bits_of_one_that_learns_stored_pseudo_labels(string kind)
    {
        string[] settings = [$"pseudo-labels.kind={kind}", "pseudo-labels.temperature=0.5", "noise.mixup=0.5"];
        Execute(_pictures.Request(settings));
        Execute(_pictures.Request([.. settings, "pseudo-labels.online=true"]) with { Output = _pictures.In("online") });
        Assert.Equal(ModelsOf("run"), ModelsOf("online"));
    }

    [Fact]
    public void How_pictures_are_read_belongs_to_the_models_and_decides_all_sets()
    {
        foreach (var set in new[] { "labeled/dark", "unlabeled", "test/bright" })
        {
            File.WriteAllBytes(_pictures.In([.. set.Split('/'), "wide.png"]), EncodedPictures.Plain(SKColors.Gray, 40, 12));
        }

        var request = _pictures.Request("students=[]", "fit=squash", "sample-bits=12");
        Execute(request);
        foreach (var file in new[] { "model.safetensors", "model.onnx" })
        {
            using var predictor = Predictor.Load(Path.Combine(_pictures.Run, "iteration-0", file), "cpu");
            Assert.Equal((ImageFit.Squash, 12), (predictor.Description.Fit, predictor.Description.SampleBits));
        }

        // Every set has other pixels where it is fitted otherwise.
        var refusal = Assert.Throws<NoisyStudentException>(() => Execute(request with { Overrides = ["students=[]", "fit=crop", "sample-bits=12"] }));
        Assert.Contains("fit (squash there, crop now)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fine_tuning_has_the_recipe_s_noise_and_frozen_stages_where_these_are_asked_for()
    {
        byte[] Tuned(params string[] settings)
        {
            var output = _pictures.In($"run {string.Join(' ', settings)}");
            Execute(_pictures.Request(["teacher.fine-tuning.epochs=1", "students=[]", .. settings]) with { Output = output });
            return File.ReadAllBytes(Path.Combine(output, "iteration-0", "model.safetensors"));
        }

        Assert.Equal(Tuned("noise=none"), Tuned("noise=none", "teacher.fine-tuning.noise=true"));
        Assert.NotEqual(Tuned(), Tuned("teacher.fine-tuning.noise=true"));
        Assert.NotEqual(Tuned(), Tuned("teacher.fine-tuning.frozen-stages=2"));
    }

    /// <summary>
    /// Of ten labeled pictures: 25 steps of 4 train, and then as many as batches make of 8 epochs. The last rate of n steps after w of warm-up is, over the peak of 0.01,
    /// (1 - cos(pi / (n - w))) / 2; 1 / (n - w); or 0.97^3, as 3 times 2.4 epochs are over.
    /// </summary>
    [Theory]
    [InlineData("", 20, 0.01, 6.8193e-5)]
    [InlineData("batch-size: 2", 40, 0.005, 1.7078e-5)]
    [InlineData("schedule: one-cycle", 20, 0.01, 5.2632e-4)]
    [InlineData("batch-size: 2, schedule: exponential, warm-up: 0.5", 40, 0.0005, 9.12673e-3)]
    public void Fine_tuning_may_have_a_schedule_and_batches_of_its_own(string own, int steps, double firstRate, double lastRate)
    {
        Execute(_pictures.Request("teacher.epochs=10", "students=[]", $"fine-tuning={{epochs: 8, {own}}}"));
        var log = RunLogLine.Read(_pictures.In("run", "log.jsonl"));
        Assert.Equal(25 + steps, log[^1].Step);
        Assert.Equal(firstRate, log.First(line => line.Step > 25).LearningRate, 1e-9);
        Assert.Equal(lastRate, log[^1].LearningRate, 1e-8);
    }

    [Fact]
    public void A_run_with_fine_tuning_goes_on_and_ends_in_the_same_bits()
    {
        string[] tuned = ["epochs=2", "image-size=16", "frozen-stages=2"];
        var request = _pictures.Request(
            [.. tuned.Select(setting => $"teacher.fine-tuning.{setting}"), .. tuned.Select(setting => $"students.1.fine-tuning.{setting}"),
                "students.1.start-from-teacher=true", "noise.crop-area=0.4"]);
        Execute(request with { Output = _pictures.In("whole") });

        Interrupt(request, "teacher: train", "teacher: fine-tune", "student 2: fine-tune");
        Execute(request);

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            File.ReadAllBytes(_pictures.In("whole", $"iteration-{i}", "model.safetensors")),
            File.ReadAllBytes(_pictures.In("run", $"iteration-{i}", "model.safetensors"))));
        Assert.Equal(WithoutSeconds("whole"), WithoutSeconds("run"));
        Assert.Equal([16, 12, 16], Enumerable.Range(0, 3).Select(i =>
        {
            using var model = TrainedModel.Load(_pictures.In("run", $"iteration-{i}", "model.safetensors"), torch.CPU);
            return model.Description.ImageSize;
        }));
        Assert.Equal(["log.jsonl", "model.json", "model.safetensors"], Directory.GetFileSystemEntries(_pictures.In("run", "iteration-0"))
            .Select(Path.GetFileName).Where(name => !name!.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_teacher_starts_from_given_weights_and_goes_on_with_the_same_ones_only()
    {
        Execute(_pictures.Request());
        var init = _pictures.In("run", "iteration-1", "model.safetensors");
        var request = _pictures.Request("teacher.learning-rate=1e-12") with { Init = init, Output = _pictures.In("second") };

        var observer = Execute(request);

        using var first = TrainedModel.Load(init, torch.CPU);
        using var second = TrainedModel.Load(_pictures.In("second", "iteration-0", "model.safetensors"), torch.CPU);
        var tensors = first.Network.state_dict().Count;
        Assert.Contains($"resnet-8 starts from {init}: {tensors} of its {tensors} tensors", observer.Notes);
        Assert.Equal(Weights(first), Weights(second));
        Assert.Equal(first.Description.Normalization.Mean, second.Description.Normalization.Mean);

        // Another file, and another content of the same one.
        var other = Assert.Throws<NoisyStudentException>(() => Execute(request with { Init = _pictures.In("run", "iteration-0", "model.safetensors") }));
        Assert.Contains("teacher.init", other.Message, StringComparison.Ordinal);
        File.Copy(_pictures.In("run", "iteration-0", "model.safetensors"), init, overwrite: true);
        other = Assert.Throws<NoisyStudentException>(() => Execute(request));
        Assert.Contains("other data: init", other.Message, StringComparison.Ordinal);

        static float[] Weights(TrainedModel model) => [.. model.Network.parameters().First().detach().data<float>()];
    }

    /// <summary>Pictures of 8 pixels are enough to see that all of it works; what the network knows of photographs is no help with them.</summary>
    [Fact]
    public void Last_layers_of_a_known_network_teach_one_another_and_then_a_student_on_what_its_frozen_stages_gave_interrupted_or_not()
    {
        var request = _pictures.Request(
            "image-size=32", "noise.versions=2", "allow-smaller=true", "training.precision=fp32", "training.batch-norm=running",
            "teacher.network=resnet-18-mlnet", "teacher.init=imagenet", "teacher.epochs=0", "teacher.training.fit-last-layer=true", "teacher.training.frozen-stages=100",
            "students=[{network: resnet-18-mlnet, start-from-teacher: true, epochs: 0, batch-size: 4, ratio: 1, training: {fit-last-layer: true}}, {network: resnet-18-mlnet, start-from-teacher: true, training: {frozen-stages: 4, layer-decay: 0.5}, epochs: 2, batch-size: 4, ratio: 2, learning-rate: 0.0001}]");
        var observer = Execute(request with { Output = _pictures.In("whole") });
        Assert.Contains(observer.Notes, note => note.StartsWith("resnet-18-mlnet starts from imagenet: ", StringComparison.Ordinal));
        Assert.Contains(observer.Notes, note => note.StartsWith("teacher: a last layer fitted to the features of ", StringComparison.Ordinal));
        Assert.Contains("init: imagenet", File.ReadAllText(_pictures.In("whole", "recipe.yaml")), StringComparison.Ordinal);

        // It has learned here, from labeled pictures, so it is no teacher that was given.
        var teachers = RunResults.Read(new RunFolder(_pictures.In("whole")).ResultsFile).Models[0];
        Assert.True(teachers.TrainingImages > 0);
        Assert.Contains(observer.Events.OfType<LastLayerFitted>(), fitted => fitted is { Model: "student 1", PseudoLabeled: > 0 });

        Assert.Equal([1, 1, 0], Interrupt(request, "student 1: features", "student 2: pseudo-labels", "student 2: train"));
        Execute(request);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            File.ReadAllBytes(_pictures.In("whole", $"iteration-{i}", "model.onnx")), File.ReadAllBytes(_pictures.In("run", $"iteration-{i}", "model.onnx"))));

        // Frozen stages are as they came, the last stage is not; of the student that is a last layer alone all of them are.
        using var teacher = TrainedModel.Load(_pictures.In("run", "iteration-0", "model.safetensors"), torch.CPU);
        using var last = TrainedModel.Load(_pictures.In("run", "iteration-1", "model.safetensors"), torch.CPU);
        using var student = TrainedModel.Load(_pictures.In("run", "iteration-2", "model.safetensors"), torch.CPU);
        Assert.Equal(teacher.Network.HashOf(100), last.Network.HashOf(100));
        Assert.False(teacher.Network.state_dict()["fc.weight"].eq(last.Network.state_dict()["fc.weight"]).all().item<bool>());
        var (known, learned) = (teacher.Network.state_dict(), student.Network.state_dict());
        Assert.True(known["layer3.1.conv2.weight"].eq(learned["layer3.1.conv2.weight"]).all().item<bool>());
        Assert.False(known["layer4.2.conv2.weight"].eq(learned["layer4.2.conv2.weight"]).all().item<bool>());
    }

    /// <summary>The pictures are coloured noise; the first teacher was learned from colours.</summary>
    [Fact]
    public void A_run_of_one_channel_starts_from_weights_for_three_goes_on_and_its_models_predict()
    {
        Execute(_pictures.Request() with { Output = _pictures.In("colours") });
        var request = _pictures.Request("channels=1") with { Init = _pictures.In("colours", "iteration-0", "model.safetensors") };
        var observer = Execute(request with { Output = _pictures.In("whole") });
        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));
        Execute(request);

        Assert.Contains(observer.Notes, note => note.StartsWith($"resnet-8 starts from {request.Init}", StringComparison.Ordinal) && !note.Contains("new are", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            File.ReadAllBytes(_pictures.In("whole", $"iteration-{i}", "model.onnx")), File.ReadAllBytes(_pictures.In("run", $"iteration-{i}", "model.onnx"))));
        using var classifier = ImageClassifier.Load(_pictures.In("run", "iteration-2", "model.onnx"));
        Assert.Equal(1, classifier.Description.Normalization.Channels);
        Assert.Equal(2, classifier.Predict(Directory.GetFiles(_pictures.In("test", "dark"))[0]).Count);
    }

    [Fact]
    public void A_run_from_a_manifest_and_shards_ends_in_the_bits_of_one_from_folders()
    {
        Execute(_pictures.Request() with { Output = _pictures.In("folders") });
        var labeled = Directory.GetFiles(_pictures.In("labeled"), "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(_pictures.In("labeled"), file), Class: Path.GetFileName(Path.GetDirectoryName(file))));
        File.WriteAllLines(_pictures.In("labeled", "set.csv"), ["path,label", .. labeled.Select(picture => $"{picture.Name},{picture.Class}")]);
        foreach (var (number, files) in Directory.GetFiles(_pictures.In("unlabeled")).Order(StringComparer.Ordinal).Chunk(5).Index())
        {
            PictureSets.WriteTar(_pictures.In($"unlabeled-{number}.tar"), files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))));
        }

        Execute(_pictures.Request() with { Labeled = _pictures.In("labeled", "set.csv"), Unlabeled = _pictures.In("unlabeled-{0..2}.tar") });

        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            File.ReadAllBytes(_pictures.In("folders", $"iteration-{i}", "model.safetensors")),
            File.ReadAllBytes(_pictures.In("run", $"iteration-{i}", "model.safetensors"))));
    }

    [Fact]
    public void A_finished_run_given_again_trains_nothing()
    {
        Execute(_pictures.Request());
        Assert.DoesNotContain(Execute(_pictures.Request()).Stages, stage => stage.Contains("train ", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_settings_in_the_same_folder_are_refused_and_named()
    {
        Execute(_pictures.Request());
        var refusal = Refused(_pictures.Request("teacher.epochs=5", "seed=2"));
        Assert.Contains("teacher.epochs (4 there, 5 now)", refusal, StringComparison.Ordinal);
        Assert.Contains("seed (1 there, 2 now)", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("image-size", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_pictures_in_the_same_folder_are_refused_and_named()
    {
        Execute(_pictures.Request());
        File.Delete(Directory.GetFiles(_pictures.In("unlabeled"))[0]);
        var refusal = Refused(_pictures.Request());
        Assert.Contains("unlabeled (12 pictures", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("labeled (12 pictures", refusal.Replace("unlabeled (", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void More_pictures_for_an_auto_run_are_refused_as_other_pictures()
    {
        var request = _pictures.Request("teacher.epochs=1", "students.0.epochs=1", "students.1.epochs=1") with { Recipe = RecipeCatalog.Auto, Init = "random" };
        Execute(request);
        foreach (var i in Enumerable.Range(0, 30))
        {
            File.Copy(Directory.GetFiles(_pictures.In("test", "dark"))[0], _pictures.In("unlabeled", $"more-{i}.png"));
        }

        Assert.Contains("a run with other data: unlabeled (12 pictures", Refused(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_the_test_and_validation_sets_leave_the_unlabeled_set()
    {
        foreach (var file in Directory.GetFiles(_pictures.In("test", "dark")).Concat(Directory.GetFiles(_pictures.In("labeled", "dark"))))
        {
            File.Copy(file, _pictures.In("unlabeled", $"copy-{Path.GetFileName(file)}"));
        }

        // All 6 of the test set, and 1 of the labeled ones: a fifth of 6 dark pictures is held out.
        var observer = Execute(_pictures.Request());
        Assert.Contains(observer.Notes, note => note.StartsWith(
            "7 unlabeled pictures are in the validation or test set too and left out: 7 with the same pixels, 0 that show the same", StringComparison.Ordinal));
        await using var stream = File.OpenRead(_pictures.In("run", "iteration-1", "pseudo-labels", "part-00000-00000.parquet"));
        Assert.Equal(17, (await ParquetSerializer.DeserializeAsync<PseudoLabelRow>(stream)).Data.Count);
    }

    [Theory]
    [InlineData("exact-and-near", 12)]
    [InlineData("exact", 13)]
    [InlineData("none", 14)]
    public async Task Duplicates_of_test_pictures_stay_as_the_recipe_says(string removal, int left)
    {
        File.WriteAllBytes(_pictures.In("test", "dark", "scene.png"), Scenes.Encoded(1, 12));
        File.WriteAllBytes(_pictures.In("unlabeled", "copy.png"), Scenes.Encoded(1, 12));
        File.WriteAllBytes(_pictures.In("unlabeled", "compressed.jpg"), Scenes.Encoded(1, 60, SKEncodedImageFormat.Jpeg, 90));

        var observer = Execute(_pictures.Request($"remove-duplicates={removal}", "students.0.epochs=1", "students.1.epochs=1"));
        Assert.Contains(observer.Notes, note => note.StartsWith("2 unlabeled pictures are in the validation or test set too", StringComparison.Ordinal)
            && note.Contains("1 with the same pixels, 1 that show the same", StringComparison.Ordinal));
        await using var stream = File.OpenRead(_pictures.In("run", "iteration-1", "pseudo-labels", "part-00000-00000.parquet"));
        Assert.Equal(left, (await ParquetSerializer.DeserializeAsync<PseudoLabelRow>(stream)).Data.Count);
    }

    [Fact]
    public void Labeled_pictures_of_the_test_set_leave_the_training_as_if_they_had_never_been_there()
    {
        Execute(_pictures.Request() with { Output = _pictures.In("without") });
        foreach (var file in Directory.GetFiles(_pictures.In("test", "dark")).Take(3))
        {
            File.Copy(file, _pictures.In("labeled", "dark", $"copy-{Path.GetFileName(file)}"));
        }

        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(_pictures.Request(), interrupted).Execute(interrupted.Interrupt));
        Execute(_pictures.Request());
        Assert.Contains(interrupted.Notes, note => note.StartsWith(
            "3 labeled pictures are in the test set too and left out: 3 with the same pixels, 0 that show the same; remove-duplicates: none keeps them; the first is dark/copy-",
            StringComparison.Ordinal));
        Assert.Equal(ModelsOf("without"), ModelsOf("run"));

        var kept = Execute(_pictures.Request("remove-duplicates=none", "students=[]") with { Output = _pictures.In("none") });
        Assert.Contains(kept.Notes, note => note.StartsWith("3 labeled pictures are in the test set too and kept all the same", StringComparison.Ordinal));
        Assert.Equal(4 * 12, kept.Models[0].TrainingImages);
    }

    [Fact]
    public void The_labeled_set_itself_is_no_test_set()
    {
        Assert.StartsWith(
            $"All labeled pictures are in the test set {_pictures.In("labeled")} too, so that nothing is left to learn from: give pictures for `Test` that are not in `Labeled`",
            Refused(_pictures.Request() with { Test = _pictures.In("labeled") }), StringComparison.Ordinal);
        Directory.Delete(_pictures.In("test", "dark"), recursive: true);
        Directory.Move(_pictures.In("labeled", "dark"), _pictures.In("dark"));
        PictureSets.WriteFolder(_pictures.In("test"), CopiesOf(_pictures.In("dark"), "dark"));
        PictureSets.WriteFolder(_pictures.In("labeled"), CopiesOf(_pictures.In("dark"), "dark"));
        Assert.StartsWith("All labeled pictures of class 'dark' are in the test set", Refused(_pictures.Request()), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));
    }

    [Fact]
    public void A_test_set_may_lack_a_class()
    {
        Directory.Delete(_pictures.In("test", "dark"), recursive: true);
        var observer = Execute(_pictures.Request("students=[]"));
        Assert.Contains($"{_pictures.In("test")} has no picture of 1 of the 2 classes: 'dark'; its figures are of the others", observer.Notes);
        Assert.NotNull(observer.Models[0].Test);
    }

    [Theory]
    [InlineData("labeled/out")]
    [InlineData("labeled")]
    public void A_run_in_the_folder_of_its_pictures_learns_from_none_of_its_own_and_goes_on(string output)
    {
        Execute(_pictures.Request() with { Output = _pictures.In("outside") });
        File.WriteAllBytes(_pictures.In("labeled", "inspect.png"), PictureSets.Grey(1));
        OwnFiles.MarkFile(_pictures.In("labeled", "inspect.png"));
        var request = _pictures.Request() with { Output = _pictures.In(output) };
        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));
        var resumed = Execute(request);
        Assert.Equal(ModelsOf("outside"), ModelsOf(output));
        Assert.Contains(resumed.Notes, note => note.StartsWith($"{_pictures.In("labeled")}: left out are ", StringComparison.Ordinal)
            && note.Contains(output == "labeled" ? "pictures (written by noisy-student)" : "out (where the output goes)", StringComparison.Ordinal));

        // For others it is a run's folder, whatever is in it, unless they ask for it.
        var settings = new ReadingSettings { ImageSize = 12, Set = "unlabeled" };
        using var all = Reading.Unlabeled(_pictures.In("labeled"), settings);
        Assert.Equal(12, all.Count);
        using var kept = Reading.Unlabeled(Path.Combine(request.Output, "pictures"), settings);
        Assert.NotEqual(0, kept.Count);
    }

    [Fact]
    public void A_run_s_folder_that_holds_a_folder_of_somebody_s_pictures_is_refused()
    {
        PictureSets.WriteFolder(_pictures.In("run", "pictures"), PictureSets.Classes(1));
        Assert.Contains("choose another `Output`", Refused(_pictures.Request()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_holds_no_lines_of_a_training_that_was_interrupted()
    {
        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(_pictures.Request(), interrupted).Execute(interrupted.Interrupt));
        File.AppendAllText(_pictures.In("run", "log.jsonl"), "{\"iteration\":1,\"st");
        Execute(_pictures.Request());
        Execute(_pictures.Request() with { Output = _pictures.In("whole") });
        Assert.Equal(File.ReadAllLines(_pictures.In("whole", "log.jsonl")), File.ReadAllLines(_pictures.In("run", "log.jsonl")));
    }

    [Fact]
    public void A_folder_in_which_a_run_is_at_work_is_refused()
    {
        using var other = new RunFolder(_pictures.Run).Lock();
        Assert.Contains("Another run is at work", Refused(_pictures.Request()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_picture_is_skipped_counted_and_named_in_a_file()
    {
        File.WriteAllText(_pictures.In("unlabeled", "broken.png"), "no picture");
        var observer = Execute(_pictures.Request());
        Assert.Contains(observer.Notes, note => note.StartsWith("1 file cannot be read", StringComparison.Ordinal));
        Assert.Contains("unlabeled,broken.png,", File.ReadAllText(_pictures.In("run", "unreadable-files.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unreadable_picture_stops_the_run_where_that_is_asked_for()
    {
        File.WriteAllText(_pictures.In("unlabeled", "broken.png"), "no picture");
        Assert.Contains("broken.png", Refused(_pictures.Request() with { BadImages = BadImagePolicy.Fail }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));
    }

    [Fact]
    public void A_test_set_of_other_classes_is_refused_with_both_paths()
    {
        Directory.Move(_pictures.In("test", "dark"), _pictures.In("test", "night"));
        var refusal = Refused(_pictures.Request());
        Assert.Contains(_pictures.In("test"), refusal, StringComparison.Ordinal);
        Assert.Contains("'night'", refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));
    }

    [Fact]
    public void A_threshold_that_no_pseudo_label_reaches_is_refused() =>
        Assert.Contains("pseudo-labels.threshold", Refused(_pictures.Request("pseudo-labels.threshold=1")), StringComparison.Ordinal);

    [Fact]
    public void Calibration_is_refused_before_anything_is_trained_where_no_picture_can_be_held_out()
    {
        _pictures.KeepOneOfEachClass();
        Assert.Contains("pseudo-labels.calibrate is measured on held-out labeled pictures", Refused(_pictures.Request("pseudo-labels.calibrate=true")), StringComparison.Ordinal);
        Assert.Contains("give `pseudo-labels.keep-known=null`", Refused(_pictures.Request("pseudo-labels.keep-known=0.9")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));

        Assert.Equal(3, Execute(_pictures.Request("pseudo-labels.keep-known=0.9", "pseudo-labels.keep-known=null")).Models.Count);
    }

    [Fact]
    public void One_picture_of_each_class_is_enough()
    {
        _pictures.KeepOneOfEachClass();
        var request = _pictures.Request("teacher.epochs=1", "students.0.epochs=1", "students.1.epochs=1") with { Recipe = RecipeCatalog.Auto, Init = "random" };
        Assert.Equal(3, Execute(request).Models.Count);
    }

    [Fact]
    public void Without_recipe_one_is_made_for_the_pictures_with_reasons()
    {
        var request = _pictures.Request("teacher.epochs=1", "students.0.epochs=1", "students.1.epochs=1") with { Recipe = RecipeCatalog.Auto, Init = "random" };
        var observer = Execute(request);
        Assert.Contains(observer.Notes, note => note.StartsWith("image-size 16:", StringComparison.Ordinal));
        Assert.Contains("name: auto", File.ReadAllText(_pictures.In("run", "recipe.yaml")), StringComparison.Ordinal);
        Assert.Equal(3, observer.Models.Count);
    }

    private static (string, byte[])[] CopiesOf(string folder, string name) =>
        [.. Directory.GetFiles(folder).Select(file => ($"{name}/{Path.GetFileName(file)}", File.ReadAllBytes(file)))];

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);

    /// <summary>Interrupts a run at one place after the other, each time after it went on.</summary>
    /// <returns>How many models were finished before each.</returns>
    private static int[] Interrupt(RunRequest request, params string[] places) => Array.ConvertAll(places, place =>
    {
        var observer = new RecordingObserver { InterruptAt = place };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, observer).Execute(observer.Interrupt));
        return observer.Models.Count;
    });

    private static string Refused(RunRequest request) => Assert.Throws<NoisyStudentException>(() => Execute(request)).Message;

    private byte[][] ModelsOf(string run) =>
        [.. Enumerable.Range(0, 3).Select(i => File.ReadAllBytes(_pictures.In(run, $"iteration-{i}", "model.safetensors")))];

    private IEnumerable<ModelResult> WithoutSeconds(string run) =>
        RunResults.Read(_pictures.In(run, "results.json")).Models.Select(model => model with { SecondsTraining = 0 });
}
