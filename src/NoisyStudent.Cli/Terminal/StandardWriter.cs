using System.Text;

namespace NoisyStudent.Cli.Terminal;

/// <summary>A standard stream that may be closed, or lead to a full disk.</summary>
/// <param name="inner">The stream.</param>
/// <param name="name">What it is called.</param>
/// <param name="mayFail">Whether the command goes on without it: nobody can be told that standard error cannot be written.</param>
internal sealed class StandardWriter(TextWriter inner, string name, bool mayFail) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            if (!mayFail)
            {
                throw new NoisyStudentException($"Cannot write to {name}: {cause.Message.TrimEnd('.')}. Make room, or choose where it leads to.", cause);
            }
        }
    }
}
