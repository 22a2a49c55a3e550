using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Which PCI functions of a host machines may be given, and why the others not. What the host uses is never taken; what the agent cannot see the use
/// of needs the admin's word, KvmHost.spec.devices. Pure.
/// </summary>
internal sealed class FunctionRules(KvmHostSpec spec, HostInventory host)
{
    private readonly IReadOnlyDictionary<PciAddress, HostDeviceSpec> _listed = spec.Listed();

    /// <summary>Why a function cannot be offered, in words that go on after its address; null: it can.</summary>
    public MachineFault? WhyNot(PciDevice function)
    {
        if (function.IsBridge)
        {
            return new(MachineReasons.DeviceNotAssignable, "it is a PCI bridge, which no guest can be given; list the function behind it");
        }

        if (host.Capabilities.VfioSupported == false)
        {
            return new(MachineReasons.PassthroughUnsupported, "the host passes no PCI functions through: load vfio-pci there (modprobe vfio-pci)");
        }

        if (function.IommuGroup is null)
        {
            return new(
                MachineReasons.PassthroughUnsupported,
                "the host has no IOMMU group for it: enable the IOMMU in firmware and kernel (intel_iommu=on or amd_iommu=on)");
        }

        if (host.HostUseOf(function.Address) is { } use)
        {
            return new(MachineReasons.DeviceUsedByHost, $"the host uses it: {use}");
        }

        if (function.VirtualFunctions.Count > 0 || ListedAt(function.Address)?.VirtualFunctions > 0)
        {
            return new(MachineReasons.DeviceNotAssignable, "its SR-IOV virtual functions are offered in its place");
        }

        return NotMeant(function) ?? InTheWay(function);
    }

    /// <summary>
    /// Functions to take from their host drivers before others of their IOMMU groups can be passed through: the kernel wants no host driver in a group
    /// that a guest has part of.
    /// </summary>
    public IReadOnlyList<PciAddress> ToPark(IReadOnlyCollection<PciAddress> passed) =>
    [
        .. passed.Select(host.Find).OfType<PciDevice>().SelectMany(host.SiblingsOf)
            .Where(sibling => PciDriver.IsOfHost(sibling.Driver) && !passed.Contains(sibling.Address))
            .Select(sibling => sibling.Address).Distinct().Order(),
    ];

    /// <summary>What the admin says of a function, or of the physical function that it is one of.</summary>
    public HostDeviceSpec? SaidOf(PciDevice function) =>
        ListedAt(function.Address) ?? (function.PhysicalFunction is { } physical ? ListedAt(physical) : null);

    private HostDeviceSpec? ListedAt(PciAddress address) => _listed.GetValueOrDefault(address);

    // Offered without the admin's word are only such as HCAs are, and only where it can be seen whether the host uses them.
    private MachineFault? NotMeant(PciDevice function)
    {
        if (SaidOf(function) is not null)
        {
            return null;
        }

        return host.Files is null
            ? new(MachineReasons.DeviceNotListed, "not listed in KvmHost.spec.devices")
            : function.Class.IsHca && IsUseVisible(function)
                ? null
                : new(MachineReasons.DeviceNotListed, $"no HCA (class {function.Class}) and not listed in KvmHost.spec.devices");
    }

    private MachineFault? InTheWay(PciDevice function)
    {
        string[] problems = [.. host.SiblingsOf(function).Select(Problem).OfType<string>()];
        return problems.Length == 0
            ? null
            : new(MachineReasons.IommuGroupNotViable, $"of its IOMMU group {function.IommuGroup!.Number}, {string.Join("; ", problems)}");
    }

    private string? Problem(PciDevice sibling)
    {
        if (host.HostUseOf(sibling.Address) is { } use)
        {
            return $"{sibling.Address} is used by the host: {use}";
        }

        if (!PciDriver.IsOfHost(sibling.Driver))
        {
            return null;
        }

        return sibling.VirtualFunctions.Count > 0 ? $"{sibling.Address} has SR-IOV virtual functions"
            : spec.GroupSiblings == GroupSiblings.Refuse ? $"{sibling.Address} has the host driver {sibling.Driver} and KvmHost.spec.groupSiblings is Refuse"
            : SaidOf(sibling) is null
                && !IsUseVisible(sibling) ? $"{sibling.Address} has the host driver {sibling.Driver} and is not listed in KvmHost.spec.devices"
            : null;
    }

    // The interface of an Ethernet function that a container has is in the container's network namespace, and cannot be seen from here.
    private bool IsUseVisible(PciDevice function) =>
        host.Files?.GetValueOrDefault(function.Address) is { } facts
        && (function.Class.IsHca || function.Class.IsStorage)
        && !(function.Class.IsEthernet && PciDriver.IsOfHost(function.Driver) && facts.Interfaces.Count == 0);
}
