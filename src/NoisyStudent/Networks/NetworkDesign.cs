namespace NoisyStudent.Networks;

/// <summary>How a network of a family is built: the numbers that set it apart, from which follow its modules and, without building them, its size.</summary>
internal abstract record NetworkDesign
{
    /// <summary>What batch-norm adds to the variance: libtorch's default.</summary>
    public const double NormEpsilon = 1e-5;

    /// <summary>Builds the network, with weights from libtorch's random generator.</summary>
    /// <param name="name">Its name among the networks.</param>
    /// <param name="task">What it is made for.</param>
    /// <param name="noise">Dropout and stochastic depth while training.</param>
    public abstract ClassifierNetwork Create(string name, ClassificationTask task, ModelNoise noise);

    /// <summary>All layers that learn.</summary>
    /// <param name="task">What the network is made for.</param>
    public abstract IEnumerable<LayerShape> Layers(ClassificationTask task);

    /// <summary>How many numbers the network learns.</summary>
    /// <param name="task">What it is made for.</param>
    public long ParametersFor(ClassificationTask task) => Layers(task).Sum(layer => layer.Parameters);

    /// <summary>How many multiplications with addition a forward pass over one image takes.</summary>
    /// <param name="task">What it is made for.</param>
    public long MultiplyAddsFor(ClassificationTask task) => Layers(task).Sum(layer => layer.MultiplyAdds);
}
