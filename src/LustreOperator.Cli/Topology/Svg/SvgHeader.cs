using System.Globalization;
using LustreOperator.Api;

namespace LustreOperator.Cli.Topology;

/// <summary>Which cluster it is, whether it is Ready, and its figures.</summary>
internal sealed class SvgHeader(TopologyModel model, SvgCanvas canvas, SvgLayout layout)
{
    private const double TitleSize = 24;
    private const double LeastTitleSize = 14;
    private const double TextSize = 12.5;
    private const double LineHeight = 17;
    private const double TileWidth = 82;
    private const double TileHeight = 46;
    private const double TileGap = 8;

    /// <summary>Draws it and returns the y below it.</summary>
    public double Draw(double y)
    {
        (string Figure, string Name)[] tiles =
        [
            (model.Placed, "placed"), (model.Running, "running"), (model.InSync, "in sync"),
            (Number(model.Hosts.Count), model.Hosts.Count == 1 ? "host" : "hosts"), (Number(model.Hcas), model.Hcas == 1 ? "HCA" : "HCAs"),
        ];
        double tilesLeft = SvgLayout.Margin + layout.InnerWidth - (tiles.Length * (TileWidth + TileGap)) + TileGap;
        for (int i = 0; i < tiles.Length; i++)
        {
            Tile(tiles[i].Figure, tiles[i].Name, tilesLeft + (i * (TileWidth + TileGap)), y);
        }

        double width = tilesLeft - SvgLayout.Margin - SvgLayout.Gap;
        string name = $"{model.Namespace}/{model.Name}";
        double size = Math.Max(LeastTitleSize, SvgText.Fit(name, TitleSize, width, isBold: true));
        canvas.Text(SvgLayout.Margin, y + 22, SvgText.Cut(name, size, width, isBold: true), size, isBold: true);
        (string word, string colour) = model.Ready switch
        {
            ConditionStatus.True => ("✓ Ready", "#1b6e3c"),
            ConditionStatus.False => ($"✗ not Ready: {model.Reason}", SvgPaint.Alarm),
            _ => ($"? Ready is unknown: {model.Reason}", SvgPaint.Alarm),
        };
        canvas.Text(SvgLayout.Margin, y + 44, SvgText.Cut(word, TextSize + 1, width, isBold: true), TextSize + 1, colour, isBold: true);
        double line = y + TileHeight + LineHeight;
        foreach (string text in Sentences().SelectMany(sentence => SvgText.Wrap(sentence, TextSize, layout.InnerWidth)))
        {
            canvas.Text(SvgLayout.Margin, line + 4, text, TextSize);
            line += LineHeight;
        }

        return line + 4;
    }

    private IEnumerable<string> Sentences()
    {
        yield return model.Message;
        if (model.NotPlaced is { } why && why != model.Message)
        {
            yield return $"Not placed: {why}";
        }

        if (model.FurtherHosts > 0)
        {
            yield return $"{TopologyFigures.Further(model.FurtherHosts)}.";
        }
    }

    private void Tile(string figure, string name, double x, double y)
    {
        canvas.Rect(x, y, TileWidth, TileHeight, SvgPaint.Card, 6);
        double middle = x + (TileWidth / 2);
        canvas.Text(middle, y + 22, figure, SvgText.Fit(figure, 17, TileWidth - 8, isBold: true), isBold: true, anchor: "middle");
        canvas.Text(middle, y + 38, name, 11, SvgPaint.Quiet, anchor: "middle");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
