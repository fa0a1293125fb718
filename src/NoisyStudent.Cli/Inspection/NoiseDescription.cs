using NoisyStudent.Noise;

namespace NoisyStudent.Cli.Inspection;

/// <summary>Input noise in words.</summary>
internal static class NoiseDescription
{
    /// <summary>For example <c>2 RandAugment operations of magnitude 27 of 30, crops from 4 pixels of padding, half mirrored</c>.</summary>
    public static string Of(InputNoise noise)
    {
        string[] parts =
        [
            noise.Operations switch
            {
                0 => "",
                1 => $"1 RandAugment operation of magnitude {noise.Magnitude} of {noise.FullMagnitude}",
                _ => $"{noise.Operations} RandAugment operations of magnitude {noise.Magnitude} of {noise.FullMagnitude}",
            },
            noise.Operations > 0 && noise.LeaveOut.Count > 0 ? $"never {string.Join(", ", noise.LeaveOut)}" : "",
            noise.CutoutSize > 0 ? $"a cutout of {noise.CutoutSize}x{noise.CutoutSize} pixels" : "",
            Crop(noise),
            noise.Flip ? "half mirrored" : "",
            noise.Mixup > 0 || noise.Cutmix > 0 ? "mixed with other pictures (not drawn)" : "",
        ];
        var text = string.Join(", ", parts.Where(part => part.Length > 0));
        return text.Length > 0 ? text : "no input noise";
    }

    private static string Crop(InputNoise noise)
    {
        var crop = noise.CropArea > 0 ? $"crops of at least {Percentage.ShortText(noise.CropArea)} of the area"
            : noise.CropPadding > 0 ? $"crops from {noise.CropPadding} pixels of {(noise.PaddingMode == CropPaddingMode.Reflect ? "reflected " : "")}padding" : "";
        return crop.Length > 0 && noise.Order == NoiseOrder.RandAugmentFirst ? $"then {crop}" : crop;
    }
}
