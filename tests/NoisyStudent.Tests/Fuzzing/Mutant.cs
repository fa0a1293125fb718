namespace NoisyStudent.Tests.Fuzzing;

/// <summary>A damaged file: a function of its number and the seed files.</summary>
/// <param name="Seed">The file that it was.</param>
/// <param name="Bytes">The damaged bytes.</param>
internal sealed record Mutant(SeedFile Seed, byte[] Bytes)
{
    private const double RepairProbability = 0.75;

    /// <summary>Makes the mutant of a number.</summary>
    /// <param name="seeds">The seed files.</param>
    /// <param name="number">Any number from 0.</param>
    public static Mutant Make(IReadOnlyList<SeedFile> seeds, long number)
    {
        var random = KeyedRandom.For(seed: 1, RandomUse.Drawing, number);
        var seed = seeds[(int)(number % seeds.Count)];
        var bytes = Mutator.Mutate(seed.Bytes, seeds[random.NextInt(seeds.Count)].Bytes, ref random);
        if (random.NextBool(RepairProbability))
        {
            seed.Repair?.Invoke(bytes);
        }

        return new Mutant(seed, seed.Finish?.Invoke(bytes) ?? bytes);
    }
}
