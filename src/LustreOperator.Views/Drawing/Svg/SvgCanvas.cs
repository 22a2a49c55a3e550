using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LustreOperator.Views.Drawing;

/// <summary>
/// A drawing of absolute coordinates and attributes alone: no style sheet, script, font or transformation, so that word processors show it
/// as browsers do.
/// </summary>
internal sealed class SvgCanvas
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    // From the back to the front.
    private readonly XElement _boxes = new(s_svg + "g");
    private readonly XElement _wires = new(s_svg + "g");
    private readonly XElement _shapes = new(s_svg + "g");
    private readonly XElement _definitions = new(s_svg + "defs");

    public void Rect(double x, double y, double width, double height, SvgPaint paint, double radius = 0, string? title = null)
    {
        XElement rect = Element("rect", ("x", x), ("y", y), ("width", width), ("height", height));
        if (radius > 0)
        {
            rect.Add(Attribute("rx", radius));
        }

        Add(rect, paint, title);
    }

    public void Circle(double x, double y, double radius, SvgPaint paint) => Add(Element("circle", ("cx", x), ("cy", y), ("r", radius)), paint, title: null);

    public void Line(double x1, double y1, double x2, double y2, SvgPaint paint) =>
        Add(Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)), paint, title: null);

    /// <summary>A box that wires run over.</summary>
    public void Box(double x, double y, double width, double height, SvgPaint paint, double radius)
    {
        XElement rect = Element("rect", ("x", x), ("y", y), ("width", width), ("height", height), ("rx", radius));
        paint.AddTo(rect);
        _boxes.Add(rect);
    }

    /// <summary>A line over boxes and under everything else.</summary>
    public void Wire(double x1, double y1, double x2, double y2, SvgPaint paint)
    {
        XElement line = Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));
        paint.AddTo(line);
        _wires.Add(line);
    }

    /// <summary>Text with its base line at y.</summary>
    /// <param name="x">Where the text begins, or its middle or end by the anchor.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">Pixels.</param>
    /// <param name="fill">Colour.</param>
    /// <param name="isBold">Bold.</param>
    /// <param name="anchor">start, middle or end.</param>
    public void Text(double x, double y, string text, double size, string fill = SvgPaint.Ink, bool isBold = false, string anchor = "start")
    {
        XElement element = Element("text", ("x", x), ("y", y), ("font-size", size));
        element.Add(new XAttribute("fill", fill));
        if (isBold)
        {
            element.Add(new XAttribute("font-weight", "bold"));
        }

        if (anchor != "start")
        {
            element.Add(new XAttribute("text-anchor", anchor));
        }

        element.Add(Clean(text));
        _shapes.Add(element);
    }

    /// <summary>The heading of a section; returns the y below it.</summary>
    public double Heading(string text, double y)
    {
        const double size = 14;
        Text(SvgLayout.Margin, y + size, text, size, isBold: true);
        return y + size + 6;
    }

    /// <summary>A fill with stripes or dots that are wide and weak, so that text on it stays readable.</summary>
    public void Pattern(string id, string fill, bool isDotted)
    {
        const int size = 10;
        XElement pattern = Element("pattern", ("width", size), ("height", size));
        pattern.Add(new XAttribute("id", id), new XAttribute("patternUnits", "userSpaceOnUse"));
        pattern.Add(new XElement(s_svg + "rect", Attribute("width", size), Attribute("height", size), new XAttribute("fill", fill)));
        pattern.Add(isDotted
            ? new XElement(
                s_svg + "circle", Attribute("cx", 5), Attribute("cy", 5), Attribute("r", 2.6), new XAttribute("fill", "#ffffff"),
                Attribute("fill-opacity", 0.6))
            : new XElement(
                s_svg + "path", new XAttribute("d", "M-2 2 L2 -2 M0 10 L10 0 M8 12 L12 8"), new XAttribute("stroke", "#ffffff"),
                Attribute("stroke-width", 3), Attribute("stroke-opacity", 0.6)));
        _definitions.Add(pattern);
    }

    public string ToString(string title, string description, double width, double height)
    {
        XElement root = new(
            s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            Attribute("width", width),
            Attribute("height", height),
            new XAttribute("role", "img"),
            new XAttribute("font-family", SvgText.Fonts),
            new XElement(s_svg + "title", Clean(title)),
            new XElement(s_svg + "desc", Clean(description)),
            _definitions,
            new XElement(s_svg + "rect", Attribute("width", width), Attribute("height", height), new XAttribute("fill", "#ffffff")),
            _boxes,
            _wires,
            _shapes);
        StringBuilder text = new();
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            root.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private void Add(XElement element, SvgPaint paint, string? title)
    {
        paint.AddTo(element);
        if (title is not null)
        {
            element.Add(new XElement(s_svg + "title", Clean(title)));
        }

        _shapes.Add(element);
    }

    private static XElement Element(string name, params (string Name, double Value)[] attributes) =>
        new(s_svg + name, attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));

    private static XAttribute Attribute(string name, double value) => new(name, Number(value));

    private static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    // XML has no words for control characters, and messages come from elsewhere.
    private static string Clean(string text) => string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '?'));
}
