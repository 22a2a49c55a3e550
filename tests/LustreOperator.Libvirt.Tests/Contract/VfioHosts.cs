namespace LustreOperator.Libvirt.Tests.Contract;

/// <summary>
/// Hosts that can pass functions through: a simulated one, and a real one when LUSTRE_VFIO_HOST_URI names it. That is to be a host for tests: every
/// function of it that is alone in its IOMMU group and has a NUMA node may be taken, and so may its first PCI Express port. LUSTRE_VFIO_HOST_SHELL is
/// a command that runs its last argument there as a shell command.
/// </summary>
internal static class VfioHosts
{
    /// <summary>With functions that are alone in their groups.</summary>
    public static IEnumerable<TestFixtureData> Separate => Hosts("simulated:///talk-2011", "LUSTRE_VFIO_HOST_URI");

    /// <summary>With two functions in one group.</summary>
    public static IEnumerable<TestFixtureData> Shared =>
        Hosts(OfShape("shared-group"), "LUSTRE_VFIO_SHARED_HOST_URI");

    /// <summary>With a physical function that has or can be given virtual ones.</summary>
    public static IEnumerable<TestFixtureData> WithVirtualFunctions => Hosts(OfShape("virtual-functions"), "LUSTRE_VFIO_HOST_URI");

    public static ContractRig RigOf(string uri) => Libvirt.Simulation.SimulatedUri.IsSimulated(uri) ? new SimulatedVfioRig(uri) : new VirshRig(uri);

    private static string OfShape(string name) =>
        "simulated://" + TestKit.RepositoryRoot.File("tests", "LustreOperator.Libvirt.Tests", "Contract", "Shapes", name);

    private static IEnumerable<TestFixtureData> Hosts(string simulated, string variable)
    {
        yield return new TestFixtureData(simulated).SetArgDisplayNames("simulated");
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } uri)
        {
            TestFixtureData real = new TestFixtureData(uri).SetArgDisplayNames("real");
            real.Properties.Add("Category", "integration");
            yield return real;
        }
    }
}
