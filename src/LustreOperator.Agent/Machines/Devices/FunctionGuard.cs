using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// The last look before functions are given to a domain: placement may have worked on an older view than the host has now. Pure.
/// </summary>
internal static class FunctionGuard
{
    /// <summary>Why a machine may not be given functions of its spec now; null: it may.</summary>
    /// <param name="observed">The machine, with its host as it is now.</param>
    /// <param name="functions">The functions that it would be given.</param>
    public static MachineFault? Check(MachineObservation observed, IEnumerable<PciAddress> functions)
    {
        if (observed.HostFault is { } hidden && functions.Any())
        {
            return hidden;
        }

        if (observed is not { Host: { } host, HostSpec: { } spec })
        {
            return null;
        }

        var rules = new FunctionRules(spec, host);
        return functions.Select(address => Check(observed, host, rules, address)).FirstOrDefault(fault => fault is not null);
    }

    private static MachineFault? Check(MachineObservation observed, HostInventory host, FunctionRules rules, PciAddress address)
    {
        LustreMachine machine = observed.Machine;
        string? network = machine.Spec.Networks.FirstOrDefault(network => network.Device == address)?.Name;
        string subject = $"PCI function {address} of host {machine.Spec.Host} (network {network})";
        string advice = $"; see `kubectl lustre hosts {machine.Spec.Host}`. Put it right there, or delete this machine and the operator places it anew";
        if (host.Find(address) is not { } function)
        {
            return new(ConditionReasons.DeviceAbsent, $"{subject} is not there{advice}");
        }

        if (observed.OtherHolderOf(address) is { } holder)
        {
            return new(MachineReasons.DeviceInUse, $"{subject} belongs to domain {holder.Name} now, and nothing is taken from it{advice}");
        }

        foreach (PciDevice sibling in host.SiblingsOf(function))
        {
            if (observed.OtherHolderOf(sibling.Address) is { } other)
            {
                return new(
                    MachineReasons.IommuGroupNotViable,
                    $"{subject} cannot be passed: {sibling.Address} of the same IOMMU group {function.IommuGroup?.Number} belongs to domain {other.Name}{advice}");
            }
        }

        return rules.WhyNot(function) is { } fault ? fault with { Message = $"{subject} cannot be passed: {fault.Message}{advice}" } : null;
    }
}
