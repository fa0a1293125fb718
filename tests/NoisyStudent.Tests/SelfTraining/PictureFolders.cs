using NoisyStudent.Images;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Images;

namespace NoisyStudent.Tests.SelfTraining;

/// <summary>Tiny sets of pictures on disk: dark and bright ones, which are easily told apart.</summary>
internal sealed class PictureFolders : IDisposable
{
    private const int Size = 12;

    private readonly TemporaryFolder _folder = new();

    public PictureFolders()
    {
        for (var i = 0; i < 12; i++)
        {
            Draw(i, "labeled", i % 2 == 0 ? "dark" : "bright");
            Draw(i + 100, "unlabeled", "");
            Draw(i + 200, "test", i % 2 == 0 ? "dark" : "bright");
        }
    }

    public string Path => _folder.Path;

    public string Run => System.IO.Path.Combine(Path, "run");

    /// <summary>A run of seconds: a teacher and two students on these pictures.</summary>
    public RunRequest Request(params string[] overrides)
    {
        var recipe = _folder.Write("recipe.yaml", """
            name: tiny
            image-size: 12
            validation-fraction: 0.2
            noise: { operations: 1, magnitude: 3, crop-padding: 1 }
            training: { average-decay: 0.9 }
            teacher: { network: resnet-8, epochs: 4, batch-size: 4, learning-rate: 0.05 }
            students:
              - { network: resnet-8, epochs: 2, batch-size: 2, learning-rate: 0.05, ratio: 2 }
              - { network: resnet-14, epochs: 2, batch-size: 2, learning-rate: 0.05, ratio: 2 }
            """u8.ToArray());
        return new RunRequest
        {
            Labeled = In("labeled"),
            Unlabeled = In("unlabeled"),
            Test = In("test"),
            Recipe = recipe,
            Overrides = overrides,
            Output = Run,
            Device = "cpu",
        };
    }

    public string In(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void KeepOneOfEachClass()
    {
        foreach (var picture in Directory.GetDirectories(In("labeled")).SelectMany(kind => Directory.GetFiles(kind).Skip(1)))
        {
            File.Delete(picture);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Draw(int picture, string set, string kind)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing, picture);
        var least = (kind.Length > 0 ? kind == "dark" : picture % 2 == 0) ? 0 : 136;
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(least + random.NextInt(120));
        }

        Directory.CreateDirectory(In(set, kind));
        new RgbImage(Size, Size, pixels).SavePng(In(set, kind, $"{picture}.png"));
    }
}
