using LustreOperator.Cli.CommandLine;
using Spectre.Console;

namespace LustreOperator.Cli.Output;

/// <summary>A table as kubectl prints it; on a terminal with a head that stands out.</summary>
internal sealed class TextTable(params string[] columns)
{
    private const int Gap = 3;

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print(Shell shell)
    {
        if (shell.IsTerminal)
        {
            Draw(shell.Out);
        }
        else
        {
            Write(shell.Out);
        }
    }

    private void Write(TextWriter text)
    {
        int[] widths = [.. columns.Select((name, column) => Gap + _rows.Select(row => row[column].Length).Append(name.Length).Max())];
        foreach (string[] row in _rows.Prepend(columns))
        {
            text.WriteLine(string.Concat(row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private void Draw(TextWriter text)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text) });
        Table table = new() { Border = TableBorder.None };
        for (int column = 0; column < columns.Length; column++)
        {
            // Sentences stand last; a narrow terminal breaks them and nothing else.
            TableColumn head = new TableColumn(new Text(columns[column], new Style(decoration: Decoration.Bold))).PadRight(Gap);
            table.AddColumn(column == columns.Length - 1 ? head : head.NoWrap());
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell, StyleOf(cell))));
        }

        console.Write(table);
    }

    private static Style StyleOf(string cell) => cell switch
    {
        "True" or "chosen" => new Style(Color.Green),
        "False" or "no" => new Style(Color.Red),
        "Unknown" => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
