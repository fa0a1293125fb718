namespace NoisyStudent.Tests.Fuzzing;

/// <summary>What reads a file.</summary>
internal enum SeedKind
{
    /// <summary>A picture alone.</summary>
    Picture,

    /// <summary>A set of pictures in an archive.</summary>
    Archive,

    /// <summary>A safetensors or ONNX file.</summary>
    Model,
}

/// <summary>A whole file, of which mutants are made.</summary>
/// <param name="Name">A file name, whose ending says the format.</param>
/// <param name="Kind">What reads it.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Repair">Puts the checksums of a mutant right.</param>
/// <param name="Finish">Makes the file of a mutant's bytes, such as by compression.</param>
internal sealed record SeedFile(string Name, SeedKind Kind, byte[] Bytes, SpanAction? Repair = null, Func<byte[], byte[]>? Finish = null);

/// <summary>Changes bytes in place.</summary>
/// <param name="bytes">The bytes.</param>
internal delegate void SpanAction(Span<byte> bytes);
