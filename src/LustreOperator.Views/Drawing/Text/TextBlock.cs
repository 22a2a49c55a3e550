namespace LustreOperator.Views.Drawing;

/// <summary>Lines as blocks that stand beside each other and in frames.</summary>
internal static class TextBlock
{
    /// <summary>Columns of a frame: an edge and a blank at each side.</summary>
    public const int FrameWidth = 4;

    /// <summary>In a box with its title in the upper edge, round when <paramref name="isRound"/>.</summary>
    public static IReadOnlyList<TextLine> Framed(TextLine title, IReadOnlyList<TextLine> lines, int width, bool isRound)
    {
        (string upperLeft, string upperRight, string lowerLeft, string lowerRight) = isRound ? ("╭", "╮", "╰", "╯") : ("┌", "┐", "└", "┘");
        return
        [
            new TextLine($"{upperLeft}─ ", TextInk.Dim).Add(title).Add(" ").PadTo(width - 1, '─', TextInk.Dim).Add(upperRight, TextInk.Dim),
            .. lines.Select(line => new TextLine("│ ", TextInk.Dim).Add(line).PadTo(width - 2).Add(" │", TextInk.Dim)),
            new TextLine(lowerLeft, TextInk.Dim).PadTo(width - 1, '─', TextInk.Dim).Add(lowerRight, TextInk.Dim),
        ];
    }

    /// <summary>Two blocks with a blank column between them.</summary>
    public static IReadOnlyList<TextLine> Beside(IReadOnlyList<TextLine> left, IReadOnlyList<TextLine> right, int leftWidth) =>
    [
        .. Enumerable.Range(0, Math.Max(left.Count, right.Count)).Select(row =>
            new TextLine().Add(row < left.Count ? left[row] : new TextLine()).PadTo(leftWidth + 1).Add(row < right.Count ? right[row] : new TextLine())),
    ];

    /// <summary>With a heading and a blank line below; nothing of a section without lines.</summary>
    public static IEnumerable<TextLine> Section(string title, IEnumerable<TextLine> lines)
    {
        TextLine[] all = [.. lines];
        return all.Length == 0 ? [] : [new TextLine(title, TextInk.Bold), .. all, new TextLine()];
    }
}
