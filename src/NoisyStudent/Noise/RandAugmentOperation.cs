namespace NoisyStudent.Noise;

/// <summary>What an operation does to pixels.</summary>
/// <param name="image">What to read and where to write.</param>
/// <param name="argument">How strong, in the operation's own unit.</param>
/// <param name="fill">The grey level of what is left empty.</param>
/// <param name="random">Where an operation that needs a place draws it.</param>
internal delegate void PixelFunction(PixelBuffers image, double argument, byte fill, ref KeyedRandom random);

/// <summary>One operation of RandAugment: a row of the table <see cref="RandAugment.AllOperations"/>.</summary>
/// <param name="Name">The name that recipes use.</param>
/// <param name="Argument">The argument in the operation's own unit, from the settings' magnitude and the picture's size in pixels.</param>
/// <param name="SignIsRandom">Whether the argument is negated for half of the pictures.</param>
/// <param name="Apply">What the operation does to pixels.</param>
internal sealed record RandAugmentOperation(
    string Name, Func<InputNoise, int, double> Argument, bool SignIsRandom, PixelFunction Apply);
