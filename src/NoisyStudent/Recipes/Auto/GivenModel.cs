namespace NoisyStudent.Recipes;

/// <summary>A model that a person gives to begin with: as the teacher, or as weights to start from.</summary>
/// <param name="Network">Its network.</param>
/// <param name="ImageSize">Width and height of its images in pixels.</param>
internal sealed record GivenModel(string Network, int ImageSize)
{
    /// <summary>Why models have its network and its image size.</summary>
    public const string Reason = "that of the model that you give";
}
