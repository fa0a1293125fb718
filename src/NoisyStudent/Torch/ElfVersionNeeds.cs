using System.Buffers.Binary;
using System.Text;

namespace NoisyStudent.Torch;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of the libraries it needs (its <c>.gnu.version_r</c>
/// section; Linux Standard Base, chapter 'Symbol Versioning').
/// </summary>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6FFFFFFE;
    private const ushort WeakFlag = 0x2;

    /// <summary>
    /// Marks one needed version as weak, so that the loader goes on where the installed library lacks it.
    /// </summary>
    /// <param name="library">The bytes of the library, changed in place.</param>
    /// <param name="version">The version's name, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether the library asks for that version.</returns>
    public static bool MakeWeak(Span<byte> library, string version)
    {
        var name = Encoding.ASCII.GetBytes(version + "\0");
        if (!library.StartsWith("\u007fELF"u8) || library[4] != 2 || library[5] != 1)
        {
            return false;
        }

        var sections = (int)BinaryPrimitives.ReadInt64LittleEndian(library[40..]);
        var sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(library[58..]);
        var sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(library[60..]);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = library.Slice(sections + (i * sectionSize), sectionSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == SectionTypeVersionNeeds)
            {
                var strings = library.Slice(sections + (Int32At(section, 40) * sectionSize), sectionSize);
                return MakeWeak(library, Offset(section), Offset(strings), name);
            }
        }

        return false;
    }

    /// <summary>Walks the chain of libraries (Verneed) and, in each, of the versions asked of it (Vernaux).</summary>
    private static bool MakeWeak(Span<byte> library, int need, int strings, ReadOnlySpan<byte> name)
    {
        var found = false;
        while (true)
        {
            var entry = need + Int32At(library, need + 8);
            while (true)
            {
                if (library[(strings + Int32At(library, entry + 8))..].StartsWith(name))
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(library[(entry + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(library[(entry + 4)..], (ushort)(flags | WeakFlag));
                    found = true;
                }

                var nextEntry = Int32At(library, entry + 12);
                if (nextEntry == 0)
                {
                    break;
                }

                entry += nextEntry;
            }

            var nextNeed = Int32At(library, need + 12);
            if (nextNeed == 0)
            {
                return found;
            }

            need += nextNeed;
        }
    }

    private static int Offset(ReadOnlySpan<byte> section) => (int)BinaryPrimitives.ReadInt64LittleEndian(section[24..]);

    private static int Int32At(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
