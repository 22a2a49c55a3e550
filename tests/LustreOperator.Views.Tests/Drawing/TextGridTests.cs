using LustreOperator.Views.Drawing;

namespace LustreOperator.Views.Tests.Drawing;

internal sealed class TextGridTests
{
    private const string Name = "a-name-of-26-letters-in-all";

    [Test]
    public void Texts_are_whole_where_nobody_limits_them() =>
        Assert.That(Drawn(Grid(Shrink.Front, "some words"), width: null), Is.EqualTo(new[] { "NAME                         WORDS", $"{Name}  some words" }));

    [TestCase(Shrink.Front, "…-letters-in-all")]
    [TestCase(Shrink.Middle, "a-name-o…-in-all")]
    [TestCase(Shrink.End, "a-name-of-26-le…")]
    [TestCase(Shrink.No, Name)]
    public void Column_shrinks_as_it_may(Shrink shrinks, string name) =>
        Assert.That(Drawn(Grid(shrinks, "ten-letter"), width: 28)[1], Is.EqualTo($"{name}  ten-letter"));

    [Test]
    public void Words_of_the_last_column_go_on_below_themselves() =>
        Assert.That(Drawn(Grid(Shrink.No, "words that are too long for one line"), width: 49), Is.EqualTo(new[]
        {
            "NAME                         WORDS", $"{Name}  words that are too", "                             long for one line",
        }));

    [Test]
    public void Word_that_is_longer_than_a_line_is_broken() =>
        Assert.That(Drawn(Grid(Shrink.Front, new string('x', 30)), width: 40).Skip(1).Select(line => line.Trim().Split(' ')[^1].Length), Is.EqualTo(new[] { 24, 6 }));

    [Test]
    public void Phrases_below_a_row_are_packed_into_lines()
    {
        TextGrid grid = Grid(Shrink.No, "w");
        grid.Below(["one phrase", "", "another phrase", "a third"]);

        Assert.That(Drawn(grid, width: 32).Skip(2), Is.EqualTo(new[] { "    one phrase · another phrase", "    a third" }));
    }

    [TestCase(39, true)]
    [TestCase(38, false)]
    public void Grid_fits_where_its_last_column_is_wide_enough(int width, bool fits) => Assert.That(Grid(Shrink.No, "some words and more").Fits(width, 10), Is.EqualTo(fits));

    [Test]
    public void Grid_fits_without_the_ends_of_its_columns() => Assert.That(Grid(Shrink.End, "some words and more").Fits(width: 24, last: 10), Is.True);

    private static TextGrid Grid(Shrink shrinks, string words)
    {
        TextGrid grid = new([new TextColumn("NAME", shrinks), new TextColumn("WORDS")], gap: 2, TextInk.Bold);
        grid.Add((Name, default), (words, default));
        return grid;
    }

    private static string[] Drawn(TextGrid grid, int? width) => [.. grid.Draw(width).Select(line => line.ToString().TrimEnd())];
}
