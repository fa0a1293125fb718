using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Events;
using NoisyStudent.Images;
using NoisyStudent.Recipes;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;
using NoisyStudent.Training;
using Xunit;

namespace NoisyStudent.Tests.Reporting;

public class RunReportTests
{
    [Fact]
    public void The_headline_is_the_students_gain_with_intervals_and_the_paired_test()
    {
        using var run = new SampleRun().WithEverything();
        var page = Page(run);
        Assert.Equal("+20.0 points", page.QuerySelector(".gain strong")!.TextContent);
        Assert.Contains("66.7% → 86.7%", page.QuerySelector(".gain")!.TextContent, StringComparison.Ordinal);

        // Wilson's intervals of 40 and 52 of 60, and McNemar's test of 4 against 16: 2 (1 + 20 + 190 + 1140 + 4845) / 2^20 = 0.0118.
        Assert.Equal(
            "On 60 test pictures. 95% intervals (Wilson): teacher 54.1–77.3%, student 1 75.8–93.1%. "
            + "Only student 1 is right on 16 of them, only the teacher on 4: more than chance explains (McNemar’s exact test, p\u00A0=\u00A00.01).",
            page.QuerySelector(".verdict")!.TextContent);
    }

    [Fact]
    public void The_headline_says_which_model_to_use_and_why()
    {
        using var run = new SampleRun().WithEverything();
        Assert.Equal("The model to use is student 1, the last model, as the run does not say which held-out pictures each model gets right.", Sentence());

        // The headline stays the student's, though its teacher is the better model.
        SetRight("1111111111", "0000000000");
        Assert.StartsWith("The model to use is teacher, better than student 1, the last model, on the 10 held-out pictures", Sentence(), StringComparison.Ordinal);
        Assert.Equal("+20.0 points", Page(run).QuerySelector(".gain strong")!.TextContent);

        string Sentence() => Page(run).QuerySelector("header .quiet")!.TextContent;
        void SetRight(params string[] right) => new RunResults([.. RunResults.Read(run.Folder.ResultsFile).Models.Zip(
            right, (model, answers) => model with { Validation = model.Validation! with { Right = answers } })]).Write(run.Folder.ResultsFile);
    }

    [Fact]
    public void Of_very_many_models_the_one_to_use_is_shown_too()
    {
        using var run = new SampleRun();
        var results = RunResults.Read(run.Folder.ResultsFile).Models;
        ModelResult[] many = [results[0], .. Enumerable.Range(1, 20).Select(iteration => results[1] with
        {
            Iteration = iteration,
            Validation = new ValidationResult(0.5, Right: iteration == 3 ? new string('1', 30) : new string('0', 30)),
        })];
        new RunResults([many[0] with { Validation = many[1].Validation }, .. many[1..]]).Write(run.Folder.ResultsFile);
        var page = Page(run);
        Assert.Contains("The model to use is student 3, better than student 20", page.QuerySelector("header")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(Row(Section(page, "Teacher and students"), "student 3"));
        Assert.Equal(13, Section(page, "Teacher and students").QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public void Tables_show_what_the_files_say()
    {
        using var run = new SampleRun().WithEverything();
        var page = Page(run);
        Assert.Equal(["student 1", "86.7%", "75.8–93.1%", "+20.0", "86.7%", "100.0%", "0.033", "resnet-8", "75,290", "1 min 1 s", "80.0%"], Cells(Row(Section(page, "Teacher and students"), "student 1")));

        // 20 pictures from 0.513 on in steps of 0.025, in turn of two classes; under 0.6 are two of each.
        var labels = Section(page, "Pseudo-labels");
        Assert.Contains("16 of 20 pictures kept", labels.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["cat", "10", "8", "8"], Cells(Row(labels, "cat"))[..4]);
        Assert.Equal(["dog", "10", "8", "8"], Cells(Row(labels, "dog"))[..4]);
        Assert.Equal(["student 1", "0.50", "–", "0.50", "0.50"], Cells(Row(Section(page, "Robustness"), "student 1")));

        // Of 30 cats, the teacher gets 20 right and takes 10 for dogs, and as many dogs for cats.
        var classes = Section(page, "Classes");
        Assert.Equal(["cat", "20", "10"], Cells(Row(classes, "cat")));
        Assert.Equal(["cat", "30", "66.7%", "86.7%", "66.7%", "86.7%", "+20.0", "66.7%", "86.7%"], Cells(classes.QuerySelectorAll("tr").Last(row => Cells(row)[0] == "cat")));
    }

    [Fact]
    public void A_run_that_is_nothing_but_its_results_has_a_short_report()
    {
        using var run = new SampleRun();
        File.Delete(run.In("data.json"));
        Assert.Equal(["data.json is missing or damaged, so that the run cannot go on: start again in another folder."], RunReport.Write(run.Folder));
        Assert.Equal(["The loop", "Teacher and students", "Recipe", "Machine and time"], Headings(Parse(File.ReadAllText(run.Folder.ReportFile))));
    }

    [Fact]
    public void The_loop_says_who_learns_from_how_many()
    {
        using var run = new SampleRun().WithEverything();
        Assert.StartsWith(
            "The teacher learns from 100 labeled pictures, but for a part (validation-fraction 0.1) that is held out, and labels 20 unlabeled ones.",
            Explanation(), StringComparison.Ordinal);

        (EvaluationResults.Read(run.Folder.EvaluationFile) with { HeldOut = true }).Write(run.Folder.EvaluationFile);
        Assert.StartsWith("The teacher learns from 100 labeled pictures, but for 60 that are held out, and labels 20", Explanation(), StringComparison.Ordinal);

        new RunResults([.. RunResults.Read(run.Folder.ResultsFile).Models.Select(model => model with { Validation = null })]).Write(run.Folder.ResultsFile);
        Directory.Delete(run.In("iteration-1"), recursive: true);
        Assert.StartsWith("The teacher learns from 100 labeled pictures and labels the unlabeled ones.", Explanation(), StringComparison.Ordinal);

        string Explanation() => Section(Page(run), "The loop").QuerySelector("p")!.TextContent;
    }

    [Theory]
    [InlineData(new[] { 1.0 }, "Each student learns from both, under noise, and")]
    [InlineData(new[] { 0.0 }, "Each student learns from both, as a last layer that is fitted to pictures without noise, and")]
    [InlineData(new[] { 0.0, 1 }, "Each student learns from both, student 1 as a last layer that is fitted to pictures without noise, the other under noise, and")]
    [InlineData(new[] { 0.0, 1, 1 }, "Each student learns from both, student 1 as a last layer that is fitted to pictures without noise, the others under noise, and")]
    public void The_loop_says_which_students_learn_under_noise(double[] epochs, string sentence)
    {
        using var run = new SampleRun();
        run.Write(RecipeYaml.Write(new Recipe { Name = "sample", Students = [.. epochs.Select(each => new StudentSettings { Epochs = each, Training = each > 0 ? null : new TrainingSettings { FitLastLayer = true } })] }), "recipe.yaml");
        Assert.Contains(sentence, Section(Page(run), "The loop").QuerySelector("p")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Corruptions_and_perturbations_that_count_for_no_mean_stand_apart_from_it()
    {
        using var run = new SampleRun().WithEverything();
        var evaluation = EvaluationResults.Read(run.Folder.EvaluationFile);
        var extras = Corruption.All.Where(each => each.IsExtra).Select(each => each.Name).ToArray();
        (evaluation with
        {
            Models = [.. evaluation.Models.Select(model => model with
            {
                Corruptions = model.Corruptions! with { Errors = model.Corruptions.Errors.ToDictionary(each => each.Key, each => extras.Contains(each.Key) ? [1, 1, 1, 1, 1] : each.Value) },
            })],
        }).Write(run.Folder.EvaluationFile);
        var robustness = Section(Page(run), "Robustness");

        // The teacher errs on 0.4, and 0.05 more at each severity.
        Assert.Contains("teacher from 40% to 65%; student 1 from 20% to 45%", robustness.QuerySelector("svg[role=img]")!.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal([15, 4, 10, 4], robustness.QuerySelectorAll(".groups").Select(groups => groups.Children.Length));
        Assert.Equal(
            ["speckle noise", "gaussian blur", "spatter", "saturate"], robustness.QuerySelectorAll(".groups")[1].QuerySelectorAll("h5").Select(name => name.TextContent));
        Assert.Equal(["T", "1"], robustness.QuerySelector(".groups > div")!.QuerySelectorAll(".mark").Select(mark => mark.TextContent));
        Assert.Equal(["T teacher", "1 student 1"], robustness.QuerySelectorAll(".legend span").Select(name => name.TextContent.Trim()));
        Assert.Equal(["on 60 pictures", "on 60 pictures", "of 60 pictures"], robustness.QuerySelectorAll("h3 .quiet").Select(count => count.TextContent));
    }

    [Fact]
    public void Curves_under_attack_begin_with_the_same_pictures_as_they_are()
    {
        using var run = new SampleRun().WithEverything();
        var robustness = Section(Page(run), "Robustness");
        Assert.Contains("teacher from 60% to 3.8%", Pgd(robustness), StringComparison.Ordinal);

        // Wilson's interval of 36 of 60.
        Assert.Equal("60.0% (47.4–71.4%)", Cells(Row(robustness, "PGD 1/255"))[1]);

        static string Pgd(IElement section) => section.QuerySelectorAll("svg[role=img]").Select(chart => chart.GetAttribute("aria-label")!).Single(label => label.Contains("PGD", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_test_set_the_figures_are_called_those_of_held_out_pictures()
    {
        using var run = new SampleRun().WithEverything();
        new RunResults([.. RunResults.Read(run.Folder.ResultsFile).Models.Select(model => model with { Test = null })]).Write(run.Folder.ResultsFile);
        (EvaluationResults.Read(run.Folder.EvaluationFile) with { HeldOut = true }).Write(run.Folder.EvaluationFile);
        var headline = Page(run).QuerySelector("header")!.TextContent;
        Assert.Contains("validation top-1: 66.7% → 86.7%", headline, StringComparison.Ordinal);
        Assert.Contains("On 60 held-out pictures.", headline, StringComparison.Ordinal);
        Assert.DoesNotContain("test", headline.Replace("exact test", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_run_has_all_sections_in_order()
    {
        using var run = new SampleRun().WithEverything();
        var page = Page(run);
        Assert.Equal(
            ["The loop", "Teacher and students", "Learning curves", "Pseudo-labels", "Robustness", "Calibration", "Classes", "The noise", "Where the teacher was wrong", "Recipe", "Machine and time", "What happened"],
            Headings(page));
        Assert.Contains("Abacus 3000, 2 threads on cpu in fp32", Section(page, "Recipe").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll(".chart.narrow").Length);
        Assert.All(page.QuerySelectorAll("img, svg[role=img]"), picture => Assert.NotEmpty(picture.GetAttribute("alt") ?? picture.GetAttribute("aria-label") ?? ""));
        Assert.All(page.QuerySelectorAll("th"), header => Assert.NotNull(header.GetAttribute("scope")));
    }

    [Fact]
    public void What_happened_stands_under_each_time_that_the_run_was_at_work()
    {
        using var run = new SampleRun();
        var (look, train) = (new RunStage("look at the pictures"), new RunStage("train resnet-8", "teacher", 5000, 1000));
        run.WriteEvents(
            (0, new RunStarted("sample", "1.0.0", "elsewhere/sample")), (1, new StageStarted(look)), (1.4, new StageEnded(look, StageOutcome.Finished, 0.4)),
            (2, new FilesUnreadable(2, "elsewhere/sample/unreadable-files.csv")), (3, new StageStarted(train)), (61, new StageAdvanced(train, new StageProgress(2000))),
            (3600, new RunStarted("sample", "1.0.0")), (3601, new ModelTaken("teacher", Path.Combine(run.Folder.Path, "set-aside", "iteration-0-f00d"))), (3602, new StageStarted(train)),
            (3725, new StageEnded(train, StageOutcome.Finished, 123)), (3726, new RunEnded(StageOutcome.Finished)));
        var section = Section(Page(run), "What happened");

        Assert.False(section.QuerySelector("details")!.HasAttribute("open"));
        Assert.Equal("the run was at work 2 times, 3 min 7 s in all", section.QuerySelector("summary")!.TextContent);
        Assert.Contains("UTC", section.QuerySelector("p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["2026-03-01 23:59:00 killed after 1 min 1 s or more", "2026-03-02 00:59:00 finished after 2 min 6 s"],
            section.QuerySelectorAll("h3").Select(heading => heading.TextContent));
        Assert.Equal(
            [
                "23:59:02 2 files cannot be read and are left out; unreadable-files.csv names them",
                "2026-03-02 00:00:01 teacher: train resnet-8: not finished, 2,000 of 5,000 images done",
                "00:59:01 teacher is taken from set-aside/iteration-0-f00d, where a model stands that was decided by the same",
                "01:01:05 teacher: train resnet-8: 2 min 3 s",
            ],
            Happened(section));
    }

    [Fact]
    public void What_did_not_finish_says_why()
    {
        using var run = new SampleRun();
        var stage = new RunStage("read labeled pictures");
        run.WriteEvents(
            (0, new RunStarted("sample", "1.0.0")), (2, new StageEnded(stage, StageOutcome.Cancelled, 0.2)), (3, new RunEnded(StageOutcome.Cancelled)),
            (4, new RunStarted("sample", "1.0.0")), (5, new StageEnded(stage, StageOutcome.Failed, 0.5, "The disk is full.")), (5, new RunEnded(StageOutcome.Failed, "The disk is full.")),
            (6, new RunStarted("sample", "1.0.0")), (7, new RunEnded(StageOutcome.Failed, "The moon is full.")),
            (8, new RunStarted("sample", "1.0.0")), (9, new Remark("working")));
        var section = Section(Page(run), "What happened");
        Assert.Equal(
            ["cancelled after 3.0 s", "failed after 1.0 s", "failed after 1.0 s", "killed or still at work, after 1.0 s or more"],
            section.QuerySelectorAll("h3 .quiet").Select(ending => ending.TextContent));
        Assert.Equal(
            [
                "23:59:02 read labeled pictures: cancelled after 0.2 s", "23:59:05 read labeled pictures: failed after 0.5 s: The disk is full",
                "23:59:07 the run failed: The moon is full", "23:59:09 working",
            ],
            Happened(section));
    }

    [Fact]
    public void Of_very_much_that_happened_the_first_and_the_last_is_shown()
    {
        using var run = new SampleRun();
        run.WriteEvents(Enumerable.Range(0, 1000).SelectMany(time => ((double, RunEvent)[])[
            (100 * time, new RunStarted("sample", "1.0.0")), .. Enumerable.Range(0, time == 999 ? 1000 : 1).Select(line => ((100.0 * time) + 1, (RunEvent)new Remark($"{line} {new string('x', 1000)}")))]));
        var html = Html(run);
        Assert.InRange(html.Length, 10_000, 100_000);
        var section = Section(Parse(html), "What happened");
        Assert.Contains("the run was at work 1,000 times", section.TextContent, StringComparison.Ordinal);
        Assert.Equal(20, section.QuerySelectorAll("h3").Length);
        Assert.Contains(section.QuerySelectorAll("p"), text => text.TextContent == "980 more, which are left out here.");
        Assert.Equal(80 + 1, section.QuerySelectorAll("dl")[^1].QuerySelectorAll("dd").Length);
        Assert.Equal("920 lines are left out here", section.QuerySelectorAll("dl")[^1].QuerySelectorAll("dd")[40].TextContent);
        Assert.StartsWith("999 x", section.QuerySelectorAll("dd")[^1].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.json", "metrics.json is damaged")]
    [InlineData("events.jsonl", "1 line of events.jsonl is damaged and left out.")]
    [InlineData("data.json", "data.json is missing or damaged")]
    [InlineData("machine.json", "machine.json cannot be read or is damaged")]
    [InlineData("pictures/pictures.json", "pictures.json cannot be read or is damaged")]
    [InlineData("iteration-1/selected.json", "selected.json cannot be read")]
    [InlineData("iteration-1/selected.parquet", "selected.parquet cannot be read as pseudo-labels")]
    [InlineData("iteration-1/pseudo-labels/part-00000-00000.parquet", "pseudo-labels cannot be read as pseudo-labels")]
    [InlineData("pictures/corrected-1-0000.png", "1 picture that the run kept is missing or cannot be read, and is left out.")]
    public void What_is_damaged_is_named_in_a_sentence_and_left_out(string file, string sentence)
    {
        using var run = new SampleRun().WithEverything();
        run.Write("{ \"", file.Split('/'));
        var note = Assert.Single(RunReport.Write(run.Folder));
        Assert.Contains(sentence, note, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', note);
        var page = Parse(File.ReadAllText(run.Folder.ReportFile));
        Assert.Equal(note, page.QuerySelector(".note")!.TextContent);
        Assert.DoesNotContain(run.Folder.Path, page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("+20.0 points", page.QuerySelector(".gain strong")!.TextContent);
    }

    [Theory]
    [InlineData("""{ "test": "t", "baseline": "teacher", "models": [{ "name": "teacher", "network": "n", "clean": null }] }""")]
    [InlineData("""{ "test": "t", "baseline": "teacher", "models": [null] }""")]
    [InlineData("[]")]
    public void An_evaluation_that_lacks_something_is_left_out(string json)
    {
        using var run = new SampleRun();
        run.Write(json, "metrics.json");
        Assert.Contains("metrics.json", Assert.Single(RunReport.Write(run.Folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_lines_of_the_log_are_counted_and_left_out()
    {
        using var run = new SampleRun();
        run.WriteLog();
        File.AppendAllText(run.Folder.LogFile, "{\"iteration\":1,\"step\":\n");
        Assert.Equal(["1 line of log.jsonl is damaged and left out."], RunReport.Write(run.Folder));
        File.AppendAllText(run.Folder.LogFile, "null\n[]\n{\"iteration\":-1,\"step\":5,\"loss\":1}\n");
        Assert.Equal(["4 lines of log.jsonl are damaged and left out."], RunReport.Write(run.Folder));
        Assert.Contains("Learning curves", Headings(Parse(File.ReadAllText(run.Folder.ReportFile))));
    }

    [Fact]
    public void Damaged_lines_of_events_are_counted_and_those_of_other_versions_are_not()
    {
        using var run = new SampleRun();
        run.WriteEvents((0, new RunStarted("sample", "1.0.0")));
        File.AppendAllText(run.Folder.EventsFile, """
            {"at":
            {"at":"2026-03-02T00:00:00Z","what":{"event":"of-tomorrow"}}
            {"at":"2026-03-02T00:00:00Z","what":{"event":"budget-fitted","secondsLeft":1e300,"applied":1,"models":[null],"learnsLittle":false}}

            """);
        Assert.Equal(["1 line of events.jsonl is damaged and left out."], RunReport.Write(run.Folder));
        Assert.Contains("budget: 27777777 h 46 min left", Section(Parse(File.ReadAllText(run.Folder.ReportFile)), "What happened").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_are_missing_are_counted()
    {
        using var run = new SampleRun().WithEverything();
        File.Delete(run.In("pictures", "corrected-1-0000.png"));
        File.Delete(run.In("pictures", "corrected-1-0001.png"));
        Assert.Equal(["2 pictures that the run kept are missing or cannot be read, and are left out."], RunReport.Write(run.Folder));
    }

    [Fact]
    public void Pictures_of_students_that_the_run_no_longer_has_are_not_shown()
    {
        using var run = new SampleRun().WithEverything();
        var image = new RgbImage(1, 1, [1, 2, 3]);
        run.Folder.Pictures.Keep(RunPictureKind.Corrected, 2, [(image, new RunPicture("", default, 0, "of student 2", "cat", 0.5, "dog"))]);
        var all = run.Folder.Pictures.Read().Count;
        Assert.Equal(2, Section(Page(run), "Where the teacher was wrong").QuerySelectorAll("img").Length);
        Assert.Equal(all - 1, RunReader.Read(run.Folder).Pictures.Count);

        // Where there is a student 2, it is the last one, and what student 1 got right is not what the section is about.
        var results = RunResults.Read(run.Folder.ResultsFile).Models;
        new RunResults([.. results, results[1] with { Iteration = 2 }]).Write(run.Folder.ResultsFile);
        Assert.Equal("of student 2", Assert.Single(Section(Page(run), "Where the teacher was wrong").QuerySelectorAll("img")).GetAttribute("alt"));
    }

    [Theory]
    [InlineData("results.json", "{")]
    [InlineData("results.json", """{ "models": [] }""")]
    [InlineData("results.json", """{ "models": [{ "iteration": 0, "network": "n", "secondsTraining": 1e300 }] }""")]
    [InlineData("results.json", """{ "models": [{ "iteration": 0, "network": "n", "validation": { "top1": -1 } }] }""")]
    [InlineData("recipe.yaml", "name: [")]
    public void Without_recipe_or_results_there_is_no_report(string file, string content)
    {
        using var run = new SampleRun();
        run.Write(content, file);
        Assert.Contains(file, Assert.Throws<NoisyStudentException>(() => RunReport.Write(run.Folder)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(run.Folder.ReportFile));
    }

    [Fact]
    public void A_folder_that_is_no_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is no run folder", Assert.Throws<NoisyStudentException>(() => RunReport.Write(new RunFolder(folder.Path))).Message, StringComparison.Ordinal);
        Assert.Contains("is no run folder", Assert.Throws<NoisyStudentException>(() => RunReport.Write(new RunFolder(Path.Combine(folder.Path, "nowhere")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        using var run = new SampleRun([.. HostileNames.All]).WithEverything(HostileNames.Script);
        run.Write(RecipeYaml.Write(new Recipe { Name = HostileNames.Script, Description = HostileNames.Quotes, Students = [new()] }), "recipe.yaml");
        var html = Html(run);
        var page = Parse(html);
        Assert.Equal(HostileNames.Script, page.QuerySelector("h1")!.TextContent);
        Assert.Contains(HostileNames.Script, Cells(Section(page, "Pseudo-labels")));
        Assert.Contains(@"turned\u202Eround", Cells(Section(page, "Pseudo-labels")));
        Assert.Contains($"{HostileNames.Script} is odd", Section(page, "What happened").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script, iframe, object, embed, link, base, form, a"));
        Assert.All(page.All, element => Assert.DoesNotContain(element.Attributes, attribute =>
            attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name is "href" or "srcset" or "action"));
        Assert.All(page.QuerySelectorAll("[src]"), element => Assert.StartsWith("data:image/", element.GetAttribute("src"), StringComparison.Ordinal));
        Assert.DoesNotContain(page.DocumentElement.OuterHtml, character => character is '\u202E' or '\u0007' or '\u2066');
    }

    [Fact]
    public void Nothing_may_be_loaded_or_run()
    {
        using var run = new SampleRun().WithEverything();
        var policy = Page(run).QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content");
        Assert.Equal("default-src 'none'; img-src data:; style-src 'unsafe-inline'", policy);
    }

    [Fact]
    public void Of_thousands_of_classes_the_most_telling_are_shown()
    {
        using var run = new SampleRun([.. Enumerable.Range(0, 5000).Select(c => $"class {c} {new string('x', 200)}")]).WithEverything();
        var html = Html(run);
        Assert.InRange(html.Length, 10_000, 1_000_000);
        var page = Parse(html);
        Assert.Contains("Of 5,000 classes", Section(page, "Pseudo-labels").TextContent, StringComparison.Ordinal);
        Assert.Contains("Of 5,000 classes", Section(page, "Classes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_twenty_and_a_hundred_classes_the_confused_pairs_are_a_table()
    {
        using var run = new SampleRun([.. Enumerable.Range(0, 30).Select(c => $"c{c}")]).WithEverything();
        var classes = Section(Page(run), "Classes");
        Assert.Empty(classes.QuerySelectorAll(".confusion"));

        // Pictures 40 to 59 are wrong: class 10 to 29 is taken for the next one, once each.
        Assert.Equal(["c10", "c11", "1", "1"], Cells(Row(classes, "c10")));
    }

    [Fact]
    public void A_report_goes_where_it_is_wanted()
    {
        using var run = new SampleRun();
        RunReport.Write(run.Folder, run.In("elsewhere", "page.html"));
        Assert.True(File.Exists(run.In("elsewhere", "page.html")));
        Assert.False(File.Exists(run.Folder.ReportFile));
    }

    private static string Html(SampleRun run)
    {
        Assert.Empty(RunReport.Write(run.Folder));
        return File.ReadAllText(run.Folder.ReportFile);
    }

    private static IHtmlDocument Page(SampleRun run) => Parse(Html(run));

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static string[] Headings(IHtmlDocument page) => [.. page.QuerySelectorAll("h2").Select(heading => heading.TextContent)];

    private static IElement Section(IHtmlDocument page, string heading) => page.QuerySelectorAll("section").Single(section => section.QuerySelector("h2")!.TextContent == heading);

    private static IElement Row(IElement section, string header) => section.QuerySelectorAll("tr").First(row => Cells(row)[0] == header);

    private static IEnumerable<string> Happened(IElement section) => section.QuerySelectorAll("dt").Zip(section.QuerySelectorAll("dd"), (time, text) => $"{time.TextContent} {text.TextContent}");

    private static string[] Cells(IElement part) => [.. part.QuerySelectorAll("th, td").Select(cell => cell.TextContent.Trim())];
}
