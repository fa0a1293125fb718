using System.Text.Json.Nodes;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Tests.Images;
using NoisyStudent.Tests.Networks.Export;
using NoisyStudent.Tests.Runs;
using Parquet.Serialization;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

[Collection(TorchCollection.Name)]
public sealed class LabelingTests : IDisposable
{
    private const int Pictures = 23;

    private static readonly string[] _classes = ["bright", "dark"];

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingObserver _observer = new();
    private readonly string _images;
    private readonly string _model;

    public LabelingTests()
    {
        _images = In("images");
        PictureSets.WriteFolder(_images, PictureSets.Named([.. Enumerable.Range(0, Pictures).Select(i => $"{i % 3}/{i:D3}.png")]));
        _model = SaveModel("first.safetensors", seed: 1, _classes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_parts_of_all_shares_hold_every_picture_once_with_the_teachers_answer(int shards)
    {
        foreach (var shard in Enumerable.Range(0, shards))
        {
            Label(Request() with { Shard = shard, Shards = shards });
        }

        using var images = DatasetReader.ReadUnlabeled(_images, new ReadingSettings { ImageSize = TestSets.Size, Set = "test" });
        using var teacher = Predictor.Load(_model, "cpu");
        var expected = teacher.Predict(images);
        var rows = Rows().OrderBy(row => row.File, StringComparer.Ordinal).ToArray();
        Assert.Equal(images.Names, rows.Select(row => row.File));
        Assert.Equal((Pictures + 4) / 5, Directory.GetFiles(In("labels"), "part-*.parquet").Length);
        Assert.All(rows, (row, i) =>
        {
            Assert.Equal(_classes[expected.Class(i)], row.Class);
            Assert.Equal(expected.Confidence(i), row.Confidence, 1e-5f);
            Assert.Equal(expected.OutlierScore(i), row.OutlierScore, 1e-4f);
            Assert.Equal(expected.Distribution(i)[0], row.Distribution![0], 1e-5f);
        });
    }

    [Fact]
    public void Finished_parts_are_passed_over_and_a_missing_one_is_made_again()
    {
        Assert.Equal(Pictures, Label(Request()));
        var before = Files();
        File.Delete(In("labels", "part-00000-00002.parquet"));
        Assert.Equal(5, Label(Request()));
        Assert.Equal(before, Files());
        Assert.Contains("4 parts were finished already", _observer.Notes);
        Assert.Equal(0, Label(Request()));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set.tar")]
    [InlineData("set.zip")]
    [InlineData("set.tar.gz")]
    public void Parts_whose_pictures_were_renamed_or_replaced_are_made_anew(string kind)
    {
        var request = Request() with { Images = In(kind), Output = In("labels") };
        var pictures = PictureSets.Named([.. Enumerable.Range(0, 12).Select(i => $"{i:D2}.png")]);
        WriteSet(pictures);
        Label(request);

        pictures[6].Content = PictureSets.Grey(251);
        pictures[11].Name = "renamed.png";
        WriteSet(pictures);
        Assert.Equal(7, Label(request));
        Assert.Contains(_observer.Notes, note => note.StartsWith("part-00000-00001.parquet was not made of these pictures", StringComparison.Ordinal));
        Assert.Contains(_observer.Notes, note => note.StartsWith("part-00000-00002.parquet was not made of these pictures", StringComparison.Ordinal));
        Assert.Contains("1 part was finished already", _observer.Notes);
        Label(request with { Output = In("new") });
        Assert.Equal(pictures.Select(picture => picture.Name), Rows().Select(row => row.File));
        Assert.Equal(Rows("new").Select(row => row.Distribution![0]), Rows().Select(row => row.Distribution![0]));

        void WriteSet((string Name, byte[] Content)[] files)
        {
            if (kind == "set")
            {
                Directory.CreateDirectory(In(kind));
                File.Delete(In(kind, "11.png"));
                PictureSets.WriteFolder(In(kind), files.Where(file => !File.Exists(In(kind, file.Name)) || !File.ReadAllBytes(In(kind, file.Name)).SequenceEqual(file.Content)));
            }
            else
            {
                PictureSets.Write(In(kind), files);
            }
        }
    }

    /// <summary>The same number of bytes, and in the archive the same names and lengths.</summary>
    [Fact]
    public void Parts_of_a_file_whose_pictures_have_no_names_are_made_anew_where_it_was_replaced()
    {
        var request = Request() with { Images = In("data_batch_1.bin") };
        byte[] records = [.. Enumerable.Range(0, 7 * 3073).Select(i => (byte)(i * 31))];
        File.WriteAllBytes(request.Images, records);
        Assert.Equal(7, Label(request));
        records[^1] ^= 255;
        File.WriteAllBytes(request.Images, records);
        Assert.Equal(2, Label(request));
    }

    [Fact]
    public void What_shares_have_not_labeled_yet_is_told()
    {
        var description = () => LabelsDescription.Read(In("labels"))!;
        Label(Request() with { Shards = 4 });
        Assert.Equal($"{In("labels")} has labels of 2 of the 5 parts: what is not labeled yet is left out", description().FindMissing(In("labels")));
        Label(Request());
        Assert.Null(description().FindMissing(In("labels")));
    }

    [Fact]
    public void Parts_of_pictures_that_were_only_copied_are_taken()
    {
        Label(Request());
        foreach (var file in Directory.GetFiles(_images, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc));
        }

        Assert.Equal(0, Label(Request()));
        Assert.Contains("5 parts were finished already", _observer.Notes);
    }

    [Fact]
    public void A_part_that_does_not_say_what_it_was_made_of_is_made_anew()
    {
        Label(Request());
        var part = In("labels", "part-00000-00001.parquet");
        LabelsFolder.WriteForeign(part, [LabelsFolder.Row("other.png", "dark", 0.5f)]);
        Assert.Equal(5, Label(Request()));
        File.WriteAllText(part, "damaged");
        Assert.Equal(5, Label(Request()));
        Assert.Equal(Pictures, Rows().Count);
    }

    [Fact]
    public void Parts_behind_the_end_of_an_archive_that_became_shorter_are_removed()
    {
        var request = Request() with { Images = In("s-{0..1}.tar.gz") };
        PictureSets.Write(In("s-0.tar.gz"), PictureSets.Named("0.png", "1.png"));
        PictureSets.Write(In("s-1.tar.gz"), PictureSets.Named([.. Enumerable.Range(0, 12).Select(i => $"{i:D2}.png")]));
        Label(request);
        PictureSets.Write(In("s-1.tar.gz"), PictureSets.Named([.. Enumerable.Range(0, 7).Select(i => $"{i:D2}.png")]));
        Assert.Equal(2, Label(request));
        Assert.Contains("part-00001-00002.parquet was made of pictures that are no longer there, and is removed", _observer.Notes);
        Assert.Equal(9, Rows().Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Shares_of_a_set_of_archives_take_whole_archives_where_there_are_enough(int shards)
    {
        foreach (var archive in Enumerable.Range(0, 3))
        {
            PictureSets.Write(In($"s-{archive}.tar"), PictureSets.Named([.. Enumerable.Range(0, 6 + archive).Select(i => $"{i}.png")]));
        }

        var request = Request() with { Images = In("s-{0..2}.tar"), Shards = shards };
        Assert.All(Enumerable.Range(0, shards), shard => Label(request with { Shard = shard }));
        var expected = Enumerable.Range(0, 3).SelectMany(archive => Enumerable.Range(0, 6 + archive).Select(i => $"s-{archive}.tar/{i}.png"));
        Assert.Equal(expected, Rows().Select(row => row.File).Order(StringComparer.Ordinal));
        Assert.Contains(
            "(the set had 3 archives and has 2)",
            Assert.Throws<NoisyStudentException>(() => Label(request with { Images = In("s-{0..1}.tar") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_with_whole_archives_never_opens_those_of_others()
    {
        PictureSets.Write(In("s-0.tar"), PictureSets.Named("a.png"));
        File.WriteAllText(In("s-1.tar"), "damaged");
        var request = Request() with { Images = In("s-{0..1}.tar"), Shards = 2 };
        Assert.Equal(1, Label(request));
        Assert.Contains("s-1.tar", Assert.Throws<NoisyStudentException>(() => Label(request with { Shard = 1 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_members_of_one_name_the_later_one_is_labeled_even_in_another_part()
    {
        var archive = PictureSets.Write(
            In("twice.tar.gz"), [.. PictureSets.Named("a.png", "b.png", "c.png", "d.png", "e.png", "f.png"), ("a.png", PictureSets.Grey(250))]);
        Label(Request() with { Images = archive });
        var rows = Rows();
        Assert.Equal(["a.png", "b.png", "c.png", "d.png", "e.png", "f.png"], rows.Select(row => row.File).Order(StringComparer.Ordinal));

        Label(Request() with { Images = Alone("a.png", PictureSets.Grey(250)), Output = In("alone") });
        Assert.Equal(Rows("alone")[0].Distribution, rows.Single(row => row.File == "a.png").Distribution);
    }

    [Fact]
    public void Unreadable_pictures_are_left_out_and_named_even_where_a_part_has_no_others()
    {
        var images = In("bad");
        PictureSets.WriteFolder(images, [.. PictureSets.Named("a.png", "b.png"), ("c.png", PictureSets.Truncated()), ("d.png", PictureSets.Truncated())]);
        Assert.Equal(2, Label(Request() with { Images = images, PartSize = 2 }));
        Assert.Equal(["a.png", "b.png"], Rows().Select(row => row.File));
        Assert.Equal(2, Directory.GetFiles(In("labels"), "part-*.parquet").Length);
        Assert.Equal(["c.png", "d.png"], _observer.Notes.Select(note => note.Split(' ')[0]));
        Assert.Throws<NoisyStudentException>(() => Label(Request() with { Images = images, Output = In("other"), BadImages = BadImagePolicy.Fail }));
    }

    [Fact]
    public void Several_teachers_answer_by_their_mean()
    {
        var second = SaveModel("second.safetensors", seed: 2, _classes);
        Label(Request() with { Models = [_model, second] });
        using var images = DatasetReader.ReadUnlabeled(_images, new ReadingSettings { ImageSize = TestSets.Size, Set = "test" });
        using var one = Predictor.Load(_model, "cpu");
        using var other = Predictor.Load(second, "cpu");
        var (first, last) = (one.Predict(images), other.Predict(images));
        Assert.NotEqual(first.Confidence(0), last.Confidence(0));
        Assert.All(Rows().OrderBy(row => row.File, StringComparer.Ordinal), (row, i) =>
            Assert.Equal((first.Distribution(i)[1] + last.Distribution(i)[1]) / 2, row.Distribution![1], 1e-5f));
    }

    [Fact]
    public void Held_out_pictures_give_the_temperature_of_all_answers()
    {
        PictureSets.WriteFolder(In("held-out"), [("bright/1.png", PictureSets.Grey(200)), ("dark/2.png", PictureSets.Grey(20)), ("dark/3.png", PictureSets.Grey(220))]);
        Label(Request() with { HeldOut = In("held-out") });
        var heldOut = LabelsDescription.Read(In("labels"))!.HeldOut!;
        Assert.Equal(3, heldOut.Pictures);
        Assert.NotEqual(1, heldOut.Calibration.Temperature);
        Assert.Equal(heldOut.OutlierScores.Order(), heldOut.OutlierScores);
        Assert.Equal(heldOut.OutlierScores[^1], heldOut.OutlierLimit(1));

        // Another prior would have given another temperature, and so would others of the same names.
        var made = LabelsDescription.Read(In("labels"))!;
        (made with { CalibrationPrior = 1 }).Write(In("labels"));
        Assert.Contains(
            "(with another calibration prior)", Assert.Throws<NoisyStudentException>(() => Label(Request() with { HeldOut = In("held-out") })).Message, StringComparison.Ordinal);
        made.Write(In("labels"));
        Label(Request() with { HeldOut = In("held-out") });
        PictureSets.WriteFolder(In("held-out"), [("dark/3.png", PictureSets.Grey(221))]);
        Assert.Equal(
            $"{In("labels")} holds pseudo-labels made otherwise (with other held-out pictures): choose another `Output`.",
            Assert.Throws<NoisyStudentException>(() => Label(Request() with { HeldOut = In("held-out") })).Message);

        Label(Request() with { Output = In("plain") });
        Assert.All(Rows("plain").Zip(Rows()), pair =>
        {
            var tempered = new float[2];
            Predictions.Temper(pair.First.Distribution!.ToArray(), tempered, heldOut.Calibration.Temperature);
            Assert.Equal(tempered[0], pair.Second.Distribution![0], 1e-5f);
        });
    }

    [Fact]
    public void Held_out_pictures_may_lack_a_class_but_have_no_strange_one()
    {
        PictureSets.WriteFolder(In("held-out"), [("dark/2.png", PictureSets.Grey(20)), ("dark/3.png", PictureSets.Grey(220))]);
        Label(Request() with { HeldOut = In("held-out") });
        Assert.Equal(2, LabelsDescription.Read(In("labels"))!.HeldOut!.Pictures);
        Assert.DoesNotContain(_observer.Notes, note => note.Contains("among the labeled pictures", StringComparison.Ordinal));
        Assert.Contains($"{In("held-out")} has no picture of 1 of the 2 classes: 'bright'; its figures are of the others", _observer.Notes);

        Directory.Move(In("held-out/dark"), In("held-out/night"));
        var refusal = Assert.Throws<NoisyStudentException>(() => Label(Request() with { HeldOut = In("held-out"), Output = In("others") })).Message;
        Assert.StartsWith($"{In("held-out")} has a class that {_model} does not know: 'night'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Held_out_pictures_that_the_teacher_has_learned_from_are_told()
    {
        var model = In("run", "iteration-0", "model.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(model)!);
        File.Move(_model, model);
        using var pictures = TestSets.DarkAndBright(4);
        foreach (var i in Enumerable.Range(0, 4))
        {
            Directory.CreateDirectory(In("held-out", pictures.Classes[pictures.Labels[i]]));
            pictures.Images.Picture(i).SavePng(In("held-out", pictures.Classes[pictures.Labels[i]], $"{i}.png"));
        }

        LearnedPictures.Write(In("run", LearnedPictures.FileName), (TestSets.Size, ImageFit.Crop, 16), pictures.Subset([0, 1, 2]), pictures.Subset([3]), []);
        Label(Request() with { Models = [model], HeldOut = In("held-out") });
        Assert.Single(_observer.Notes, note => note.StartsWith(
            $"3 of the 4 held-out pictures are among the labeled pictures of {In("run")}, which has learned from 3 of them: ", StringComparison.Ordinal));
    }

    [Fact]
    public void With_many_classes_the_largest_probabilities_and_the_remainder_are_kept()
    {
        var model = SaveModel("many.safetensors", seed: 1, [.. Enumerable.Range(0, 120).Select(number => $"{number:D3}")]);
        Label(Request() with { Models = [model] });
        Label(Request() with { Models = [model], Output = In("full"), Largest = 0 });
        Assert.All(Rows().Zip(Rows("full")), pair =>
        {
            var (row, full) = (pair.First, pair.Second.Distribution!);
            Assert.Null(row.Distribution);
            Assert.Equal(120, full.Count);
            Assert.Equal(full.OrderDescending().Take(10), row.LargestProbabilities!);
            Assert.Equal(row.LargestProbabilities!, row.LargestClasses!.Select(c => full[c]));
            Assert.Equal(1 - full.OrderDescending().Take(10).Sum(), row.Remainder!.Value, 1e-5f);
            Assert.Equal($"{row.LargestClasses![0]:D3}", row.Class);
        });
    }

    [Fact]
    public void A_folder_keeps_labels_of_one_kind()
    {
        Label(Request());
        Refuse("by other models", Request() with { Models = [SaveModel("second.safetensors", seed: 2, _classes)] });
        Refuse("with parts of 5 pictures", Request() with { PartSize = 6 });
        Refuse("with another test-time augmentation", Request() with { TestTimeAugmentation = TestTimeAugmentation.Flip });
        Refuse("without held-out pictures", Request() with { HeldOut = _images });
        RefuseMadeWith("with views that are shifted or filled otherwise", made => made with { ViewShift = 0.1 });
        RefuseMadeWith("with views that are shifted or filled otherwise", made => made with { ViewFill = 0 });
        File.Copy(Path.Combine(_images, "0", "000.png"), Path.Combine(_images, "0", "new.png"));
        Refuse("the set had 23 pictures and has 24", Request());

        void RefuseMadeWith(string why, Func<LabelsDescription, LabelsDescription> change)
        {
            var made = LabelsDescription.Read(In("labels"))!;
            change(made).Write(In("labels"));
            Refuse(why, Request());
            made.Write(In("labels"));
        }

        void Refuse(string why, LabelingRequest request) => Assert.Equal(
            $"{In("labels")} holds pseudo-labels made otherwise ({why}): choose another `Output`.",
            Assert.Throws<NoisyStudentException>(() => Label(request)).Message);
    }

    /// <summary>What files of then do not say was as it is by default.</summary>
    [Fact]
    public void Labels_of_an_earlier_version_are_gone_on_with()
    {
        Label(Request());
        var description = JsonNode.Parse(File.ReadAllText(In("labels", LabelsDescription.FileName)))!.AsObject();
        Assert.All(["viewShift", "viewFill", "calibrationPrior"], name => Assert.True(description.Remove(name)));
        File.WriteAllText(In("labels", LabelsDescription.FileName), description.ToJsonString());
        var read = LabelsDescription.Read(In("labels"))!;
        Assert.Equal((1.0 / 32, 128, 0.35), (read.ViewShift, read.ViewFill, read.CalibrationPrior));
        Assert.Equal(0, Label(Request()));
    }

    [Fact]
    public void Teachers_of_other_classes_do_not_label_together()
    {
        var other = SaveModel("other.safetensors", seed: 1, ["cat", "dog"]);
        Assert.StartsWith(
            $"{other} has other classes than {_model}: ", Assert.Throws<NoisyStudentException>(() => Label(Request() with { Models = [_model, other] })).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("labels")));
    }

    [Theory]
    [InlineData("{ \"classes\": 3 }")]
    [InlineData("{ \"classes\": null }")]
    [InlineData("{ \"classes\": [], \"heldOut\": { \"pictures\": 1, \"outlierScores\": [1, 2] } }")]
    [InlineData("null")]
    public void A_damaged_description_is_named(string json)
    {
        Label(Request());
        File.WriteAllText(In("labels", LabelsDescription.FileName), json);
        Assert.Contains("labels.json cannot be read", Assert.Throws<NoisyStudentException>(() => Label(Request())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_read_as_the_teachers_say_who_must_agree()
    {
        using (var model = OnnxRuns.Model(new ModelDescription("resnet-8", ["a", "b", "c"], TestSets.Size, TestSets.Normalization, Fit: ImageFit.Pad), seed: 5))
        {
            model.Save(In("padding.safetensors"));
        }

        var crops = SaveModel("cropping.safetensors", 5, ["a", "b", "c"]);
        var wide = Alone("wide.png", EncodedPictures.Draw(40, 12, (column, row) => new SKColor((byte)(column * 6), (byte)(row * 20), 99)));
        var request = Request() with { Images = wide, Models = [crops] };
        Label(request);
        Label(request with { Models = [In("padding.safetensors")], Output = In("padded") });

        Assert.NotEqual(Rows()[0].Confidence, Rows("padded")[0].Confidence);
        Assert.Contains(
            "another fit or sample-bits",
            Assert.Throws<NoisyStudentException>(() => Label(request with { Models = [crops, In("padding.safetensors")], Output = In("both") })).Message, StringComparison.Ordinal);
    }

    private LabelingRequest Request() => new() { Models = [_model], Images = _images, Output = In("labels"), PartSize = 5, Device = "cpu" };

    private long Label(LabelingRequest request)
    {
        using var labeling = new Labeling(request, _observer, TestContext.Current.CancellationToken);
        return labeling.Run(TestContext.Current.CancellationToken);
    }

    private string In(params string[] names) => Path.Combine([_folder.Path, .. names]);

    private string Alone(string name, byte[] content)
    {
        PictureSets.WriteFolder(In("one"), [(name, content)]);
        return In("one");
    }

    private IReadOnlyList<PseudoLabelRow> Rows(string folder = "labels") => [.. Directory.GetFiles(In(folder), "part-*.parquet").Order(StringComparer.Ordinal)
        .SelectMany(part => ParquetSerializer.DeserializeAsync<PseudoLabelRow>(part).GetAwaiter().GetResult().Data)];

    private Dictionary<string, string> Files() => Directory.GetFiles(In("labels"))
        .ToDictionary(file => file, file => Convert.ToBase64String(File.ReadAllBytes(file)));

    private string SaveModel(string name, long seed, string[] classes)
    {
        using var model = OnnxRuns.Model(new ModelDescription("resnet-8", classes, TestSets.Size, TestSets.Normalization), seed);
        model.Save(In(name));
        return In(name);
    }
}
