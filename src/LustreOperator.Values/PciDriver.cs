using System.Diagnostics.CodeAnalysis;

namespace LustreOperator.Values;

/// <summary>Tells drivers by which the host uses a PCI function from those that hold it for a guest.</summary>
public static class PciDriver
{
    /// <summary>Whether the driver is the host's own; null, which a function has on the way from one driver to the other, is not.</summary>
    public static bool IsOfHost([NotNullWhen(true)] string? driver) => driver is not null && driver != "pci-stub" && !IsVfio(driver);

    /// <summary>Whether it is vfio-pci or a vendor's variant of it, such as mlx5_vfio_pci: libvirt 10 takes that where there is one.</summary>
    public static bool IsVfio([NotNullWhen(true)] string? driver) => driver?.Contains("vfio", StringComparison.Ordinal) == true;
}
