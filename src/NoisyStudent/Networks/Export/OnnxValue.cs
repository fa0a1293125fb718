namespace NoisyStudent.Networks.Export;

/// <summary>What one operator of an ONNX network hands to the next: <c>[batch, channels, height, width]</c>, float32.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Channels">Channels; of what a linear layer gives, its outputs.</param>
/// <param name="Height">Height in pixels; 1 after pooling.</param>
/// <param name="Width">Width in pixels; 1 after pooling.</param>
internal readonly record struct OnnxValue(string Name, int Channels, int Height, int Width);
