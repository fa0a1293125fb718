using NoisyStudent.Datasets;
using NoisyStudent.Noise;

namespace NoisyStudent.SelfTraining;

/// <summary>
/// Makes a recipe for a person's own pictures: from their sizes, their colour, and how many there are. Each choice comes with its reason.
/// </summary>
public static class AutoRecipe
{
    /// <summary>
    /// How much a run may cost, in training passes of ResNet-20 over one 32x32 image: about an hour on two ordinary cores.
    /// </summary>
    private const double Budget = 2e6;

    private const double TeacherShare = 0.2;
    private const int LeastTeacherPasses = 40_000;
    private const int LeastStudentPasses = 100_000;
    private const int MostTeacherEpochs = 400;
    private const int MostUnlabeledPasses = 20;
    private const int LargestRatio = 7;

    private static readonly int[] _imageSizes = [16, 24, 32, 48, 64, 96];
    private static readonly string[] _studentNetworks = ["resnet-20", "resnet-26"];
    private const string TeacherNetwork = "resnet-20";

    /// <summary>Makes a recipe.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <returns>The recipe, complete, and a line for each choice with its reason.</returns>
    public static (Recipe Recipe, IReadOnlyList<string> Reasons) For(DatasetSurvey labeled, DatasetSurvey unlabeled)
    {
        var reasons = new List<string>();
        var recipe = new Recipe
        {
            Name = RunRequest.Auto,
            Description = $"Made for {labeled.Pictures:N0} labeled pictures of {labeled.Classes.Count} classes and {unlabeled.Pictures:N0} unlabeled ones.",
            ImageSize = ChooseImageSize(labeled, reasons),
        };
        var noise = ChooseNoise(labeled, recipe.ImageSize, reasons);
        var validation = ChooseValidation(labeled, reasons);
        var (teacher, students) = ChooseModels(labeled, unlabeled, recipe.ImageSize, validation, reasons);
        return (recipe with { Noise = noise, ValidationFraction = validation, Teacher = teacher, Students = students }, reasons);
    }

    private static int ChooseImageSize(DatasetSurvey labeled, List<string> reasons)
    {
        var fitting = _imageSizes.Where(size => size <= Math.Max(labeled.ShorterSideMedian, _imageSizes[0])).Max();
        var least = LeastTeacherPasses + (_studentNetworks.Length * LeastStudentPasses);
        var affordable = _imageSizes.Where(size => least * Cost(size, TeacherNetwork) <= Budget).Max();
        var size = Math.Min(fitting, affordable);
        reasons.Add(
            $"image-size {size}: pictures are typically {labeled.TypicalWidth}x{labeled.TypicalHeight} (median shorter side {labeled.ShorterSideMedian})"
            + (size < fitting ? $", and larger than {size} would take more than an hour on two cores" : ""));
        return size;
    }

    private static InputNoise ChooseNoise(DatasetSurvey labeled, int imageSize, List<string> reasons)
    {
        var padding = imageSize / 8;
        reasons.Add($"noise.crop-padding {padding}: an eighth of the image size");
        var characters = labeled.Classes.All(c => c.Name.Length == 1);
        reasons.Add(characters
            ? "noise.flip false: classes named by single characters look like digits or letters, which a mirror changes"
            : "noise.flip true: most things keep their class in a mirror; if yours do not, give --set noise.flip=false");
        string[] leaveOut = labeled.IsGrey ? [nameof(EnhanceOperations.Color)] : [];
        reasons.Add(labeled.IsGrey
            ? "noise.leave-out [Color]: the pictures are grey, so the operation would do nothing"
            : "noise.leave-out []: the pictures are in colour, so every operation has something to do");
        return new InputNoise { CropPadding = padding, Flip = !characters, LeaveOut = leaveOut, Magnitude = DefaultMagnitude };
    }

    /// <summary>The paper's 27 is for long trainings of large networks; measured on CIFAR-10, short ones of small networks gain most here.</summary>
    private const double DefaultMagnitude = 15;

    private static double ChooseValidation(DatasetSurvey labeled, List<string> reasons)
    {
        const double Fraction = 0.1;
        var perClass = labeled.Classes.Min(c => c.Pictures);
        reasons.Add(
            $"validation-fraction {Fraction}: a tenth of the labeled pictures, at least one of each class"
            + (perClass < 20 ? "; with so few labels its top-1 is only a hint" : ""));
        return Fraction;
    }

    private static (ModelSettings Teacher, StudentSettings[] Students) ChooseModels(
        DatasetSurvey labeled, DatasetSurvey unlabeled, int imageSize, double validation, List<string> reasons)
    {
        var training = Math.Max(1, labeled.Pictures * (1 - validation));
        var teacherPasses = Math.Min(
            Math.Max(LeastTeacherPasses, MostTeacherEpochs * training), TeacherShare * Budget / Cost(imageSize, TeacherNetwork));
        var teacher = new ModelSettings
        {
            Network = TeacherNetwork,
            BatchSize = BatchSizeFor(training, 128),
            LearningRate = 0.1,
            Epochs = Math.Ceiling(teacherPasses / training),
        };
        reasons.Add($"teacher.network {teacher.Network}: the smallest network that does well on small pictures");
        reasons.Add($"teacher.batch-size {teacher.BatchSize}: {(teacher.BatchSize < 128 ? "few labels, so that an epoch has several steps" : "fast on processors")}");
        reasons.Add($"teacher.epochs {teacher.Epochs}: {teacherPasses:N0} training images, a fifth of the run");

        var ratio = Math.Clamp(Math.Round(unlabeled.Pictures / training), 1, LargestRatio);
        var studentShare = (1 - TeacherShare) / _studentNetworks.Length;
        var batchSize = BatchSizeFor(training, (int)(256 / (1 + ratio)));
        var students = _studentNetworks.Select(network =>
        {
            var passes = Math.Min(
                Math.Max(LeastStudentPasses, MostUnlabeledPasses * (unlabeled.Pictures + training)),
                studentShare * Budget / Cost(imageSize, network));
            return new StudentSettings
            {
                Network = network,
                BatchSize = batchSize,
                LearningRate = 0.1,
                Ratio = ratio,
                Epochs = Math.Ceiling(passes / (1 + ratio) / training),
            };
        }).ToArray();
        foreach (var (i, student) in students.Index())
        {
            reasons.Add(
                $"students.{i}: {student.Network} for {student.Epochs} epochs of labeled pictures, {student.Ratio} unlabeled for each: "
                + (i == 0 ? "as large as its teacher" : "larger than its teacher, as the method wants"));
        }

        return (teacher, students);
    }

    private static int BatchSizeFor(double trainingImages, int most) =>
        Math.Clamp((int)Math.Pow(2, Math.Floor(Math.Log2(Math.Max(1, trainingImages / 4)))), Math.Min(8, most), most);

    /// <summary>The cost of a training pass over one image; that of ResNet-20 at 32x32 is 1.</summary>
    private static double Cost(int imageSize, string network) =>
        Math.Pow(imageSize / 32.0, 2) * int.Parse(network.AsSpan(network.IndexOf('-') + 1)) / 20.0;
}
