using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Optimizers;

/// <summary>
/// Muon (Jordan et al., 2024, https://kellerjordan.github.io/posts/muon): the Nesterov momentum of a convolution's filters, one filter a row, is replaced by the
/// nearest matrix whose singular values are all about 1, so that rare directions are learned as fast as common ones:
/// w -= rate (orthogonal(g + momentum m) sqrt(max(1, rows / columns)) + decay w). All other weights go by <see cref="Sgd"/>'s rule with a rate of their own.
/// </summary>
internal sealed class Muon : Optimizer
{
    // A polynomial of odd degree that drives singular values from (0, 1] to about 1 when it is applied again and again.
    private const int Iterations = 5;
    private const float Linear = 3.4445f;
    private const float Cubic = -4.7750f;
    private const float Quintic = 2.0315f;
    private const double LeastNorm = 1e-7;

    private readonly IReadOnlyList<FlatFilters> _filters;
    private readonly Tensor _velocity;
    private readonly double _momentum;
    private readonly MuonSettings _settings;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="momentum">How much of the velocity stays, 0 to 1.</param>
    /// <param name="weightDecay">L2 regularization of what is no filter.</param>
    /// <param name="settings">Decay of filters and rate of the others.</param>
    public Muon(FlatNetwork network, double momentum, double weightDecay, MuonSettings settings)
        : base(network, weightDecay)
    {
        (_filters, _momentum, _settings) = (network.Filters, momentum, settings);
        _velocity = Remember("velocity");
    }

    /// <inheritdoc/>
    protected override void Apply(double rate, long step)
    {
        AddDecayToGradients(from: _filters.Sum(filters => filters.Rows * filters.Columns));
        _velocity.MultiplyInPlace(_momentum).AddInPlace(Gradients);
        var steps = Gradients.AddInPlace(_velocity, _momentum);
        foreach (var filters in _filters)
        {
            using var scope = NewDisposeScope();
            var (weights, along) = (Of(Weights, filters), Of(steps, filters));
            var scale = Math.Sqrt(Math.Max(1, (double)filters.Rows / filters.Columns));
            weights.MultiplyInPlace(1 - (rate * _settings.WeightDecay)).AddInPlace(Orthogonal(along), -rate * scale);

            // Done: nothing is left of it for the others' step.
            along.zero_();
        }

        Weights.AddInPlace(steps, -rate * _settings.OthersRate);
    }

    /// <summary>The filters of a convolution as a matrix, [rows, columns], which shares the memory.</summary>
    private static Tensor Of(Tensor flat, FlatFilters filters) => flat.narrow(0, filters.Offset, filters.Rows * filters.Columns).view(filters.Rows, filters.Columns);

    /// <summary>
    /// About the nearest matrix with orthonormal rows, or columns where there are fewer of them. Each iteration is x = q(x x^T) x for a polynomial q, so all of them are
    /// done on the square x x^T, of as many rows as there are filters or weights of each, whichever are fewer, and their product meets the matrix once.
    /// That takes products of full float32: errors of the square grow with its iterations.
    /// </summary>
    private static Tensor Orthogonal(Tensor matrix)
    {
        var isTall = matrix.shape[0] > matrix.shape[1];
        var x = matrix / matrix.norm().Plus(LeastNorm);
        x = isTall ? x.t() : x;
        var square = x.mm(x.t());
        var product = eye(square.shape[0], dtype: square.dtype, device: square.device);
        for (var i = 0; i < Iterations; i++)
        {
            // q without its constant, which is added where it is used; all of these commute.
            var polynomial = square.addmm(square, square, Cubic, Quintic);
            product = product.addmm(polynomial, product, Linear, 1);
            if (i < Iterations - 1)
            {
                square = square.addmm(square, polynomial, Linear, 1);
                square = square.addmm(square, polynomial, Linear, 1);
            }
        }

        var orthogonal = product.mm(x);
        return isTall ? orthogonal.t() : orthogonal;
    }
}
