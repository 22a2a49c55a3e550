using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>The conditions of a KvmHost that are about its PCI functions. Pure.</summary>
internal static class HostDeviceConditions
{
    /// <summary>Names of functions in one message.</summary>
    private const int MaxNamed = 20;

    public static IEnumerable<Condition> Of(KvmHost host, HostInventory inventory, IReadOnlyList<MachineFault> virtualFunctions)
    {
        yield return inventory.Files is not null
            ? HostStatusBuilder.Condition(
                KvmHostConditionTypes.HostUseVisible, ConditionStatus.True, KvmHostReasons.AgentOnHost,
                "the agent is on the host; HCAs that the host does not use are offered, and others that KvmHost.spec.devices lists")
            : HostStatusBuilder.Condition(
                KvmHostConditionTypes.HostUseVisible, ConditionStatus.False, KvmHostReasons.AgentElsewhere,
                "the agent has only a connection to libvirt and cannot see what the host uses; only functions that KvmHost.spec.devices lists are offered");

        string[] unfit = [.. Unfit(host, inventory)];
        yield return unfit.Length == 0
            ? HostStatusBuilder.Condition(
                KvmHostConditionTypes.DevicesAsListed, ConditionStatus.True, KvmHostReasons.AllDevicesFit, "all that KvmHost.spec.devices lists can be offered")
            : HostStatusBuilder.Condition(KvmHostConditionTypes.DevicesAsListed, ConditionStatus.False, KvmHostReasons.SomeDevicesUnfit, Join(unfit));

        foreach (Condition made in VirtualFunctionConditions.Of(host, virtualFunctions))
        {
            yield return made;
        }
    }

    // A physical function that is listed for its virtual ones is as it should be.
    private static IEnumerable<string> Unfit(KvmHost host, HostInventory inventory)
    {
        var rules = new FunctionRules(host.Spec, inventory);
        foreach ((HostDeviceSpec listed, int index) in host.Spec.Devices.Select((device, index) => (device, index)))
        {
            PciDevice? function = listed.Address.IsValue ? inventory.Find(listed.Address.Value) : null;
            string? problem = !listed.Address.IsValue ? "this is no PCI address such as 0000:41:00.0"
                : function is null ? "the host has no such function"
                : listed.VirtualFunctions > 0 ? null
                : rules.WhyNot(function)?.Message;
            if (problem is not null)
            {
                yield return $"spec.devices[{index}] {listed.Address}: {problem}";
            }
        }
    }

    /// <summary>Most names in a message; the rest are counted.</summary>
    internal static string Join(string[] all) =>
        string.Join("; ", all.Take(MaxNamed)) + (all.Length > MaxNamed ? $"; and {all.Length - MaxNamed} more" : "");
}
