namespace NoisyStudent.Noise;

/// <summary>Where in the picture a place (x, y) of the result is found: (a x + b y + c, d x + e y + f), in pixels.</summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F);
