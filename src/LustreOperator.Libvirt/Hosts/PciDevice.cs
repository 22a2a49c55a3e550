using System.Globalization;

namespace LustreOperator.Libvirt;

/// <summary>One PCI function of a host.</summary>
public sealed record PciDevice
{
    public required PciAddress Address { get; init; }

    /// <summary>libvirt's name of it: <c>pci_0000_41_00_0</c>.</summary>
    public required string Name { get; init; }

    public PciClass Class { get; init; }

    /// <summary>0x15b3 is Mellanox. 0 when unknown.</summary>
    public int VendorId { get; init; }

    public int ProductId { get; init; }

    public string VendorName { get; init; } = string.Empty;

    public string ProductName { get; init; } = string.Empty;

    /// <summary>The host driver that holds it, <c>vfio-pci</c> while a guest has it; null when none does.</summary>
    public string? Driver { get; init; }

    /// <summary>The NUMA node it is behind; null when the firmware does not say.</summary>
    public int? NumaNode { get; init; }

    /// <summary>The unit in which functions can be passed through; null when the IOMMU is off.</summary>
    public IommuGroup? IommuGroup { get; init; }

    /// <summary>What its link could do; null for a function without a PCI Express link.</summary>
    public PciLink? LinkCapable { get; init; }

    /// <summary>What its link does now.</summary>
    public PciLink? LinkNow { get; init; }

    /// <summary>How many virtual functions it could have; 0 when it has no SR-IOV.</summary>
    public int MaxVirtualFunctions { get; init; }

    /// <summary>The virtual functions it has now.</summary>
    public ValueList<PciAddress> VirtualFunctions { get; init; }

    /// <summary>The physical function of a virtual one; null otherwise.</summary>
    public PciAddress? PhysicalFunction { get; init; }

    /// <inheritdoc cref="PciClass.IsBridge"/>
    public bool IsBridge => Class.IsBridge;

    /// <summary>libvirt's name of the function at an address.</summary>
    public static string NameOf(PciAddress address) =>
        string.Create(CultureInfo.InvariantCulture, $"pci_{address.Domain:x4}_{address.Bus:x2}_{address.Slot:x2}_{address.Function:x}");
}
