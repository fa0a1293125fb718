namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>A Gaussian blur: standard deviation in pixels.</summary>
internal readonly record struct Blur(double Sigma) : IPixelDistances<Blur>
{
    public Blur Scaled(double factor) => new(Sigma * factor);
}

/// <summary>A lens out of focus: the radius of the disk that a point becomes, and the standard deviation of the blur of its edge, in pixels.</summary>
internal readonly record struct Defocus(double Radius, double Softness) : IPixelDistances<Defocus>
{
    /// <summary>The edge is as soft at all sizes, as it is softened against the steps of the pixels.</summary>
    public Defocus Scaled(double factor) => this with { Radius = Radius * factor };
}

/// <summary>Frosted glass: a Gaussian blur before and after, how far a pixel may come from, both in pixels, and how often all are moved.</summary>
internal readonly record struct Glass(double Sigma, int Reach, int Times) : IPixelDistances<Glass>
{
    public Glass Scaled(double factor) => this with { Sigma = Sigma * factor, Reach = Math.Max(1, (int)Math.Round(Reach * factor)) };
}

/// <summary>A moving camera: half of the line's length and the standard deviation along it, in pixels.</summary>
internal readonly record struct Motion(double Radius, double Sigma) : IPixelDistances<Motion>
{
    public Motion Scaled(double factor) => new(Radius * factor, Sigma * factor);
}

/// <summary>A moving lens: enlargements 1, 1 + step, 1 + 2 step, ..., in the number given.</summary>
internal readonly record struct Zoom(double Step, int Count);

/// <summary>
/// Snow: mean and standard deviation of a layer of normal numbers, how many times it is enlarged, the least that is a flake, the motion blur that
/// makes flakes fall, and how much the picture keeps of its colours.
/// </summary>
internal readonly record struct Snowfall(double Mean, double Deviation, double Enlarged, double Threshold, Motion Fall, double Kept)
    : IPixelDistances<Snowfall>
{
    public Snowfall(double mean, double deviation, double enlarged, double threshold, double radius, double sigma, double kept)
        : this(mean, deviation, enlarged, threshold, new Motion(radius, sigma), kept)
    {
    }

    /// <summary>
    /// Flakes are never smaller than a pixel; and a layer that is not enlarged stays so, as numbers between others are nearer to the mean, and fewer of them
    /// above the threshold.
    /// </summary>
    public Snowfall Scaled(double factor) =>
        this with { Enlarged = Enlarged == 1 ? 1 : Math.Max(1, Enlarged * factor), Fall = Fall.Scaled(factor) };
}

/// <summary>Frost on a window: how much of the picture and how much of the ice is seen.</summary>
internal readonly record struct Frosting(double Picture, double Ice);

/// <summary>Fog: its density and the decay of its clouds, the greater, the smoother.</summary>
internal readonly record struct Fogging(double Density, double Decay);

/// <summary>
/// Spatter: mean and standard deviation of a layer of normal numbers, that of the Gaussian that makes drops of them, in pixels, and the least that
/// is a drop. Water has a strength, mud a Gaussian that softens its edges, in pixels; the other is 0.
/// </summary>
internal readonly record struct Spattering(double Mean, double Deviation, double Sigma, double Threshold, double Water = 0, double Mud = 0)
    : IPixelDistances<Spattering>
{
    /// <summary>A Gaussian leaves the less of a deviation, the more pixels it reaches over: for as many drops it has to grow with the Gaussian.</summary>
    public Spattering Scaled(double factor) => this with { Deviation = Deviation * factor, Sigma = Sigma * factor, Mud = Mud * factor };
}

/// <summary>A change of saturation: times a factor, plus a shift.</summary>
internal readonly record struct Saturation(double Factor, double Shift);

/// <summary>
/// An elastic picture: the bound of the random shifts before they are smoothed, the standard deviation of the Gaussian that makes neighbours move
/// together, and how far three points are moved by an affine map; all as fractions of the picture's size.
/// </summary>
internal readonly record struct Elasticity(double Shift, double Sigma, double Affine) : IPixelDistances<Elasticity>
{
    /// <summary>As published for 224x224 pixels, where all was counted in 244ths.</summary>
    public static Elasticity Of244(double shift, double sigma, double affine) =>
        new(shift * 244 / 224, sigma * 244 / 224, affine * 244 / 224);

    /// <summary>
    /// A Gaussian leaves the less of independent shifts, the more pixels it reaches over: for movements in proportion to the picture, their bound has to
    /// grow with the square of its size.
    /// </summary>
    public Elasticity Scaled(double factor) => this with { Shift = Shift * factor };
}
