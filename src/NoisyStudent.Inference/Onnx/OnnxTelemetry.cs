using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace NoisyStudent.Onnx;

/// <summary>
/// ONNX Runtime's official builds report their use to Microsoft unless told otherwise: on Linux and macOS with a device identifier and a file of
/// events in the user's cache folder, which come into being with the first session; on Windows as events of the system.
/// </summary>
internal static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns it off for this process; must run before the first session. Who has set <c>ORT_DISABLE_TELEMETRY</c> decides alone.
    /// </summary>
    /// <remarks>
    /// On Unix, .NET's own way to set a variable changes a copy that native code never sees. The C library's adds it to a new list and leaves the
    /// one that came with the process as it is, so that threads may be reading that; it happens once.
    /// </remarks>
    public static void TurnOff()
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Variable, chosen ?? "1");
        }
        else
        {
            _ = SetVariable(Variable, chosen ?? "1", overwrite: 0);
        }

        if (chosen?.ToUpperInvariant() is null or "1" or "TRUE" or "YES" or "ON")
        {
            // Windows' events heed no variable, nor does a runtime that the application itself began to use before.
            OrtEnv.Instance().DisableTelemetryEvents();
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
