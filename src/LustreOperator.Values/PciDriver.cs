namespace LustreOperator.Agent;

/// <summary>Tells drivers by which the host uses a PCI function from those that hold it for a guest.</summary>
internal static class HostDriver
{
    /// <summary>
    /// Whether the driver is the host's. libvirt 10 takes a variant of vfio-pci where there is one, such as mlx5_vfio_pci; on the way from one driver
    /// to the other there is none.
    /// </summary>
    public static bool Is(string? driver) => driver is not null && driver != "pci-stub" && !driver.Contains("vfio", StringComparison.Ordinal);
}
