using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>Text in which names may occur, in a table of the terminal.</summary>
internal static class PrintableCell
{
    extension(PrintableText)
    {
        /// <summary>The text for a cell of a table, in which no part of it is markup.</summary>
        /// <param name="text">Any text.</param>
        public static string Cell(string text) => Markup.Escape(PrintableText.Of(text));
    }
}
