using System.Text;

namespace NoisyStudent.Benchmarks.Pretrained;

/// <summary>
/// Draws hands that show digits by the signs of the deaf, before a plain background: pictures that ImageNet knows nothing of, and that a network from random weights learns from few labels. Always the same ones.
/// </summary>
internal sealed class HandPictures
{
    /// <summary>The name on the command line.</summary>
    public const string Name = "hands";

    private const int Size = 100, SamplesPerSide = 2;
    private const int Labeled = 10, Tested = 40, Unlabeled = 1562;

    /// <summary>Thumb to little finger: whether each is stretched, for each digit.</summary>
    private static readonly string[] _stretched = ["00000", "01000", "01100", "11100", "01111", "11111", "01110", "01101", "01011", "00111"];

    /// <summary>The finger that touches the thumb; none where that is 0.</summary>
    private static readonly int[] _touching = [0, 0, 0, 0, 0, 0, 4, 3, 2, 1];

    /// <summary>Of each finger where it begins, how long it is, and to where it points, in hands' widths and radians.</summary>
    private static readonly (double X, double Y, double Length, double Angle)[] _fingers =
        [(-0.35, 0.1, 0.65, -0.85), (-0.30, -0.2, 0.8, -0.18), (-0.10, -0.27, 0.9, -0.03), (0.10, -0.25, 0.83, 0.10), (0.30, -0.15, 0.65, 0.25)];

    private readonly List<Limb> _limbs = [];
    private ulong _state = 88172645463325252;

    private HandPictures()
    {
    }

    /// <summary>Writes the sets <c>labeled</c>, <c>unlabeled</c> and <c>test</c> into a folder, as PPM.</summary>
    /// <param name="folder">The folder.</param>
    public static void Draw(string folder)
    {
        var hands = new HandPictures();
        for (var digit = 0; digit < _stretched.Length; digit++)
        {
            hands.DrawSet(Path.Combine(folder, "labeled", $"{digit}"), Labeled, () => digit);
            hands.DrawSet(Path.Combine(folder, "test", $"{digit}"), Tested, () => digit);
        }

        hands.DrawSet(Path.Combine(folder, "unlabeled"), Unlabeled, () => (int)(hands.Uniform() * _stretched.Length));
    }

    private void DrawSet(string folder, int pictures, Func<int> digit)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < pictures; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i}.ppm"), [.. Encoding.ASCII.GetBytes($"P6\n{Size} {Size}\n255\n"), .. Picture(digit())]);
        }
    }

    private byte[] Picture(int digit)
    {
        Build(digit);
        var mirror = Uniform() < 0.1 ? -1 : 1;
        var (turn, scale, x0, y0) = (Normal() * 0.16, Between(24, 34), 50 + (Normal() * 4), 58 + (Normal() * 4));
        var (red, green) = (Between(150, 235), Between(0.70, 0.84));
        double[] skin = [red, red * green, red * green * Between(0.75, 0.92)];
        var (light, across, down) = (Between(150, 225), Between(-25, 25), Between(-25, 25));
        double[] tint = [Normal() * 5, Normal() * 5, Normal() * 5];
        var (lightX, lightY, lightZ) = (Between(-0.7, 0.7), Between(-0.8, 0.2), 0.8);
        var length = Math.Sqrt((lightX * lightX) + (lightY * lightY) + (lightZ * lightZ));
        var grain = Between(1, 5);
        var (cos, sin) = (Math.Cos(turn), Math.Sin(turn));
        var pixels = new byte[Size * Size * 3];
        var sums = new double[3];
        for (var place = 0; place < Size * Size; place++)
        {
            var (x, y) = (place % Size, place / Size);
            Array.Clear(sums);
            for (var sample = 0; sample < SamplesPerSide * SamplesPerSide; sample++)
            {
                var (u, v) = ((x + 0.25 + (0.5 * (sample & 1)) - x0) / scale * mirror, (y + 0.25 + (0.5 * (sample >> 1)) - y0) / scale);
                var (normalX, normalY, normalZ) = NormalAt((cos * u) + (sin * v), (-sin * u) + (cos * v));
                var shade = 0.45 + (0.6 * Math.Max(0, (normalX * (lightX / length)) + (normalY * (lightY / length)) + (normalZ * (lightZ / length))));
                for (var channel = 0; channel < 3; channel++)
                {
                    sums[channel] += (normalZ < 0 ? light + (across * (x - 50) / 50) + (down * (y - 50) / 50) + tint[channel] : skin[channel] * shade) / 4;
                }
            }

            for (var channel = 0; channel < 3; channel++)
            {
                pixels[(place * 3) + channel] = (byte)Math.Clamp(sums[channel] + (Normal() * grain), 0, 255);
            }
        }

        return pixels;
    }

    /// <summary>The hand of a digit: arm, palm, fingers, thumb.</summary>
    private void Build(int digit)
    {
        _limbs.Clear();
        Add(0, 0.15, 0, 0.35, 0.40, 0.36);
        Add(-0.18, -0.05, 0.18, -0.05, 0.24, 0.24);
        Add(0, 0.4, Between(-0.1, 0.1), 1.6, 0.27, 0.3);
        var spread = Between(0.6, 1.5);
        for (var finger = 1; finger < _fingers.Length; finger++)
        {
            var (x, y, length, angle) = _fingers[finger];
            var turned = Normal() * 0.05;
            if (_stretched[digit][finger] == '1')
            {
                var curl = Normal() * 0.06;
                Stretch(x, y, (angle * spread) + turned, length * Between(0.92, 1.06), 0.105, curl);
            }
            else if (_touching[digit] == finger || digit == 0)
            {
                var (tipX, tipY) = (-0.28 + (Normal() * 0.03), -0.42 + (Normal() * 0.03));
                Add(x, y, ((x + tipX) / 2) + 0.04, y - 0.32, 0.11, 0.1);
                Add(((x + tipX) / 2) + 0.04, y - 0.32, tipX, tipY, 0.1, 0.09);
            }
            else
            {
                var endY = y - 0.16 + (Normal() * 0.02);
                Add(x, y, x + (Normal() * 0.02), endY, 0.125, 0.12);
            }
        }

        if (digit == 0 || _touching[digit] > 0)
        {
            Add(-0.35, 0.15, -0.48, -0.15, 0.13, 0.11);
            Add(-0.48, -0.15, -0.28, -0.42, 0.11, 0.1);
        }
        else if (_stretched[digit][0] == '1')
        {
            var (x, y, length, angle) = _fingers[0];
            var (curl, longer) = (0.1 + (Normal() * 0.06), Between(0.95, 1.1));
            Stretch(x, y, (angle * Between(0.8, 1.2)) + (Normal() * 0.08), length * longer, 0.12, curl);
        }
        else
        {
            Add(-0.35, 0.2, -0.22, -0.02, 0.13, 0.12);
            Add(-0.22, -0.02, 0.02, -0.06, 0.12, 0.1);
        }
    }

    /// <summary>A finger of three limbs, each shorter and thinner than the one before.</summary>
    private void Stretch(double x, double y, double angle, double length, double radius, double curl)
    {
        double[] shares = [0.45, 0.32, 0.23];
        for (var limb = 0; limb < shares.Length; limb++)
        {
            var (nextX, nextY) = (x + (Math.Sin(angle) * (length * shares[limb])), y - (Math.Cos(angle) * (length * shares[limb])));
            Add(x, y, nextX, nextY, radius * (1 - (0.1 * limb)), radius * (1 - (0.1 * (limb + 1))));
            (x, y, angle) = (nextX, nextY, angle + curl);
        }
    }

    /// <summary>Where the nearest surface faces; below 0 along the view where there is none.</summary>
    private (double X, double Y, double Z) NormalAt(double x, double y)
    {
        var (highest, normal) = (double.NegativeInfinity, (X: 0.0, Y: 0.0, Z: -1.0));
        foreach (var (number, limb) in _limbs.Index())
        {
            var (dx, dy) = (limb.X1 - limb.X0, limb.Y1 - limb.Y0);
            var squared = (dx * dx) + (dy * dy);
            var along = squared > 0 ? Math.Clamp((((x - limb.X0) * dx) + ((y - limb.Y0) * dy)) / squared, 0, 1) : 0;
            var radius = limb.Radius0 + ((limb.Radius1 - limb.Radius0) * along);
            var (fromX, fromY) = (x - limb.X0 - (along * dx), y - limb.Y0 - (along * dy));
            var distance = Math.Sqrt((fromX * fromX) + (fromY * fromY));
            if (distance < radius)
            {
                var height = Math.Sqrt((radius * radius) - (distance * distance));

                // Fingers lie before the palm, later ones before earlier ones.
                var layered = height + (number >= 3 ? 0.08 + (0.002 * number) : 0);
                if (layered > highest)
                {
                    (highest, normal) = (layered, (fromX / radius, fromY / radius, height / radius));
                }
            }
        }

        return normal;
    }

    private void Add(double x0, double y0, double x1, double y1, double radius0, double radius1) => _limbs.Add(new Limb(x0, y0, x1, y1, radius0, radius1));

    /// <summary>Marsaglia's xorshift, in [0, 1).</summary>
    private double Uniform()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (_state >> 11) / 9007199254740992.0;
    }

    private double Between(double least, double most) => least + ((most - least) * Uniform());

    /// <summary>Nearly normal: twelve uniform ones less their mean.</summary>
    private double Normal()
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Uniform();
        }

        return sum - 6;
    }

    /// <summary>A line between two ends, as thick as the radius at each.</summary>
    private readonly record struct Limb(double X0, double Y0, double X1, double Y1, double Radius0, double Radius1);
}
