namespace LustreOperator.Cli.Drawing;

/// <summary>Rows in columns. Where there is no room for all, the columns that may shrink do, and texts of the last column go on below themselves.</summary>
/// <param name="columns">From the left.</param>
/// <param name="gap">Blanks between columns.</param>
/// <param name="head">Ink of the head.</param>
internal sealed class TextGrid(IReadOnlyList<TextColumn> columns, int gap, TextInk head)
{
    /// <summary>No column is made narrower.</summary>
    public const int LeastWidth = 14;

    private readonly List<IReadOnlyList<(string Text, TextInk Ink)>> _rows = [];

    public void Add(params IReadOnlyList<(string Text, TextInk Ink)> cells) => _rows.Add(cells);

    /// <summary>Columns that it takes when nothing is cut or broken.</summary>
    public int NaturalWidth => Widths().Sum() + (gap * (columns.Count - 1));

    /// <summary>All rows in at most so many columns if that can be.</summary>
    /// <param name="width">Null: as many as it takes.</param>
    public IEnumerable<TextLine> Draw(int? width)
    {
        int[] widths = Widths();
        if (width is { } most)
        {
            Narrow(widths, most);
        }

        IEnumerable<IReadOnlyList<(string Text, TextInk Ink)>> all = [[.. columns.Select(column => (column.Name, head))], .. _rows];
        return all.SelectMany(row => Row(row, widths));
    }

    private int[] Widths() => [.. columns.Select((column, i) => _rows.Select(row => row[i].Text.Length).Append(column.Name.Length).Max())];

    // The last column gives first, by breaking its texts into lines.
    private void Narrow(int[] widths, int most)
    {
        int last = widths.Length - 1;
        int over = widths.Sum() + (gap * last) - most;
        int given = Math.Clamp(over, 0, Math.Max(0, widths[last] - LeastWidth));
        widths[last] -= given;
        over -= given;
        for (int i = 0; i < last && over > 0; i++)
        {
            given = columns[i].Shrinks == Shrink.No ? 0 : Math.Clamp(over, 0, Math.Max(0, widths[i] - LeastWidth));
            widths[i] -= given;
            over -= given;
        }
    }

    private IEnumerable<TextLine> Row(IReadOnlyList<(string Text, TextInk Ink)> cells, int[] widths)
    {
        int last = cells.Count - 1;
        TextLine line = new();
        for (int i = 0; i < last; i++)
        {
            line.Add(Cut(cells[i].Text, widths[i], columns[i].Shrinks).PadRight(widths[i] + gap), cells[i].Ink);
        }

        int start = line.Width;
        foreach (string text in TextLine.Break(cells[last].Text, widths[last]).DefaultIfEmpty(""))
        {
            yield return line.Add(text, cells[last].Ink);
            line = new TextLine().PadTo(start);
        }
    }

    private static string Cut(string text, int width, Shrink what)
    {
        if (text.Length <= width)
        {
            return text;
        }

        int kept = width - 1;
        return what == Shrink.Front ? "…" + text[^kept..] : $"{text[..(kept - (kept / 2))]}…{text[^(kept / 2)..]}";
    }
}
