using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>What it is a picture of, in figures at the right and sentences below.</summary>
internal sealed class SvgHeader(SvgCanvas canvas, SvgLayout layout)
{
    private const double TitleSize = 24;
    private const double LeastTitleSize = 14;
    private const double TextSize = 12.5;
    private const double LineHeight = 17;
    private const double TileWidth = 82;
    private const double TileHeight = 46;
    private const double TileGap = 8;

    /// <summary>Draws it and returns the y below it.</summary>
    /// <param name="y">Its upper edge.</param>
    /// <param name="title">What the picture is of.</param>
    /// <param name="state">Below the title: whether all is well; the status gives it its colour.</param>
    /// <param name="tiles">Figures and their names.</param>
    /// <param name="sentences">Below both.</param>
    public double Draw(
        double y, string title, (ConditionStatus Status, string Words) state, IReadOnlyList<(string Figure, string Name)> tiles, IEnumerable<string> sentences)
    {
        double tilesLeft = SvgLayout.Margin + layout.InnerWidth - (tiles.Count * (TileWidth + TileGap)) + TileGap;
        for (int i = 0; i < tiles.Count; i++)
        {
            Tile(tiles[i].Figure, tiles[i].Name, tilesLeft + (i * (TileWidth + TileGap)), y);
        }

        double width = tilesLeft - SvgLayout.Margin - SvgLayout.Gap;
        double size = Math.Max(LeastTitleSize, SvgText.Fit(title, TitleSize, width, isBold: true));
        canvas.Text(SvgLayout.Margin, y + 22, SvgText.Cut(title, size, width, isBold: true), size, isBold: true);
        string words = (state.Status switch { ConditionStatus.True => "✓ ", ConditionStatus.False => "✗ ", _ => "? " }) + state.Words;
        canvas.Text(
            SvgLayout.Margin, y + 44, SvgText.Cut(words, TextSize + 1, width, isBold: true), TextSize + 1,
            state.Status == ConditionStatus.True ? SvgPaint.Good : SvgPaint.Alarm, isBold: true);
        double line = y + TileHeight + LineHeight;
        foreach (string text in sentences.SelectMany(sentence => SvgText.Wrap(sentence, TextSize, layout.InnerWidth)))
        {
            canvas.Text(SvgLayout.Margin, line + 4, text, TextSize);
            line += LineHeight;
        }

        return line + 4;
    }

    private void Tile(string figure, string name, double x, double y)
    {
        canvas.Rect(x, y, TileWidth, TileHeight, SvgPaint.Card, 6);
        double middle = x + (TileWidth / 2);
        canvas.Text(middle, y + 22, figure, SvgText.Fit(figure, 17, TileWidth - 8, isBold: true), isBold: true, anchor: "middle");
        canvas.Text(middle, y + 38, name, 11, SvgPaint.Quiet, anchor: "middle");
    }
}
