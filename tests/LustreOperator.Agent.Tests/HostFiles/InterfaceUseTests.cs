using System.Net;
using LustreOperator.TestKit;

namespace LustreOperator.Agent.Tests;

internal sealed class InterfaceUseTests
{
    private static readonly InterfaceAddress s_management = new("eth0", IPAddress.Parse("10.0.2.15"), 24);
    private static readonly InterfaceAddress s_vlan = new("eth2.100", IPAddress.Parse("10.9.0.5"), 24);

    [TestCase("0000:00:01.0", "interface eth0 has address 10.0.2.15/24", TestName = "{m}(Address)")]
    [TestCase("0000:10:00.0", "interface eth1 is a port of br0", TestName = "{m}(Bridge port)")]
    [TestCase("0000:11:00.0", "interface eth2 carries eth2.100, which has address 10.9.0.5/24", TestName = "{m}(Vlan with an address)")]
    [TestCase("0000:12:00.0", null, TestName = "{m}(Link local address alone is no use)")]
    [TestCase("0000:13:00.0", "interface eth4 carries macvtap0, which is a virtual machine's", TestName = "{m}(Macvtap)")]
    [TestCase("0000:14:00.0", "interface eth5 is a port of bond0", TestName = "{m}(Bond slave)")]
    [TestCase("0000:15:00.0", "interface eth6 has a route to 2001:db8:5::/48", TestName = "{m}(Gateway route of IPv6)")]
    [TestCase("0000:16:00.0", null, TestName = "{m}(Upper device that nobody uses is no use)")]
    [TestCase("0000:17:00.0", "interface eth8 carries eth8.7, which is a port of br0", TestName = "{m}(Vlan that is a bridge port)")]
    [TestCase("0000:18:00.0", "an interface of it is in another network namespace", TestName = "{m}(Interface of a container)")]
    public async Task Interface_tells_its_use(string address, string? use)
    {
        using HostFolder host = HostFolder.Of("ethernet");

        Assert.That((await host.ReadAsync(s_management, s_vlan))[address].HostUse, Is.EqualTo(use));
    }

    [Test]
    public async Task Default_route_is_a_use_also_where_the_addresses_are_another_namespaces()
    {
        using HostFolder host = HostFolder.Of("ethernet");

        Assert.That((await host.ReadAsync())["0000:00:01.0"].HostUse, Is.EqualTo("interface eth0 has the default route"));
    }

    [TestCase("20010db8000000000000000000000009 05 40 00 80 eth3", "interface eth3 has address 2001:db8::9/64", TestName = "{m}(Global address)")]
    [TestCase("fd000000000000000000000000000009 05 40 00 80 eth3", "interface eth3 has address fd00::9/64", TestName = "{m}(Unique local address)")]
    [TestCase("fec0000000000000505400fffe0000aa 05 40 40 00 eth3", "interface eth3 has address fec0::5054:ff:fe00:aa/64", TestName = "{m}(Site local address)")]
    public async Task Ipv6_address_of_more_than_the_link_is_a_use(string line, string use)
    {
        using HostFolder host = HostFolder.Of("ethernet", $"proc/1/net/if_inet6 = {line}");

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Is.EqualTo(use));
    }

    [TestCase("eth3 0002000A 00000000 0001 0 0 0 00FFFFFF 0 0 0", "interface eth3 has a route to 10.0.2.0/24", TestName = "{m}(Route to a network on the link)")]
    [TestCase("eth3 000010AC 0102000A 0003 0 0 0 0000F0FF 0 0 0", "interface eth3 has a route to 172.16.0.0/12", TestName = "{m}(Route by a gateway)")]
    [TestCase("eth3 000010AC 00000000 0201 0 0 0 0000F0FF 0 0 0", null, TestName = "{m}(Route that rejects)")]
    public async Task Ipv4_route_is_a_use(string line, string? use)
    {
        using HostFolder host = HostFolder.Of("ethernet", $"proc/1/net/route = {line}");

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Is.EqualTo(use));
    }

    [Test]
    public async Task Default_route_that_a_router_advertised_is_a_use()
    {
        using HostFolder host = HostFolder.Of("ethernet", "proc/1/net/ipv6_route = "
            + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000002 00000400 00000001 00000000 00450003 eth3");

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Is.EqualTo("interface eth3 has the default IPv6 route"));
    }

    [Test]
    public async Task Tables_of_the_agent_itself_serve_where_process_1_cannot_be_seen()
    {
        using HostFolder host = HostFolder.Of("ethernet");
        Directory.Delete(host.PathOf("proc/1/net"), recursive: true);

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Is.EqualTo("interface eth3 has the default route"));
    }

    [Test]
    public async Task Host_without_IPv6_has_no_tables_of_it()
    {
        using HostFolder host = HostFolder.Of("ethernet");
        File.Delete(host.PathOf("proc/1/net/if_inet6"));
        File.Delete(host.PathOf("proc/1/net/ipv6_route"));

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Is.Null);
    }

    [Test]
    public async Task Interface_may_be_in_use_where_no_routes_can_be_read()
    {
        using HostFolder host = HostFolder.Of("ethernet");
        File.Delete(host.PathOf("proc/1/net/route"));

        Assert.That((await host.ReadAsync())["0000:12:00.0"].HostUse, Does.Match("^interface eth3 may be in use: .*/proc/1/net/route is not there$"));
    }

    [Test]
    public async Task Interface_may_be_in_use_where_the_addresses_cannot_be_listed()
    {
        using HostFolder host = HostFolder.Of("ethernet");
        HostFiles files = new(host.Path, () => throw new InvalidOperationException("no netlink"));

        string?[] uses = [.. (await Eventually.Completes(files.ReadAsync(CancellationToken.None))).Values.Select(function => function.HostUse)];

        Assert.That(uses, Has.Member("interface eth3 may be in use: the addresses cannot be listed (no netlink)"));
        Assert.That(uses, Has.Member("interface eth1 is a port of br0"));
    }

    [Test]
    public async Task Upper_devices_in_a_circle_end()
    {
        using HostFolder host = HostFolder.Of(
            "ethernet",
            "sys/devices/virtual/net/macvlan0/upper_eth7 -> ../../../pci0000:10/0000:16:00.0/net/eth7",
            "sys/devices/virtual/net/macvlan0/upper_macvlan0 -> ../macvlan0");

        Assert.That((await host.ReadAsync())["0000:16:00.0"].HostUse, Is.Null);
    }

    [Test]
    public void Addresses_of_this_machine_are_those_that_the_system_has() =>
        Assert.That(InterfaceAddresses.Read(), Has.Member(new InterfaceAddress("lo", IPAddress.Loopback, 8)));
}
