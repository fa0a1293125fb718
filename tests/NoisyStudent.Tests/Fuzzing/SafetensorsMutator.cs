using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NoisyStudent.Networks;
using static NoisyStudent.Tests.Fuzzing.SafetensorsPieces;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Damages model files where their format hurts: each mutant is a function of the whole file and a number.</summary>
internal static class SafetensorsMutator
{
    private const int MostChanges = 3;
    private const double RandomBytesProbability = 0.2;
    private const int Many = 20_000;

    private delegate void Change(SafetensorsPieces file, ref KeyedRandom random);

    // What stands for a number, a text, a list or an object, and is none that fits.
    private static readonly string[] _odd =
    [
        "-1", "-8", "0", "1", "2", "3", "0.5", "8.0", "1e2", "1e300", "-1e999", "2147483647", "2147483648", "4294967296", "4611686018427387904",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "NaN", "Infinity", "01", "+1", "null", "true",
        "\"8\"", "\"\"", "\"F64\"", "[]", "{}", "[1]", "{\"a\":1}", "\"\\ud800\"", "\"\\u0000\"", "\"\u00C3\u0028\u00FF\"", "\u00FF", "\"", "",
        "[[[[[[[[[[]]]]]]]]]]", Repeat("[", Many), Repeat("{\"a\":", Many), $"\"{Repeat("x", Many)}\"", $"[{Repeat("0,", Many)}0]", Repeat("9", Many),
    ];

    private static readonly string[] _types =
        ["\"F32\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"F64\"", "\"I8\"", "\"BOOL\"", "\"f32\"", "\"F32 \""];

    private static readonly string[] _networks =
    [
        .. NetworkCatalog.Names, "resnet-999999998", "wide-resnet-28-99999", "wide-28-99999", "efficientnet-b99", "", "../resnet-8", "RESNET-8",
        Repeat("resnet-", Many),
    ];

    private static readonly ulong[] _lengths = [0, 1, 2, 8, 99_999_999, 100_000_000, 100_000_001, 1UL << 31, 1UL << 63, ulong.MaxValue];

    private static readonly string[] _paddings = [" ", Repeat(" ", Many), "\0", "x", "{}", "\n\t "];

    private static readonly Change[] _changes =
    [
        (file, ref random) => Numbers(file, ref random)[0] = Odd(ref random),
        (file, ref random) => OneOf(Numbers(file, ref random), ref random) = Odd(ref random),
        (file, ref random) => OneOf(Numbers(file, ref random), ref random) = $"{random.NextInt(400_000)}",
        (file, ref random) => Numbers(file, ref random).Add(Odd(ref random)),
        (file, ref random) => Numbers(file, ref random).RemoveAt(0),
        (file, ref random) => Whole(Numbers(file, ref random), Odd(ref random)),
        (file, ref random) => EntryOf(file, ref random).Shape.Reverse(),
        (file, ref random) => EntryOf(file, ref random).Shape.InsertRange(0, [.. Enumerable.Repeat("1", random.NextInt(100))]),
        (file, ref random) => EntryOf(file, ref random).Shape.InsertRange(0, ["0", "2147483647", "2147483647", "2147483647"]),
        (file, ref random) => Move(EntryOf(file, ref random).Place, random.NextInt(33) - 16, random.NextInt(33) - 16),
        (file, ref random) => Move(EntryOf(file, ref random).Place, 4 << random.NextInt(16), 4 << random.NextInt(16)),
        (file, ref random) => Exchange(EntryOf(file, ref random).Place, EntryOf(file, ref random).Place),
        (file, ref random) => Replace(file, ref random, (entry, type) => entry with { Type = type }, _types),
        (file, ref random) => Replace(file, ref random, (entry, type) => entry with { Type = type }, _odd),
        (file, ref random) => Replace(file, ref random, (entry, name) => entry with { Name = name }, _odd),
        (file, ref random) => Replace(file, ref random, (entry, name) => entry with { Name = name }, [file.Entries[0].Name, "\"__metadata__\""]),
        (file, ref random) => file.Entries.Insert(0, EntryOf(file, ref random)),
        (file, ref random) => file.Entries.Remove(EntryOf(file, ref random)),
        (file, ref random) => file.Entries.AddRange(Enumerable.Range(0, Many / 10).Select(i => new Entry($"\"{i}\"", "\"F32\"", ["0"], ["0", "0"]))),
        (file, ref _) => file.Entries.Reverse(),
        (file, ref random) => file.Metadata.Add((random.NextBool() ? "\"noisy-student\"" : Odd(ref random), Odd(ref random))),
        (file, ref random) => Describe(file, Odd(ref random)),
        (file, ref _) => file.Metadata.Clear(),
        Describe,
        Describe,
        Describe,
        (file, ref random) => file.Data = file.Data[..random.NextInt(file.Data.Length + 1)],
        (file, ref random) => file.Data = [.. file.Data, .. new byte[1 + random.NextInt(16)]],
        Infect,
        Infect,
        (file, ref random) => file.Length = (ulong)random.NextInt(20_000),
        (file, ref random) => file.Length = ulong.MaxValue >> random.NextInt(64),
        (file, ref random) => file.Length = _lengths[random.NextInt(_lengths.Length)],
        (file, ref random) => file.Padding = _paddings[random.NextInt(_paddings.Length)],
    ];

    /// <summary>Makes the mutant of a number.</summary>
    /// <param name="original">A model of this program.</param>
    /// <param name="number">Any number from 0.</param>
    public static byte[] Mutate(byte[] original, long number)
    {
        var random = KeyedRandom.For(seed: 2, RandomUse.Drawing, number);
        var pieces = Of(original);
        for (var change = random.NextInt(MostChanges); change >= 0; change--)
        {
            if (pieces.Entries.Count > 0)
            {
                _changes[random.NextInt(_changes.Length)](pieces, ref random);
            }
        }

        var file = pieces.ToFile();
        return random.NextBool(RandomBytesProbability) ? Mutator.Mutate(file, original, ref random) : file;
    }

    // The description says what network a file holds, and so how much memory its reader should take.
    private static void Describe(SafetensorsPieces file, ref KeyedRandom random)
    {
        (string Key, string Value)[] members =
        [
            ("Network", random.NextBool(0.7) ? Quoted(_networks[random.NextInt(_networks.Length)]) : Odd(ref random)),
            ("Classes", random.NextBool(0.7) ? $"[\"a\"{Repeat(",\"b\"", 1 << random.NextInt(16))}]" : random.NextBool() ? "[\"a\",null]" : Odd(ref random)),
            ("ImageSize", Odd(ref random)),
            ("DesignSize", Odd(ref random)),
            ("Normalization", random.NextBool() ? Odd(ref random) : $"{{\"Mean\":[1,2,{Odd(ref random)}],\"StandardDeviation\":[1,2,{Odd(ref random)}]}}"),
        ];
        var description = """{"Network":"resnet-8","Classes":["a","b"],"ImageSize":8,"Normalization":{"Mean":[1,2,3],"StandardDeviation":[1,2,3]}}""";
        var (key, value) = members[random.NextInt(members.Length)];
        var place = description.IndexOf($"\"{key}\"", StringComparison.Ordinal);

        // JSON's readers take the last of two members of a name.
        description = place < 0 || random.NextBool() ? $"{description[..^1]},\"{key}\":{value}}}" : $"{description[..place]}\"{key}\":{value},\"_\":0}}";
        Describe(file, Quoted(description));
    }

    private static void Describe(SafetensorsPieces file, string description)
    {
        file.Metadata.Clear();
        file.Metadata.Add(("\"noisy-student\"", description));
    }

    /// <summary>Weights that are no numbers, infinite, or too large for the numbers that follow from them.</summary>
    private static void Infect(SafetensorsPieces file, ref KeyedRandom random)
    {
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon];
        for (var count = random.NextInt(100); count >= 0 && file.Data.Length >= sizeof(float); count--)
        {
            var place = random.NextInt(file.Data.Length / sizeof(float)) * sizeof(float);
            BinaryPrimitives.WriteSingleLittleEndian(file.Data.AsSpan(place), values[random.NextInt(values.Length)]);
        }
    }

    private static Entry EntryOf(SafetensorsPieces file, ref KeyedRandom random) => file.Entries[random.NextInt(file.Entries.Count)];

    private static List<string> Numbers(SafetensorsPieces file, ref KeyedRandom random)
    {
        var entry = EntryOf(file, ref random);
        var numbers = random.NextBool() ? entry.Shape : entry.Place;
        if (numbers.Count == 0)
        {
            numbers.Add("0");
        }

        return numbers;
    }

    private static ref string OneOf(List<string> numbers, ref KeyedRandom random) =>
        ref CollectionsMarshal.AsSpan(numbers)[random.NextInt(numbers.Count)];

    private static void Whole(List<string> numbers, string piece)
    {
        numbers.Clear();
        numbers.Add($"!{piece}");
    }

    private static void Move(List<string> place, int start, int end)
    {
        for (var side = 0; side < place.Count; side++)
        {
            place[side] = long.TryParse(place[side], out var number) ? $"{number + (side == 0 ? start : end)}" : place[side];
        }
    }

    private static void Exchange(List<string> first, List<string> second)
    {
        string[] kept = [.. first];
        first.Clear();
        first.AddRange(second);
        second.Clear();
        second.AddRange(kept);
    }

    private static void Replace(SafetensorsPieces file, ref KeyedRandom random, Func<Entry, string, Entry> replace, string[] pieces)
    {
        var index = random.NextInt(file.Entries.Count);
        file.Entries[index] = replace(file.Entries[index], pieces[random.NextInt(pieces.Length)]);
    }

    private static string Odd(ref KeyedRandom random) => _odd[random.NextInt(_odd.Length)];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
