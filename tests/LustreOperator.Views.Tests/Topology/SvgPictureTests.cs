using LustreOperator.Views.Topology;
using LustreOperator.TestKit;

namespace LustreOperator.Views.Tests.Topology;

internal sealed class SvgPictureTests
{
    [Test]
    public void Ha_is_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Ha().Model), "Golden/ha.svg");

    [Test]
    public void Nhop_is_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Nhop().Model), "Golden/nhop.svg");

    [Test]
    public void Bench_is_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Bench().Model), "Golden/bench.svg");

    [Test]
    public void Cluster_without_a_place_is_drawn_with_the_reason() => Golden.Match(SvgPicture.Draw(Fixtures.NotPlaced().Model), "Golden/not-placed.svg");

    [Test]
    public void Everything_a_CPU_can_be_is_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Mixed().Model), "Golden/mixed.svg");

    [Test]
    public void Host_of_128_CPUs_and_128_functions_is_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Large().Model), "Golden/large.svg");

    [Test]
    public void Seven_hosts_with_long_names_are_drawn() => Golden.Match(SvgPicture.Draw(Fixtures.Wide().Model), "Golden/wide.svg");
}
