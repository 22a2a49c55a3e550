namespace LustreOperator.Views.Drawing;

/// <summary>
/// Rows in columns. Where there is no room for all, columns lose their ends that may, then texts of the last column go on below themselves, then
/// the other columns shrink that may.
/// </summary>
/// <param name="columns">From the left.</param>
/// <param name="gap">Blanks between columns.</param>
/// <param name="head">Ink of the head.</param>
internal sealed class TextGrid(IReadOnlyList<TextColumn> columns, int gap, TextInk head)
{
    /// <summary>No column is made narrower.</summary>
    public const int LeastWidth = 12;

    /// <summary>Shorter words of the last column stand beside each other.</summary>
    private const int LeastOfLast = 8;

    /// <summary>Longer words of the last column are broken.</summary>
    private const int MostOfLast = 24;

    private const int Indent = 4;

    private readonly List<(IReadOnlyList<(string Text, TextInk Ink)> Cells, IReadOnlyList<string> Below)> _rows = [];

    public void Add(params IReadOnlyList<(string Text, TextInk Ink)> cells) => _rows.Add((cells, []));

    /// <summary>Phrases below the row that was added last.</summary>
    public void Below(IReadOnlyList<string> phrases) => _rows[^1] = (_rows[^1].Cells, phrases);

    /// <summary>Whether so many columns have room for all but ends, if texts of the last column are broken into no narrower lines than that.</summary>
    public bool Fits(int width, int last)
    {
        int[] widths = Widths();
        int others = widths[..^1].Select((own, i) => columns[i].Shrinks == Shrink.End ? Math.Min(own, LeastWidth) : own).Sum();
        return others + (gap * (widths.Length - 1)) + Math.Min(last, widths[^1]) <= width;
    }

    /// <summary>All rows in at most so many columns if that can be.</summary>
    /// <param name="width">Null: as many as it takes.</param>
    public IEnumerable<TextLine> Draw(int? width)
    {
        int[] widths = Widths();
        if (width is { } most)
        {
            Narrow(widths, most);
        }

        return Row([.. columns.Select(column => (column.Name, head))], widths)
            .Concat(_rows.SelectMany(row => Row(row.Cells, widths).Concat(Below(row.Below, width))));
    }

    private static IEnumerable<TextLine> Below(IReadOnlyList<string> phrases, int? width) =>
        TextLine.Pack(phrases, Math.Max(LeastWidth, (width ?? int.MaxValue) - Indent))
        .Select(text => new TextLine(new string(' ', Indent)).Add(text, TextInk.Dim));

    private int[] Widths() => [.. columns.Select((column, i) => _rows.Select(row => row.Cells[i].Text.Length).Append(column.Name.Length).Max())];

    private void Narrow(int[] widths, int most)
    {
        int last = widths.Length - 1;
        int word = _rows.SelectMany(row => row.Cells[last].Text.Split(' ')).Select(text => text.Length).Append(LeastOfLast).Max();
        int over = widths.Sum() + (gap * last) - most;
        void Give(int column, int least)
        {
            int given = Math.Clamp(over, 0, Math.Max(0, widths[column] - least));
            widths[column] -= given;
            over -= given;
        }

        for (int i = 0; i < last; i++)
        {
            Give(i, columns[i].Shrinks == Shrink.End ? LeastWidth : widths[i]);
        }

        Give(last, Math.Min(word, MostOfLast));
        for (int i = 0; i < last; i++)
        {
            Give(i, columns[i].Shrinks == Shrink.No ? widths[i] : LeastWidth);
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
        return what switch
        {
            Shrink.Front => "…" + text[^kept..],
            Shrink.Middle => $"{text[..(kept - (kept / 2))]}…{text[^(kept / 2)..]}",
            _ => TextLine.Cut(text, width),
        };
    }
}
