using LustreOperator.Api;

namespace LustreOperator.Agent;

/// <summary>What a KvmHost says of the virtual functions that its admin wants. Pure.</summary>
internal static class VirtualFunctionConditions
{
    /// <summary>There only where some are wanted.</summary>
    /// <param name="host">The host.</param>
    /// <param name="faults">Why some cannot be had.</param>
    public static IEnumerable<Condition> Of(KvmHost host, IReadOnlyList<MachineFault> faults) =>
        !host.Spec.Devices.Any(device => device.VirtualFunctions is not null) ? []
        : faults.Count == 0 ?
        [
            HostStatusBuilder.Condition(
                KvmHostConditionTypes.VirtualFunctionsReady, ConditionStatus.True, KvmHostReasons.AllFunctionsMade,
                "physical functions have as many virtual functions as KvmHost.spec.devices asks for"),
        ]
        :
        [
            HostStatusBuilder.Condition(
                KvmHostConditionTypes.VirtualFunctionsReady, ConditionStatus.False, faults[0].Reason,
                HostDeviceConditions.Join([.. faults.Select(fault => fault.Message)])),
        ];
}
