using NoisyStudent.Images;

namespace NoisyStudent.Networks;

/// <summary>What a network is made for. Its weights do not depend on the image size, but for the first convolution of <see cref="ResNet"/>.</summary>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="ImageSize">Width and height of the images in pixels: for small ones, its first layers keep the size. Others may be given to it still.</param>
/// <param name="Channels">How many channels the images have: 3, or 1 for luma.</param>
public sealed record ClassificationTask(int Classes, int ImageSize, int Channels = RgbImage.Channels)
{
    /// <summary>What a model's network is made for.</summary>
    /// <param name="description">The model.</param>
    public static ClassificationTask For(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new ClassificationTask(description.Classes.Count, description.DesignSize ?? description.ImageSize, description.Normalization.Channels);
    }
}
