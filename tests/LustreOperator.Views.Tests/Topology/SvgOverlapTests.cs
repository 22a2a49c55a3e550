using System.Globalization;
using System.Xml.Linq;
using LustreOperator.Views.Drawing;
using LustreOperator.Views.Inventory;
using LustreOperator.Views.Tests.Inventory;
using LustreOperator.Views.Topology;

namespace LustreOperator.Views.Tests.Topology;

/// <summary>What makes a drawing fit for a report, whatever is on it.</summary>
internal sealed class SvgOverlapTests
{
    private static readonly Func<string>[] s_pictures =
    [
        .. from fixture in (Func<Fixture>[])[Fixtures.Ha, Fixtures.Nhop, Fixtures.Bench, Fixtures.NotPlaced, Fixtures.Mixed, Fixtures.Large, Fixtures.Wide]
           select (Func<string>)(() => SvgPicture.Draw(fixture().Model)),
        .. from lab in (Func<InventoryState>[])
               [InventoryLabs.Everything, InventoryLabs.Old, InventoryLabs.Small, InventoryLabs.Crowded, InventoryLabs.Largest, InventoryLabs.Several, InventoryLabs.Long]
           select (Func<string>)(() => InventorySvg.Draw(lab().Model())),
    ];

    [Test]
    public void No_two_texts_overlap([Range(0, 13)] int picture)
    {
        Box[] texts = [.. Texts(s_pictures[picture]())];

        string[] overlaps =
        [
            .. from i in Enumerable.Range(0, texts.Length)
               from j in Enumerable.Range(i + 1, texts.Length - i - 1)
               where texts[i].Overlaps(texts[j])
               select $"'{texts[i].Text}' and '{texts[j].Text}'",
        ];
        Assert.That(overlaps, Is.Empty);
    }

    [Test]
    public void No_text_leaves_the_picture([Range(0, 13)] int picture)
    {
        string svg = s_pictures[picture]();
        XElement root = XElement.Parse(svg);
        double width = Number(root, "width");
        double height = Number(root, "height");

        Assert.That(Texts(svg).Where(text => text.Left < 0 || text.Right > width || text.Top < 0 || text.Bottom > height).Select(text => text.Text), Is.Empty);
    }

    [Test]
    public void Drawing_needs_nothing_from_elsewhere([Range(0, 13)] int picture)
    {
        string svg = s_pictures[picture]();

        Assert.That(svg, Does.Not.Contain("href").And.Not.Contain("<script").And.Not.Contain("<style").And.Not.Contain("@import"));
        Assert.That(svg.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), Does.Not.Contain("://"));
    }

    [Test]
    public void Words_of_others_are_escaped()
    {
        TopologyModel model = Fixtures.Ha().Model with { Message = "a < b & \"c\" \u0001" };

        Assert.That(XElement.Parse(SvgPicture.Draw(model)).Value, Does.Contain("a < b & \"c\" ?"));
    }

    private static IEnumerable<Box> Texts(string svg) =>
        from text in XElement.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text")
        let size = Number(text, "font-size")
        let width = SvgText.Width(text.Value, size, text.Attribute("font-weight") is not null)
        let shift = (string?)text.Attribute("text-anchor") switch { "middle" => width / 2, "end" => width, _ => 0 }
        let left = Number(text, "x") - shift
        let line = Number(text, "y")
        select new Box(text.Value, left, left + width, line - (size * 0.75), line + (size * 0.2));

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);

    private sealed record Box(string Text, double Left, double Right, double Top, double Bottom)
    {
        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
