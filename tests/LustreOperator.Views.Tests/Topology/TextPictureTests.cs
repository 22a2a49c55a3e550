using LustreOperator.Views.Drawing;
using LustreOperator.Views.Topology;
using LustreOperator.TestKit;

namespace LustreOperator.Views.Tests.Topology;

internal sealed class TextPictureTests
{
    [Test]
    public void Ha_is_drawn() => Golden.Match(Drawn(Fixtures.Ha()), "Golden/ha.txt");

    [Test]
    public void Nhop_is_drawn() => Golden.Match(Drawn(Fixtures.Nhop()), "Golden/nhop.txt");

    [Test]
    public void Bench_is_drawn() => Golden.Match(Drawn(Fixtures.Bench()), "Golden/bench.txt");

    [Test]
    public void Bench_on_a_narrow_terminal_is_drawn() => Golden.Match(Drawn(Fixtures.Bench(), PlainText.LeastWidth), "Golden/bench-80.txt");

    [Test]
    public void Cluster_without_a_place_is_drawn_with_the_reason() => Golden.Match(Drawn(Fixtures.NotPlaced()), "Golden/not-placed.txt");

    [Test]
    public void Everything_a_CPU_can_be_is_drawn() => Golden.Match(Drawn(Fixtures.Mixed()), "Golden/mixed.txt");

    [Test]
    public void Host_of_128_CPUs_and_128_functions_is_folded() => Golden.Match(Drawn(Fixtures.Large()), "Golden/large.txt");

    private static string Drawn(Fixture fixture, int width = 100)
    {
        using StringWriter text = new() { NewLine = "\n" };
        PlainText.Write(text, TextPicture.Draw(fixture.Model, width));
        return text.ToString();
    }
}
