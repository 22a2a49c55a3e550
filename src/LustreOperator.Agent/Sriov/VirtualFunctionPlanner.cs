using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>What to do about virtual functions now.</summary>
/// <param name="Steps">The changes.</param>
/// <param name="Faults">What stands in the way of others.</param>
internal sealed record VirtualFunctionPlan(IReadOnlyList<MakeVirtualFunctions> Steps, IReadOnlyList<MachineFault> Faults);

/// <summary>A step on a host: gives a physical function another number of virtual ones.</summary>
internal sealed record MakeVirtualFunctions(PciAddress PhysicalFunction, int Count, int Before)
{
    /// <summary>The step in words.</summary>
    public string Describe() => $"give {PhysicalFunction} {Count} virtual functions (had {Before})";
}

/// <summary>
/// Which physical functions need other numbers of virtual functions, and why some cannot have them. The number cannot change while one of them is in
/// use: the kernel lets it only go through 0, and takes them from running guests without asking. Pure.
/// </summary>
internal static class VirtualFunctionPlanner
{
    public static VirtualFunctionPlan Plan(KvmHost host, HostInventory inventory, IReadOnlyCollection<LustreMachine> machines)
    {
        List<MakeVirtualFunctions> steps = [];
        List<MachineFault> faults = [];
        foreach (HostDeviceSpec wish in host.Spec.Devices.Where(device => device.VirtualFunctions is not null))
        {
            if (!wish.Address.IsValue || inventory.Find(wish.Address.Value) is not { } physical)
            {
                faults.Add(new(ConditionReasons.DeviceAbsent, $"{wish.Address} is not on the host"));
                continue;
            }

            int wanted = wish.VirtualFunctions!.Value;
            if (wanted == physical.VirtualFunctions.Count)
            {
                continue;
            }

            if (Obstacle(physical, wanted, inventory, machines) is { } obstacle)
            {
                faults.Add(
                    obstacle with { Message = $"{physical.Address} has {physical.VirtualFunctions.Count} of {wanted} virtual functions: {obstacle.Message}" });
            }
            else
            {
                steps.Add(new MakeVirtualFunctions(physical.Address, wanted, physical.VirtualFunctions.Count));
            }
        }

        return new VirtualFunctionPlan(steps, faults);
    }

    private static MachineFault? Obstacle(PciDevice physical, int wanted, HostInventory inventory, IReadOnlyCollection<LustreMachine> machines)
    {
        if (wanted > physical.MaxVirtualFunctions)
        {
            return new(KvmHostReasons.FunctionsRefused, physical.MaxVirtualFunctions == 0
                ? "it has no SR-IOV, or its firmware has it switched off (mlxconfig SRIOV_EN, NUM_OF_VFS)"
                : $"it can have at most {physical.MaxVirtualFunctions}");
        }

        string[] users =
            [.. physical.VirtualFunctions.Append(physical.Address).Select(address => User(address, physical, inventory, machines)).OfType<string>()];
        if (users.Length > 0)
        {
            return new(KvmHostReasons.FunctionsInUse, $"{string.Join("; ", users)}. The number changes when nobody uses them any more");
        }

        return inventory.Files is null
            ? new(
                KvmHostReasons.AgentElsewhere,
                "an agent that only has a connection to libvirt cannot make them. Run the agent on the host, or there: "
                    + $"echo 0 > /sys/bus/pci/devices/{physical.Address}/sriov_drivers_autoprobe; echo {wanted} > /sys/bus/pci/devices/{physical.Address}/sriov_numvfs")
            : null;
    }

    // The host may go on using the physical function while it has virtual ones: that is what they are for. One that is held for a guest may not have them,
    // by vfio-pci as by a vendor's variant of it.
    private static string? User(PciAddress address, PciDevice physical, HostInventory inventory, IReadOnlyCollection<LustreMachine> machines)
    {
        if (machines.FirstOrDefault(machine => MachineHolding.Of(machine).Devices.Contains(address)) is { } machine)
        {
            return $"{address} belongs to machine {machine.Metadata.Namespace}/{machine.Metadata.Name}";
        }

        if (inventory.HolderOf(address) is { } domain)
        {
            return $"{address} belongs to domain {domain.Name}";
        }

        return address == physical.Address
            ? physical.Driver is { } driver && !PciDriver.IsOfHost(driver) ? $"{address} is on {driver}" : null
            : inventory.HostUseOf(address) is { } use ? $"{address} is used by the host: {use}" : null;
    }
}
