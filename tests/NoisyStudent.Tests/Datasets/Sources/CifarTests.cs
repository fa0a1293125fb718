using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Sources;

public sealed class CifarTests : IDisposable
{
    private const int PlaneLength = 32 * 32;

    private readonly TemporaryFolder _folder = new();

    private static ReadingSettings Settings => new() { ImageSize = 32, Set = "labeled" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CIFAR_10_s_batches_are_one_set_with_the_names_of_its_classes()
    {
        _folder.Write("batches.meta.txt", "airplane\nbird\ncat\n\n"u8.ToArray());
        _folder.Write("data_batch_1.bin", [.. Record(1, [2]), .. Record(2, [0])]);
        _folder.Write("data_batch_2.bin", Record(3, [0]));

        var set = Reading.Labeled(Path.Combine(_folder.Path, "data_batch_{1..2}.bin"), Settings);

        Assert.Equal(["airplane", "cat"], set.Classes);
        Assert.Equal(["data_batch_1.bin/00000", "data_batch_1.bin/00001", "data_batch_2.bin/00000"], set.Images.Names);
        Assert.Equal([1, 0, 0], set.Labels);
        Assert.All(Enumerable.Range(1, 3), number => Assert.Equal(
            Enumerable.Range(0, PlaneLength).SelectMany(pixel => Enumerable.Range(0, 3).Select(plane => Value(number, plane, pixel))),
            set.Images.Pixels(number - 1).ToArray()));
    }

    [Fact]
    public void CIFAR_100_has_its_fine_labels()
    {
        _folder.Write("fine_label_names.txt", "apple\r\nbaby\r\n"u8.ToArray());
        var path = _folder.Write("train.bin", [.. Record(1, [9, 1]), .. Record(2, [9, 0])]);
        var set = Reading.Labeled(path, Settings);
        Assert.Equal(["apple", "baby"], set.Classes);
        Assert.Equal([1, 0], set.Labels);
        Assert.Equal(Value(2, 0, 0), set.Images.Pixels(1)[0]);
    }

    [Fact]
    public void Names_of_classes_may_be_missing_from_an_unlabeled_set_alone()
    {
        var path = _folder.Write("test_batch.bin", Record(1, [5]));
        Assert.Equal(["00000"], Reading.Unlabeled(path, Settings).Names);
        Assert.Equal(
            $"The names of the classes of {path} are missing: put {Path.Combine(_folder.Path, "batches.meta.txt")} there.",
            Refusal(() => Reading.Labeled(path, Settings)));
    }

    [Fact]
    public void What_is_no_whole_number_of_records_or_of_an_unknown_class_is_refused()
    {
        var cut = _folder.Write("data_batch_1.bin", Record(1, [0])[..^1]);
        Assert.Equal(
            $"The CIFAR file {cut} is damaged (its 3072 bytes are no whole number of records of 3073): get it again.",
            Refusal(() => Reading.Unlabeled(cut, Settings)));

        var names = _folder.Write("fine_label_names.txt", "apple\nbaby\n"u8.ToArray());
        var unknown = _folder.Write("test.bin", [.. Record(1, [0, 1]), .. Record(1, [0, 2])]);
        Assert.Equal(
            $"The CIFAR file {unknown} is damaged (record 1 is of class 2, but {names} names 2): get it again.",
            Refusal(() => Reading.Labeled(unknown, Settings)));
    }

    private static byte Value(int number, int plane, int pixel) => (byte)((number * 50) + (plane * 17) + (pixel % 101));

    private static byte[] Record(int number, byte[] labels) =>
        [.. labels, .. Enumerable.Range(0, 3).SelectMany(plane => Enumerable.Range(0, PlaneLength).Select(pixel => Value(number, plane, pixel)))];

    private static string Refusal(Action read) => Assert.Throws<NoisyStudentException>(read).Message;
}
