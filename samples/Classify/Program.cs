using NoisyStudent;
using NoisyStudent.Classification;

if (args is not [var model, .. { Length: > 0 } pictures])
{
    Console.Error.WriteLine("Usage: Classify MODEL.onnx PICTURE...");
    return 2;
}

try
{
    using var classifier = ImageClassifier.Load(model);
    foreach (var picture in pictures)
    {
        var best = classifier.Predict(picture)[0];
        Console.WriteLine($"{picture}: {best.Class} ({100 * best.Probability:0.0}%)");
    }

    return 0;
}
catch (NoisyStudentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
