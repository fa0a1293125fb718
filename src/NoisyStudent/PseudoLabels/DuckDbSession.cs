using System.Globalization;
using DuckDB.NET.Data;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// A DuckDB database that lives in memory, within bounds: it reads and writes in a few folders alone, loads no extensions, and what does not fit into
/// its memory goes to the disk.
/// </summary>
internal sealed class DuckDbSession : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly CancellationToken _cancellation;

    /// <summary>Opens it.</summary>
    /// <param name="memory">How much memory it may take, in bytes.</param>
    /// <param name="scratch">The folder for what does not fit; null where all does.</param>
    /// <param name="folders">Where it may read and write besides.</param>
    /// <param name="cancellation">Interrupts whatever it is doing.</param>
    public DuckDbSession(long memory, string? scratch, IEnumerable<string> folders, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _connection = new DuckDBConnection(new DuckDBConnectionStringBuilder
        {
            DataSource = DuckDBConnectionStringBuilder.InMemoryDataSource,
            MemoryLimit = string.Create(CultureInfo.InvariantCulture, $"{memory}B"),
            Threads = Environment.ProcessorCount,
            PreserveInsertionOrder = true,
            AutoinstallKnownExtensions = false,
            AutoloadKnownExtensions = false,
            AllowCommunityExtensions = false,
            AllowPersistentSecrets = false,
        }.ConnectionString);
        _connection.Open();
        Run($"SET temp_directory = {Text(scratch ?? "")}");

        // A path is looked up twice: as the pattern that it is given as, and as what the pattern finds.
        var allowed = (scratch is null ? folders : folders.Append(scratch)).Select(folder => folder + Path.DirectorySeparatorChar).SelectMany(folder => (string[])[folder, Pattern(folder)]);
        Run($"SET allowed_directories = [{string.Join(", ", allowed.Select(Text))}]");
        Run("SET enable_external_access = false");
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters, <c>$1</c> and so on.</param>
    /// <exception cref="DuckDBException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public void Run(string sql, params ReadOnlySpan<object> parameters)
    {
        using var command = Command(sql, parameters);
        using var interrupt = _cancellation.Register(command.Cancel);
        _cancellation.ThrowIfCancellationRequested();
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query's result, read one after the other.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="row">What to make of a row.</param>
    /// <typeparam name="T">A row.</typeparam>
    /// <exception cref="DuckDBException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public IEnumerable<T> Query<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = Command(sql, []);
        command.UseStreamingMode = true;
        using var interrupt = _cancellation.Register(command.Cancel);
        _cancellation.ThrowIfCancellationRequested();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    /// <summary>Fills a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="append">Appends the values of one row.</param>
    /// <typeparam name="T">A row.</typeparam>
    public void Append<T>(string table, IEnumerable<T> rows, Action<IDuckDBAppenderRow, T> append)
    {
        using var appender = _connection.CreateAppender(table);
        foreach (var row in rows)
        {
            var values = appender.CreateRow();
            append(values, row);
            values.EndRow();
        }
    }

    /// <summary>Why a query failed, as the end of a sentence: the first line of what DuckDB says, without the kind of the error.</summary>
    /// <param name="exception">What it threw.</param>
    public static string ReasonOf(Exception exception)
    {
        const string Kind = "Error: ";
        var line = exception.Message.ReplaceLineEndings("\n").Split('\n')[0];
        return line[(line.IndexOf(Kind, StringComparison.Ordinal) is >= 0 and var start ? start + Kind.Length : 0)..].TrimEnd('.');
    }

    /// <summary>A text as it stands in a statement.</summary>
    /// <param name="text">Any text.</param>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A path as DuckDB's functions want it, which take paths for patterns.</summary>
    /// <param name="path">A path of one file, which may hold what means something in patterns.</param>
    public static string Pattern(string path) => string.Concat(path.Select(character => character is '[' or '*' or '?' ? $"[{character}]" : $"{character}"));

    /// <summary>Such a path as it stands in a statement.</summary>
    /// <param name="path">A path of one file.</param>
    public static string PathText(string path) => Text(Pattern(path));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private DuckDBCommand Command(string sql, ReadOnlySpan<object> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(parameter));
        }

        return command;
    }
}
