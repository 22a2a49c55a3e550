using System.Globalization;
using System.Xml.Linq;

namespace LustreOperator.Views.Drawing;

/// <summary>Fill and stroke of a shape; null draws none.</summary>
internal sealed record SvgPaint(string? Fill, string? Stroke = null, double Width = 1, string? Dashes = null)
{
    /// <summary>Text.</summary>
    public const string Ink = "#1d2733";

    /// <summary>Text of less weight, 5.5:1 on white.</summary>
    public const string Quiet = "#5a6676";

    /// <summary>Edges.</summary>
    public const string Edge = "#7c8898";

    /// <summary>What is well.</summary>
    public const string Good = "#1b6e3c";

    /// <summary>What is wrong.</summary>
    public const string Alarm = "#a3180f";

    public static SvgPaint Card { get; } = new("#f6f8fa", Edge, 1.2);

    public static SvgPaint Node { get; } = new("#ffffff", "#a9b3bf");

    public static SvgPaint Empty { get; } = new("#ffffff", Edge);

    /// <summary>Another cluster's, or the host's own.</summary>
    public static SvgPaint Taken { get; } = new("#dddddd", Edge);

    public void AddTo(XElement element)
    {
        element.Add(new XAttribute("fill", Fill ?? "none"));
        if (Stroke is not null)
        {
            element.Add(new XAttribute("stroke", Stroke), new XAttribute("stroke-width", Width.ToString("0.#", CultureInfo.InvariantCulture)));
        }

        if (Dashes is not null)
        {
            element.Add(new XAttribute("stroke-dasharray", Dashes));
        }
    }
}
