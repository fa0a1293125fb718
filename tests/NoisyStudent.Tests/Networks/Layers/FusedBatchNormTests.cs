using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks.Layers;

/// <summary>The fused operation against libtorch's own, one after the other.</summary>
[Collection(TorchCollection.Name)]
public class FusedBatchNormTests
{
    public FusedBatchNormTests() => TorchRuntime.Load();

    /// <summary>Channels that fill vectors, half fill them, and do not fit; images that end amid a block.</summary>
    public static TheoryData<int, int, bool, bool, string> Cases => new(
        from channels in new[] { 16, 24, 64, 10, 100, 3 }
        from size in new[] { 8, 12, 4 }
        from shortcut in new[] { false, true }
        from factors in new[] { false, true }
        from following in Enum.GetValues<Activation>()
        where (shortcut || !factors) && !(shortcut && following == Activation.Silu)
        select (channels, size, shortcut, factors, following.ToString()));

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_what_libtorchs_operations_are_forwards_and_backwards(int channels, int size, bool shortcut, bool factors, string following)
    {
        using var scope = torch.NewDisposeScope();
        var (fused, composed) = (
            Run(channels, size, shortcut, factors, torch.float32, fused: true, Enum.Parse<Activation>(following)),
            Run(channels, size, shortcut, factors, torch.float32, fused: false, Enum.Parse<Activation>(following)));
        Assert.All(fused.Zip(composed), pair => Assert.True(
            pair.First.Value.allclose(pair.Second.Value, 1e-4, 1e-4), $"{pair.First.Key}: {Distance(pair.First.Value, pair.Second.Value)}"));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(24, true)]
    public void In_bfloat16_it_is_as_near_to_float32_as_rounding_allows(int channels, bool shortcut)
    {
        using var scope = torch.NewDisposeScope();
        var (half, full) = (Run(channels, 8, shortcut, false, torch.bfloat16, fused: true), Run(channels, 8, shortcut, false, torch.float32, fused: false));
        Assert.All(half.Zip(full), pair => Assert.True(
            Distance(pair.First.Value, pair.Second.Value) < 0.05, $"{pair.First.Key}: {Distance(pair.First.Value, pair.Second.Value)}"));
    }

    [Theory]
    [InlineData(16, false, "Relu", torch.ScalarType.Float32)]
    [InlineData(24, true, "Relu", torch.ScalarType.Float32)]
    [InlineData(40, false, "Silu", torch.ScalarType.Float32)]
    [InlineData(24, true, "None", torch.ScalarType.BFloat16)]
    public void Results_do_not_depend_on_the_width_of_vectors(int channels, bool shortcut, string activation, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var following = Enum.Parse<Activation>(activation);
        Assert.All(Results<Floats8>().Zip(Results<Floats16>()), pair => Assert.True(pair.First.allclose(pair.Second, 0, 0)));

        IEnumerable<torch.Tensor> Results<TFloats>()
            where TFloats : struct, IFloats<TFloats>
        {
            torch.manual_seed(1);
            var norm = new NormActivation(channels, following);
            var (x, added, gradient) = (Random(), Random(), Random());
            var pass = BatchNormPass.Begin<TFloats>(norm, x, null, following);
            var y = pass.Train(shortcut ? added : null);
            return [y, .. pass.Backward(gradient).OfType<torch.Tensor>(), norm.Module.running_mean!, norm.Module.running_var!];
        }

        torch.Tensor Random() => MemoryFormat.ToChannelsLast(torch.randn(5, channels, 6, 6)).to(type);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        using var scope = torch.NewDisposeScope();
        var threads = TorchThreads.Count;
        var results = new[] { 1, 2, 3 }.Select(count =>
        {
            TorchThreads.Count = count;
            return Run(16, 32, true, true, torch.float32, fused: true);
        }).ToArray();
        TorchThreads.Count = threads;
        Assert.All(results[1..], result => Assert.All(result, entry => Assert.True(entry.Value.allclose(results[0][entry.Key], 0, 0), entry.Key)));
    }

    [Fact]
    public void A_mean_that_is_large_beside_the_deviation_costs_no_accuracy_once_the_running_mean_is_near()
    {
        using var scope = torch.NewDisposeScope();
        var norm = new NormActivation(16);
        norm.Module.running_mean!.fill_(1000);
        var deviating = MemoryFormat.ToChannelsLast(torch.randn(8, 16, 8, 8));
        var expected = new NormActivation(16).Activate(deviating).detach();
        Assert.True(Distance(norm.Activate(deviating + 1000).detach(), expected) < 1e-3);
    }

    [Fact]
    public void Not_a_number_stays_so_and_is_not_rectified_away()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var type in new[] { torch.float32, torch.bfloat16 })
        {
            var input = MemoryFormat.ToChannelsLast(torch.full(new long[] { 2, 16, 4, 4 }, float.NaN).to(type));
            Assert.True(new NormActivation(16).Activate(input).isnan().all().item<bool>());
        }
    }

    private static Dictionary<string, torch.Tensor> Run(
        int channels, int size, bool withShortcut, bool withFactors, torch.ScalarType type, bool fused, Activation following = Activation.Relu)
    {
        torch.manual_seed(channels);
        var norm = new NormActivation(channels);
        using (torch.no_grad())
        {
            norm.Module.weight!.uniform_(0.5, 2);
            norm.Module.bias!.uniform_(-1, 1);
        }

        var shape = new long[] { 5, channels, size, size };
        var x = MemoryFormat.ToChannelsLast((torch.randn(shape) * 3) + 1).to(type).requires_grad_();
        var shortcut = withShortcut ? MemoryFormat.ToChannelsLast(torch.randn(shape)).to(type).requires_grad_() : null;
        var factors = withFactors ? new float[] { 1.25f, 0, 1.25f, 1.25f, 0 } : null;
        var weights = torch.randn(shape).to(type);
        var y = fused
            ? FusedBatchNorm.Apply(norm, x, shortcut, factors, following)
            : norm.Composed(x, shortcut, factors, following);
        (y * weights).sum().backward();

        // Statistics first, as evaluation must not change them.
        var results = new Dictionary<string, torch.Tensor>
        {
            ["y"] = y.detach(),
            ["gradient of x"] = x.grad!,
            ["gradient of weight"] = norm.Module.weight!.grad!,
            ["gradient of bias"] = norm.Module.bias!.grad!,
            ["running mean"] = norm.Module.running_mean!.clone(),
            ["running variance"] = norm.Module.running_var!.clone(),
        };
        if (shortcut is not null)
        {
            results["gradient of shortcut"] = shortcut.grad!;
        }

        using var noGradient = torch.no_grad();
        norm.Module.eval();
        results["y in evaluation"] = fused
            ? BatchNormPass.Begin(norm, x, null, following).Evaluate(shortcut)
            : norm.Composed(x, shortcut, null, following);
        return results;
    }

    /// <summary>The largest difference, in parts of the reference's standard deviation.</summary>
    private static double Distance(torch.Tensor value, torch.Tensor reference)
    {
        var deviation = reference.numel() > 1 ? reference.to(torch.float32).std().item<float>() : 1;
        return (value.to(torch.float32) - reference.to(torch.float32)).square().mean().sqrt().item<float>() / Math.Max(1e-3, deviation);
    }
}
