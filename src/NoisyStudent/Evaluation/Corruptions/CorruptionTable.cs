namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>
/// The settings of Hendrycks and Dietterich (2019) for severities 1 to 5, as in their programs that made CIFAR-10-C (32x32),
/// Tiny ImageNet-C (64x64) and ImageNet-C (224x224).
/// </summary>
internal static class CorruptionTable
{
    /// <summary>Standard deviation.</summary>
    public static PublishedSettings<double> GaussianNoise { get; } = new(
        at32: [0.04, 0.06, 0.08, 0.09, 0.10],
        at64: [0.04, 0.08, 0.12, 0.15, 0.18],
        at224: [0.08, 0.12, 0.18, 0.26, 0.38]);

    /// <summary>Photons of a pixel of level 1.</summary>
    public static PublishedSettings<double> ShotNoise { get; } = new(
        at32: [500, 250, 100, 75, 50],
        at64: [250, 100, 50, 30, 15],
        at224: [60, 25, 12, 5, 3]);

    /// <summary>The fraction of levels that become 0 or 1.</summary>
    public static PublishedSettings<double> ImpulseNoise { get; } = new(
        at32: [0.01, 0.02, 0.03, 0.05, 0.07],
        at64: [0.01, 0.02, 0.05, 0.08, 0.14],
        at224: [0.03, 0.06, 0.09, 0.17, 0.27]);

    /// <summary>Standard deviation at level 1.</summary>
    public static PublishedSettings<double> SpeckleNoise { get; } = new(
        at32: [0.06, 0.10, 0.12, 0.16, 0.20],
        at64: [0.15, 0.20, 0.25, 0.30, 0.35],
        at224: [0.15, 0.20, 0.35, 0.45, 0.60]);

    public static PublishedSettings<Blur> GaussianBlur { get; } = new(
        at32: [new(0.4), new(0.6), new(0.7), new(0.8), new(1)],
        at64: [new(0.5), new(0.75), new(1), new(1.25), new(1.5)],
        at224: [new(1), new(2), new(3), new(4), new(6)]);

    public static PublishedSettings<Defocus> DefocusBlur { get; } = new(
        at32: [new(0.3, 0.4), new(0.4, 0.5), new(0.5, 0.6), new(1, 0.2), new(1.5, 0.1)],
        at64: [new(0.5, 0.6), new(1, 0.1), new(1.5, 0.1), new(2.5, 0.01), new(3, 0.1)],
        at224: [new(3, 0.1), new(4, 0.5), new(6, 0.5), new(8, 0.5), new(10, 0.5)]);

    public static PublishedSettings<Glass> GlassBlur { get; } = new(
        at32: [new(0.05, 1, 1), new(0.25, 1, 1), new(0.4, 1, 1), new(0.25, 1, 2), new(0.4, 1, 2)],
        at64: [new(0.1, 1, 1), new(0.5, 1, 1), new(0.6, 1, 2), new(0.7, 2, 1), new(0.9, 2, 2)],
        at224: [new(0.7, 1, 2), new(0.9, 2, 1), new(1, 2, 3), new(1.1, 3, 2), new(1.5, 4, 2)]);

    public static PublishedSettings<Motion> MotionBlur { get; } = new(
        at32: [new(6, 1), new(6, 1.5), new(6, 2), new(8, 2), new(9, 2.5)],
        at64: [new(10, 1), new(10, 1.5), new(10, 2), new(10, 2.5), new(12, 3)],
        at224: [new(10, 3), new(15, 5), new(15, 8), new(15, 12), new(20, 15)]);

    public static PublishedSettings<Zoom> ZoomBlur { get; } = new(
        at32: [new(0.01, 7), new(0.01, 12), new(0.01, 16), new(0.01, 21), new(0.01, 26)],
        at64: [new(0.01, 7), new(0.01, 12), new(0.01, 16), new(0.01, 21), new(0.01, 26)],
        at224: [new(0.01, 12), new(0.01, 16), new(0.02, 11), new(0.02, 13), new(0.03, 11)]);

    public static PublishedSettings<Snowfall> Snow { get; } = new(
        at32:
        [
            new(0.1, 0.2, 1, 0.6, 8, 3, 0.95), new(0.1, 0.2, 1, 0.5, 10, 4, 0.9), new(0.15, 0.3, 1.75, 0.55, 10, 4, 0.9),
            new(0.25, 0.3, 2.25, 0.6, 12, 6, 0.85), new(0.3, 0.3, 1.25, 0.65, 14, 12, 0.8),
        ],
        at64:
        [
            new(0.1, 0.2, 1, 0.6, 8, 3, 0.8), new(0.1, 0.2, 1, 0.5, 10, 4, 0.8), new(0.15, 0.3, 1.75, 0.55, 10, 4, 0.7),
            new(0.25, 0.3, 2.25, 0.6, 12, 6, 0.65), new(0.3, 0.3, 1.25, 0.65, 14, 12, 0.6),
        ],
        at224:
        [
            new(0.1, 0.3, 3, 0.5, 10, 4, 0.8), new(0.2, 0.3, 2, 0.5, 12, 4, 0.7), new(0.55, 0.3, 4, 0.9, 12, 8, 0.7),
            new(0.55, 0.3, 4.5, 0.85, 12, 8, 0.65), new(0.55, 0.3, 2.5, 0.85, 12, 12, 0.55),
        ]);

    public static PublishedSettings<Frosting> Frost { get; } = new(
        at32: [new(1, 0.2), new(1, 0.3), new(0.9, 0.4), new(0.85, 0.4), new(0.75, 0.45)],
        at64: [new(1, 0.3), new(0.9, 0.4), new(0.8, 0.45), new(0.75, 0.5), new(0.7, 0.55)],
        at224: [new(1, 0.4), new(0.8, 0.6), new(0.7, 0.7), new(0.65, 0.7), new(0.6, 0.75)]);

    public static PublishedSettings<Fogging> Fog { get; } = new(
        at32: [new(0.2, 3), new(0.5, 3), new(0.75, 2.5), new(1, 2), new(1.5, 1.75)],
        at64: [new(0.4, 3), new(0.7, 3), new(1, 2.5), new(1.5, 2), new(2, 1.75)],
        at224: [new(1.5, 2), new(2, 2), new(2.5, 1.7), new(2.5, 1.5), new(3, 1.4)]);

    public static PublishedSettings<Spattering> Spatter { get; } = new(
        at32:
        [
            new(0.62, 0.1, 0.7, 0.7, Water: 0.5), new(0.65, 0.1, 0.8, 0.7, Water: 0.5), new(0.65, 0.3, 1, 0.69, Water: 0.5),
            new(0.65, 0.1, 0.7, 0.69, Mud: 0.6), new(0.65, 0.1, 0.5, 0.68, Mud: 0.6),
        ],
        at64:
        [
            new(0.62, 0.1, 0.7, 0.7, Water: 0.6), new(0.65, 0.1, 0.8, 0.7, Water: 0.6), new(0.65, 0.3, 1, 0.69, Water: 0.6),
            new(0.65, 0.1, 0.7, 0.68, Mud: 0.6), new(0.65, 0.1, 0.5, 0.67, Mud: 0.6),
        ],
        at224:
        [
            new(0.65, 0.3, 4, 0.69, Water: 0.6), new(0.65, 0.3, 3, 0.68, Water: 0.6), new(0.65, 0.3, 2, 0.68, Water: 0.5),
            new(0.65, 0.3, 1, 0.65, Mud: 1.5), new(0.67, 0.4, 1, 0.65, Mud: 1.5),
        ]);

    /// <summary>What is added to the value of HSV.</summary>
    public static PublishedSettings<double> Brightness { get; } = new(
        at32: [0.05, 0.10, 0.15, 0.20, 0.30],
        at64: [0.1, 0.2, 0.3, 0.4, 0.5],
        at224: [0.1, 0.2, 0.3, 0.4, 0.5]);

    /// <summary>What distances from the mean are multiplied by.</summary>
    public static PublishedSettings<double> Contrast { get; } = new(
        at32: [0.75, 0.50, 0.40, 0.30, 0.15],
        at64: [0.4, 0.3, 0.2, 0.1, 0.05],
        at224: [0.4, 0.3, 0.2, 0.1, 0.05]);

    public static PublishedSettings<Saturation> Saturate { get; } = new(
        at32: [new(0.3, 0), new(0.1, 0), new(1.5, 0), new(2, 0.1), new(2.5, 0.2)],
        at64: [new(0.3, 0), new(0.1, 0), new(2, 0), new(5, 0.1), new(30, 0.2)],
        at224: [new(0.3, 0), new(0.1, 0), new(2, 0), new(5, 0.1), new(20, 0.2)]);

    public static PublishedSettings<Elasticity> ElasticTransform { get; } = new(
        at32: [new(0, 0, 0.08), new(0.05, 0.2, 0.07), new(0.08, 0.06, 0.06), new(0.1, 0.04, 0.05), new(0.1, 0.03, 0.03)],
        at64: [new(0, 0, 0.08), new(0.05, 0.3, 0.06), new(0.1, 0.08, 0.06), new(0.1, 0.03, 0.03), new(0.16, 0.03, 0.02)],
        at224:
        [
            Elasticity.Of244(2, 0.7, 0.1), Elasticity.Of244(2, 0.08, 0.2), Elasticity.Of244(0.05, 0.01, 0.02),
            Elasticity.Of244(0.07, 0.01, 0.02), Elasticity.Of244(0.12, 0.01, 0.02),
        ]);

    /// <summary>What width and height are multiplied by.</summary>
    public static PublishedSettings<double> Pixelate { get; } = new(
        at32: [0.95, 0.9, 0.85, 0.75, 0.65],
        at64: [0.9, 0.8, 0.7, 0.6, 0.5],
        at224: [0.6, 0.5, 0.4, 0.3, 0.25]);

    /// <summary>The quality, of 100.</summary>
    public static PublishedSettings<int> JpegCompression { get; } = new(
        at32: [80, 65, 58, 50, 40],
        at64: [65, 58, 50, 40, 25],
        at224: [25, 18, 15, 10, 7]);
}
