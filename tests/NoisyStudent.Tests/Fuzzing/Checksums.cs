using System.Buffers.Binary;
using System.Text;
using NoisyStudent.Tests.Images;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>
/// Puts right the checksums of a mutant: without it a reader would stop there, and what lies behind them would never be tried.
/// </summary>
internal static class Checksums
{
    private const int TarBlock = 512;
    private const int TarSumStart = 148;
    private const int TarSumEnd = 156;
    private const int TarMagic = 257;

    /// <summary>Sums each chunk of a PNG file anew, as far as their lengths can be followed.</summary>
    public static void RepairPng(Span<byte> file)
    {
        var place = 8;
        while (file.Length - place >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[place..]);
            if (length > file.Length - place - 12)
            {
                return;
            }

            var sum = place + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[sum..], PngFile.Checksum(file[(place + 4)..sum]));
            place = sum + 4;
        }
    }

    /// <summary>Sums each header of a tar archive anew.</summary>
    public static void RepairTar(Span<byte> file)
    {
        for (var place = 0; place <= file.Length - TarBlock; place += TarBlock)
        {
            var header = file.Slice(place, TarBlock);
            if (header[TarMagic..].StartsWith("ustar"u8))
            {
                header[TarSumStart..TarSumEnd].Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ", header[TarSumStart..TarSumEnd]);
            }
        }
    }
}
