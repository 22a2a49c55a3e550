using LustreOperator.Simulation;
using LustreOperator.TestKit;

namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>
/// Hosts that can pass functions through: a simulated one, the virtual one, and a real one when LUSTRE_VFIO_HOST_URI names it (or
/// LUSTRE_VFIO_SHARED_HOST_URI one with two functions in a group). That is to be a host for tests: every function of it that has a NUMA node may be taken,
/// and so may its first PCI Express port. LUSTRE_VFIO_HOST_SHELL is a command that runs its last argument there as a shell command.
/// </summary>
internal static class VfioHosts
{
    private const string Virtual = "virtual";

    /// <summary>With functions that are alone in their groups.</summary>
    public static IEnumerable<TestFixtureData> Separate => Hosts("simulated:///talk-2011", "LUSTRE_VFIO_HOST_URI");

    /// <summary>With two functions in one group.</summary>
    public static IEnumerable<TestFixtureData> Shared =>
        Hosts(OfShape("shared-group"), "LUSTRE_VFIO_SHARED_HOST_URI");

    /// <summary>With a physical function that has or can be given virtual ones.</summary>
    public static IEnumerable<TestFixtureData> WithVirtualFunctions => Hosts(OfShape("virtual-functions"), "LUSTRE_VFIO_HOST_URI");

    public static ContractRig RigOf(string uri) =>
        uri == Virtual ? new VirtualHostRig()
        : uri.StartsWith(SimulatedHypervisor.Scheme + ":", StringComparison.Ordinal) ? new SimulatedVfioRig(uri)
        : new RemoteRig(uri);

    private static string OfShape(string name) =>
        "simulated://" + RepositoryRoot.File("tests", "LustreOperator.Libvirt.Tests", "Contract", "Shapes", name);

    private static IEnumerable<TestFixtureData> Hosts(string simulated, string variable)
    {
        yield return new TestFixtureData(simulated).SetArgDisplayNames("simulated");
        yield return Host(Virtual, "virtual", "virtual-host");
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } uri)
        {
            yield return Host(uri, "real", "integration");
        }
    }

    private static TestFixtureData Host(string uri, string name, string category)
    {
        TestFixtureData host = new TestFixtureData(uri).SetArgDisplayNames(name);
        host.Properties.Add("Category", category);
        return host;
    }
}
