using System.Diagnostics.Metrics;
using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>The figures of the lab, from its objects as last seen. Every state is told, at 0 too: what is missing is of an object that is gone. Pure.</summary>
internal static class LabFigures
{
    /// <summary>By namespace, cluster and state; nothing before the operator has first looked at it.</summary>
    public static IEnumerable<Measurement<int>> ClusterMachines(LustreCluster cluster) => cluster.Status?.Machines is not { } counts ? [] :
    [
        Machines(cluster, "wanted", counts.Wanted),
        Machines(cluster, "placed", counts.Placed),
        Machines(cluster, "should_run", counts.ShouldRun),
        Machines(cluster, "running", counts.Running),
        Machines(cluster, "in_sync", counts.InSync),
        Machines(cluster, "ready", counts.Ready),
    ];

    /// <summary>By namespace, machine and state. One that is to be off wants none; of one whose host is not heard of none is known to be in sync.</summary>
    public static IEnumerable<Measurement<int>> MachinePins(LustreMachine machine)
    {
        IReadOnlyList<VcpuPin> wanted = machine.Spec.PowerState == PowerState.Running ? machine.Spec.Cpu.VcpuPins : [];
        IReadOnlyList<VcpuPin> real = MachineHealth.IsUnknown(machine) ? [] : machine.Status?.VcpuPins ?? [];
        return
        [
            Pins(machine, "wanted", wanted.Count),
            Pins(machine, "in_sync", wanted.Count(pin => real.Any(found => found.Vcpu == pin.Vcpu && found.Cpus == pin.Cpus))),
        ];
    }

    /// <summary>By host and use: each CPU counts once.</summary>
    public static IEnumerable<Measurement<int>> HostCpus(HostHoldings host) =>
    [
        Cpus(host, "free", CpuUse.Free),
        Cpus(host, "dedicated", CpuUse.Dedicated),
        Cpus(host, "shared", CpuUse.Shared),
        Cpus(host, "reserved", CpuUse.Reserved),
    ];

    /// <summary>By host, fabric (empty where the admin names none) and use: each offered function counts once.</summary>
    public static IEnumerable<Measurement<int>> HostDevices(HostHoldings host) =>
        from fabric in host.Devices.GroupBy(device => device.Fabric ?? "", StringComparer.Ordinal)
        from state in (string[])["free", "used", "blocked"]
        select new Measurement<int>(
            fabric.Count(device => StateOf(device) == state), Label("host", host.Host), Label("fabric", fabric.Key), Label("state", state));

    // Blocked: a machine has another function of its IOMMU group.
    private static string StateOf(DeviceHolding device) => device.Holders.Count > 0 ? "used" : device.Free ? "free" : "blocked";

    private static Measurement<int> Machines(LustreCluster cluster, string state, int count) =>
        new(count, Label("namespace", cluster.Metadata.Namespace ?? ""), Label("cluster", cluster.Metadata.Name), Label("state", state));

    private static Measurement<int> Pins(LustreMachine machine, string state, int count) =>
        new(count, Label("namespace", machine.Metadata.Namespace ?? ""), Label("machine", machine.Metadata.Name), Label("state", state));

    private static Measurement<int> Cpus(HostHoldings host, string state, CpuUse use) =>
        new(host.Cpus.Count(cpu => cpu.Use == use), Label("host", host.Host), Label("state", state));

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
