using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace NoisyStudent.Tests.Training.Optimizers;

[Collection(TorchCollection.Name)]
public class OptimizerTests
{
    private const double Rate = 0.05;
    private const int Steps = 3;

    public OptimizerTests() => TorchRuntime.Load();

    [Fact]
    public void Sgd_is_libtorchs_with_nesterov_momentum_and_decay()
    {
        var settings = new TrainingSettings { Optimizer = OptimizerKind.Sgd, Momentum = 0.8, WeightDecay = 0.1, DecayAll = true };
        AssertSame(settings, weights => torch.optim.SGD([weights], Rate, momentum: 0.8, weight_decay: 0.1, nesterov: true));
    }

    [Fact]
    public void AdamW_is_libtorchs()
    {
        var settings = new TrainingSettings { Optimizer = OptimizerKind.Adamw, WeightDecay = 0.1, DecayAll = true };
        AssertSame(settings, weights => torch.optim.AdamW([weights], Rate, weight_decay: 0.1));
    }

    /// <summary>By hand: s = 0.9 + 0.1 g^2, m = 0.05 g / sqrt(s + 0.001), then s = 0.9 s + 0.1 g^2, m = 0.5 m + 0.05 g / sqrt(s + 0.001).</summary>
    [Fact]
    public void RmsProp_starts_its_squares_at_one_and_has_the_rate_inside_the_momentum()
    {
        using var network = Network();
        using var optimizer = Optimizer.Create(
            network, new TrainingSettings { Optimizer = OptimizerKind.Rmsprop, Momentum = 0.5, WeightDecay = 0 });
        const double Gradient = 2;
        double before = First(network.Weights), square = 1, velocity = 0;
        for (var step = 0; step < 2; step++)
        {
            network.Gradients.fill_(Gradient);
            optimizer.Step(Rate, step);
            square = (0.9 * square) + (0.1 * Gradient * Gradient);
            velocity = (0.5 * velocity) + (Rate * Gradient / Math.Sqrt(square + 1e-3));
            before -= velocity;
        }

        Assert.Equal(before, First(network.Weights), 1e-6);
    }

    [Fact]
    public void Muon_moves_filters_along_the_nearest_orthogonal_matrix_and_the_rest_as_sgd_does()
    {
        using var network = Network();
        var settings = new TrainingSettings { Optimizer = OptimizerKind.Muon, Momentum = 0.8, WeightDecay = 0, Muon = new MuonSettings { WeightDecay = 0.5, OthersRate = 3 } };
        using var optimizer = Optimizer.Create(network, settings);
        using var before = network.Weights.detach().clone();
        using var gradients = torch.randn(network.Weights.shape);
        network.Gradients.copy_(gradients);
        optimizer.Step(Rate, 0);

        foreach (var filters in network.Filters)
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var scale = Math.Sqrt(Math.Max(1, (double)filters.Rows / filters.Columns));
            var moved = (Matrix(before) * (1 - (Rate * 0.5)) - Matrix(network.Weights)) / (Rate * scale);
            var (u, _, v) = torch.linalg.svd(Matrix(gradients), fullMatrices: false);

            // The polynomial leaves singular values about 1, in the singular vectors' own directions.
            var values = u.t().mm(moved).mm(v.t());
            Assert.All(values.diag().data<float>().ToArray(), value => Assert.InRange(value, 0.6, 1.3));
            Assert.True((values - values.diag().diag()).abs().max().item<float>() < 1e-3);

            torch.Tensor Matrix(torch.Tensor flat) => flat.narrow(0, filters.Offset, filters.Rows * filters.Columns).view(filters.Rows, filters.Columns);
        }

        var first = network.Filters.Sum(filters => filters.Rows * filters.Columns);
        using var expected = before - (gradients * (Rate * 3 * 1.8));
        Assert.True(network.Weights.narrow(0, first, before.numel() - first).allclose(expected.narrow(0, first, before.numel() - first), 1e-5, 1e-6));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("all filters alike")]
    [InlineData("tiny")]
    [InlineData("huge")]
    [InlineData("almost dependent")]
    [InlineData("none")]
    public void Muon_makes_of_gradients_what_the_published_iteration_makes(string kind)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var network = Network();
        using var optimizer = Optimizer.Create(network, new TrainingSettings { Optimizer = OptimizerKind.Muon, Momentum = 0, WeightDecay = 0, Muon = new MuonSettings { WeightDecay = 0 } });
        var before = network.Weights.detach().clone();
        foreach (var filters in network.Filters)
        {
            var random = torch.randn(filters.Rows, filters.Columns);
            var alike = random.narrow(0, 0, 1).expand_as(random);
            Matrix(network.Gradients, filters).copy_(kind switch
            {
                "random" => random,
                "all filters alike" => alike,
                "tiny" => random * 1e-6,
                "huge" => random * 1e16,
                "almost dependent" => alike + (random * 1e-3),
                _ => random * 0,
            });
        }

        var gradients = network.Gradients.clone();
        optimizer.Step(Rate, 0);

        foreach (var filters in network.Filters)
        {
            var scale = Math.Sqrt(Math.Max(1, (double)filters.Rows / filters.Columns));
            var moved = (Matrix(before, filters) - Matrix(network.Weights, filters)).to(torch.float64) / (Rate * scale);
            var expected = AsPublished(Matrix(gradients, filters).to(torch.float64));
            Assert.True((moved - expected).norm().item<double>() <= 0.01 * expected.norm().item<double>(), $"{(moved - expected).norm().item<double>()} of {expected.norm().item<double>()}");
        }

        static torch.Tensor Matrix(torch.Tensor flat, FlatFilters filters) => flat.narrow(0, filters.Offset, filters.Rows * filters.Columns).view(filters.Rows, filters.Columns);

        static torch.Tensor AsPublished(torch.Tensor matrix)
        {
            var x = matrix / (matrix.norm() + 1e-7);
            for (var i = 0; i < 5; i++)
            {
                var square = x.mm(x.t());
                x = (3.4445 * x) + ((-4.7750 * square) + (2.0315 * square.mm(square))).mm(x);
            }

            return x;
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Rmsprop)]
    [InlineData(OptimizerKind.Adamw)]
    [InlineData(OptimizerKind.Muon)]
    public void Decay_shrinks_decaying_weights_alone_and_gradients_end_at_zero(OptimizerKind kind)
    {
        using var network = Network();
        using var optimizer = Optimizer.Create(network, new TrainingSettings { Optimizer = kind, WeightDecay = 0.5 });
        using var before = network.Weights.detach().clone();
        network.Gradients.zero_();
        optimizer.Step(Rate, 0);
        Assert.True(Length(network.Weights.narrow(0, 0, network.Decaying)) < Length(before.narrow(0, 0, network.Decaying)));
        var others = network.Weights.numel() - network.Decaying;
        Assert.True(network.Weights.narrow(0, network.Decaying, others).allclose(before.narrow(0, network.Decaying, others), 0, 0));
        Assert.Equal(0, Length(network.Gradients));
    }

    private static void AssertSame(TrainingSettings settings, Func<Parameter, torch.optim.Optimizer> theirs)
    {
        using var network = Network(decayAll: true);
        using var ours = Optimizer.Create(network, settings);
        using var weights = new Parameter(network.Weights.detach().clone());
        using var reference = theirs(weights);
        for (var step = 0; step < Steps; step++)
        {
            using var gradients = torch.randn(network.Weights.shape);
            network.Gradients.copy_(gradients);
            weights.grad = gradients;
            ours.Step(Rate, step);
            reference.step();
        }

        Assert.Equal(0, (network.Weights - weights).abs().max().item<float>(), 1e-6);
    }

    private static FlatNetwork Network(bool decayAll = false)
    {
        torch.manual_seed(1);
        return new FlatNetwork(NetworkCatalog.Create("resnet-8", new(2, 32), ModelNoise.None), withGradients: true, decayAll);
    }

    private static double First(torch.Tensor tensor) => tensor[0].item<float>();

    private static double Length(torch.Tensor tensor) => tensor.norm().item<float>();
}
