using System.Buffers.Binary;
using System.IO.Pipes;
using System.Text;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SafetensorsFileTests() => TorchRuntime.Load();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{'a':{'dtype':'F32','shape':[1000000000000],'data_offsets':[0,4000000000000]}}", 16, "'a'")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,16]}}", 16, "'a'")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}", 16, "'b'")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[12,20]}}", 20, "'b'")]
    [InlineData("{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}", 8, "'a'")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", 12, "take 8 bytes of 12")]
    [InlineData("{'a':{'dtype':'F32','shape':[0,2147483647,2147483647,2147483647],'data_offsets':[0,0]}}", 0, "'a'")]
    [InlineData("{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4]}}", 4, "at most 8 whole numbers")]
    [InlineData("{'a':{'dtype':'F32','shape':[0.5],'data_offsets':[0,8]}}", 8, "the shape of 'a' is not a list of at most 8 whole numbers")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,1e300]}}", 8, "the place of 'a' is not a list")]
    [InlineData("{'a':{'dtype':'F17','shape':[2],'data_offsets':[0,8]}}", 8, "F17")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}", 8, "'a'")]
    [InlineData("{'a':{'dtype':'F32','shape':[2]}}", 8, "'a' lacks")]
    [InlineData("{'a':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}}", 8, "names 'shape' twice")]
    [InlineData("{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}}", 0, "names 'a' twice")]
    [InlineData("{'__metadata__':{},'__metadata__':{}}", 0, "names '__metadata__' twice")]
    [InlineData("{'__metadata__':{'a':'1','a':'2'}}", 0, "names 'a' twice")]
    [InlineData("{'__metadata__':{'noisy-student':null}}", 0, "the metadata of 'noisy-student' are not text")]
    [InlineData("{'__metadata__':7}", 0, "__metadata__ is no JSON object")]
    [InlineData("{'\\ud800':7}", 0, "not JSON")]
    [InlineData("{'a':7}", 0, "'a' is no JSON object")]
    [InlineData("[1,2]", 0, "its header is no JSON object")]
    [InlineData("{} {}", 0, "not JSON")]
    [InlineData("{{{{", 0, "not JSON")]
    public void A_lying_header_is_refused_before_there_is_a_tensor(string header, int dataLength, string reason) =>
        Refused(reason, File(header.Replace('\'', '"'), dataLength));

    [Theory]
    [InlineData("{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]}}", 4, 1)]
    [InlineData("{'a':{'dtype':'BF16','shape':[0,3],'data_offsets':[0,0],'by':{'x':[1]}}}", 0, 0)]
    [InlineData("{'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]},'b':{'dtype':'F16','shape':[0],'data_offsets':[0,0]}}", 8, 1)]
    public void Scalars_empty_tensors_and_members_of_other_programs_are_read(string header, int dataLength, int numbers)
    {
        var (tensors, _) = SafetensorsFile.Read(File(header.Replace('\'', '"'), dataLength));
        Assert.Equal(numbers, tensors["a"].numel());
        Assert.All(tensors.Values, tensor => tensor.Dispose());
    }

    [Theory]
    [InlineData("{", "'#':{'dtype':'F32','shape':[],'data_offsets':[0,0]}", "}")]
    [InlineData("{", "'#':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}", "}")]
    [InlineData("{'__metadata__':{", "'#':''", "}}")]
    [InlineData("{'a':{'shape':[0", "0", "]}}")]
    [InlineData("{'a':{'b':[0", "[]", "]}}")]
    [InlineData("{'a':", "[", "")]
    [InlineData("{'", "xxxx", "':7}")]
    [InlineData("{'a':{'dtype':'", "\\u0001", "'}}")]
    public void A_header_takes_at_most_16_times_its_length(string start, string repeated, string end)
    {
        var pieces = Enumerable.Range(0, 20_000).Select(number => repeated.Replace("#", $"{number}", StringComparison.Ordinal));
        var separator = repeated.Length > 3 && repeated[0] != '\'' ? "" : ",";
        var header = (start + string.Join(separator, pieces) + end).Replace('\'', '"');
        var path = File(header, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            foreach (var tensor in SafetensorsFile.Read(path).Tensors.Values)
            {
                tensor.Dispose();
            }
        }
        catch (NoisyStudentException refusal)
        {
            Assert.InRange(refusal.Message.Length, path.Length, path.Length + 300);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, header.Length, 16 * header.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(300)]
    [InlineData(1100)]
    public void A_truncated_file_is_refused(int length)
    {
        var path = Path.Combine(_folder.Path, "whole.safetensors");
        using var tensor = torch.zeros(300);
        SafetensorsFile.Write(path, new Dictionary<string, torch.Tensor> { ["a"] = tensor }, new Dictionary<string, string>());
        Refused("bad.safetensors", _folder.Write("bad.safetensors", System.IO.File.ReadAllBytes(path)[..length]));
    }

    [Theory]
    [InlineData(long.MaxValue - 100)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(99_999_999)]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken(long length)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        var path = _folder.Write("bad.safetensors", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused("header", path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_pipe_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Where a pipe has a path.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write(new byte[100]);
        Refused("a pipe or a device", $"/proc/self/fd/{pipe.GetClientHandleAsString()}");
    }

    private string File(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[sizeof(long) + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, sizeof(long));
        return _folder.Write("file.safetensors", bytes);
    }

    private static void Refused(string reason, string path)
    {
        var before = TensorCounts.Made;
        var refusal = Assert.Throws<NoisyStudentException>(() => SafetensorsFile.Read(path));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, TensorCounts.Made);
    }
}
