using LustreOperator.Libvirt;
using Microsoft.Extensions.Logging.Abstractions;

namespace LustreOperator.Simulation.Tests;

internal sealed class SimulatedUriTests
{
    [TestCase("simulated:///", "talk-2011", "simulated", null)]
    [TestCase("simulated://", "talk-2011", "simulated", null)]
    [TestCase("simulated:///?host=kvm1", "talk-2011", "kvm1", null)]
    [TestCase("simulated:///wide-128?host=kvm2&state=/run/kvm2.json", "wide-128", "kvm2", "/run/kvm2.json")]
    [TestCase("simulated:////shapes", "/shapes", "simulated", null)]
    [TestCase("simulated:///lab/shapes?state=%2Frun%2Fa%20b", "/lab/shapes", "simulated", "/run/a b")]
    public void Uri_is_taken_apart(string uri, string shape, string host, string? state) =>
        Assert.That(SimulatedUri.Parse(uri), Is.EqualTo(new SimulatedUri { Shape = shape, Host = host, StateFile = state }));

    [TestCase("simulated://server/talk-2011", "names a server")]
    [TestCase("simulated:///?cpus=4", "the parameter 'cpus' is not known")]
    [TestCase("simulated:///?host=", "the parameter 'host' has no value")]
    [TestCase("simulated:///?state=kvm1.json", "not the absolute path of a file")]
    [TestCase("simulated:///cray-1", "no shape 'cray-1' of a simulated host. Known are talk-2011, wide-128, or the absolute path of a folder with capabilities.xml")]
    [TestCase("simulated:///no/such/folder", "it lacks capabilities.xml, domain-capabilities.xml, devices.xml, pools.xml, networks.xml")]
    public void Uri_that_is_none_says_what_one_is(string uri, string said) =>
        Assert.That(() => SimulatedHost.Open(uri), Throws.ArgumentException.With.Message.Contains(said));

    [Test]
    public async Task Host_follows_from_its_name()
    {
        HostCapabilities first = await CapabilitiesOf("simulated:///?host=kvm1");
        HostCapabilities again = await CapabilitiesOf("simulated:///wide-128?host=kvm1");
        HostCapabilities other = await CapabilitiesOf("simulated:///?host=kvm2");
        Assert.That((first.HostName, first.HostUuid == again.HostUuid, first.HostUuid == other.HostUuid), Is.EqualTo(("kvm1", true, false)));
    }

    [Test]
    public async Task Factory_chooses_by_scheme()
    {
        await using IHypervisor simulated = Open("simulated:///talk-2011");
        await using IHypervisor shouted = Open("SIMULATED:///talk-2011");
        await using IHypervisor real = Open("test:///default");
        Assert.That(
            (simulated.GetType(), shouted.GetType(), real.GetType()), Is.EqualTo((typeof(SimulatedHypervisor), typeof(SimulatedHypervisor), typeof(LibvirtHypervisor))));
    }

    private static async Task<HostCapabilities> CapabilitiesOf(string uri)
    {
        await using IHypervisor host = Open(uri);
        return await host.GetCapabilitiesAsync(CancellationToken.None);
    }

    private static IHypervisor Open(string uri) =>
        new HypervisorFactory((SimulatedHypervisor.Scheme, options => new SimulatedHypervisor(options))).Open(new LibvirtOptions { Uri = uri }, TimeProvider.System, NullLogger<LibvirtHypervisor>.Instance);
}
