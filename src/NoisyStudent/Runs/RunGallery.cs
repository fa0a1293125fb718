using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;

namespace NoisyStudent.Runs;

/// <summary>Chooses the pictures of a run that are worth a look, and keeps them beside it.</summary>
internal sealed class RunGallery(Recipe recipe, RunFolder folder)
{
    private const int LargestSide = 96;
    private const int MostClasses = 20;
    private const int OfEachClass = 6;
    private const int MostCorrected = 24;
    private const int Noised = 6;
    private const int NoisedVersions = 5;

    /// <summary>Some labeled pictures, and what the run's noise makes of them; models may have noise of their own.</summary>
    /// <param name="labeled">The labeled pictures.</param>
    public void KeepNoised(LabeledSet labeled)
    {
        var firsts = Enumerable.Range(0, labeled.Images.Count).DistinctBy(image => labeled.Labels[image]).Take(Noised).ToArray();
        var noise = new InputNoisePipeline(recipe.Noise, recipe.ImageSize);
        folder.Pictures.Keep(RunPictureKind.Noised, 0, firsts.SelectMany(image =>
            Versions(labeled.Images.Picture(image).FitSquare(recipe.ImageSize), image)
                .Select(version => Entry(version, labeled.Images.Names[image], labeled.Classes[labeled.Labels[image]]))));

        IEnumerable<RgbImage> Versions(RgbImage clean, int image) => Enumerable.Range(0, NoisedVersions).Select(version =>
        {
            var noised = new byte[clean.Pixels.Length];
            var random = KeyedRandom.For(recipe.Seed, RandomUse.InputNoise, image, version);
            noise.Apply(clean.Pixels, noised, ref random);
            return new RgbImage(clean.Width, clean.Height, noised);
        }).Prepend(clean);
    }

    /// <summary>The pictures of each class that the teacher is surest of, and the least sure among those that were selected.</summary>
    /// <param name="iteration">The student that learns from them.</param>
    /// <param name="images">The unlabeled pictures.</param>
    /// <param name="labels">What the teacher answered for them.</param>
    /// <param name="selection">Which were selected.</param>
    /// <param name="classes">The names of the classes.</param>
    public void KeepConfident(int iteration, ImageSet images, StoredLabels labels, Selection selection, IReadOnlyList<string> classes)
    {
        var largest = Enumerable.Range(0, images.Count).Where(image => labels.Classes[image] >= 0).GroupBy(image => labels.Classes[image])
            .OrderByDescending(ofClass => ofClass.Count()).ThenBy(ofClass => ofClass.Key).Take(MostClasses).OrderBy(ofClass => ofClass.Key);
        int[][] surestFirst = [.. largest.Select(ofClass => ofClass.OrderByDescending(image => labels.Confidences[image]).ToArray())];
        Keep(RunPictureKind.MostConfident, surestFirst.SelectMany(each => each.Take(OfEachClass)));
        Keep(RunPictureKind.LeastConfident, surestFirst.SelectMany(each => each.Where(image => selection.Copies[image] > 0).TakeLast(OfEachClass)));

        void Keep(RunPictureKind kind, IEnumerable<int> chosen) => folder.Pictures.Keep(kind, iteration, chosen.Select(image =>
            Entry(images.Picture(image), images.Names[image], classes[labels.Classes[image]], labels.Confidences[image])));
    }

    /// <summary>Test pictures that the teacher of the run gets wrong and its last student right, those first of which the student is surest.</summary>
    /// <param name="iteration">The student.</param>
    /// <param name="test">The test pictures.</param>
    /// <param name="teacher">The teacher's answers.</param>
    /// <param name="student">The student's.</param>
    public void KeepCorrected(int iteration, LabeledSet test, Predictions teacher, Predictions student)
    {
        var (before, after) = (teacher.AreRight(test.Labels), student.AreRight(test.Labels));
        var corrected = Enumerable.Range(0, test.Images.Count).Where(image => !before[image] && after[image]).OrderByDescending(student.Confidence).Take(MostCorrected);
        folder.Pictures.Keep(RunPictureKind.Corrected, iteration, corrected.Select(image => Entry(
            test.Images.Picture(image), test.Images.Names[image], test.Classes[test.Labels[image]], student.Confidence(image), test.Classes[teacher.Class(image)])));
    }

    private static (RgbImage Image, RunPicture Picture) Entry(RgbImage image, string name, string label, double? confidence = null, string? wrong = null) => (
        image.FitSquare(Math.Min(image.Width, LargestSide)), new RunPicture("", default, 0, name, label, confidence, wrong));
}
