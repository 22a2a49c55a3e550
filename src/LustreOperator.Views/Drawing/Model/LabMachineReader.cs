using LustreOperator.Api;

namespace LustreOperator.Views.Drawing;

/// <summary>What a picture tells of a machine object. Pure.</summary>
internal static class LabMachineReader
{
    private const int Letters = 26;

    /// <summary>As spreadsheets count columns: A, B, ... Z, AA, AB, ...</summary>
    public static string Mark(int position) =>
        (position >= Letters ? Mark((position / Letters) - 1) : "") + (char)('A' + (position % Letters));

    /// <summary>Reads it.</summary>
    /// <typeparam name="TDevice">What is told of a PCI function.</typeparam>
    /// <param name="machine">The object.</param>
    /// <param name="name">How the picture calls it.</param>
    /// <param name="position">Its place among the picture's machines, from 0.</param>
    /// <param name="host">Its host; null: not known.</param>
    /// <param name="addressOf">PCI address of a function.</param>
    public static LabMachine Read<TDevice>(LustreMachine machine, string name, int position, LabHost<TDevice>? host, Func<TDevice, PciAddress> addressOf)
    {
        Condition? ready = machine.Status?.Conditions.Find(ConditionTypes.Ready);
        CpuSet cpus = machine.Spec.Cpu.Pinned();
        int? home = host?.Nodes.FirstOrDefault(node => node.Cores.Any(core => core.Cpus.Any(cpu => cpus.Contains(cpu.Id))))?.Id;
        return new LabMachine
        {
            Mark = Mark(position),
            Position = position,
            Name = name,
            Group = machine.Spec.Group,
            Roles = machine.Spec.Roles,
            Host = machine.Spec.Host,
            State = State(machine, ready),
            Ready = ready?.Status ?? ConditionStatus.Unknown,
            Reason = ready?.Reason,
            Vcpus = machine.Spec.Cpu.Count,
            Memory = machine.Spec.Memory.Size.ToString(),
            Hugepages = machine.Spec.Memory.Hugepages?.ToString(),
            Cpus = cpus,
            Numa = machine.Status?.Numa,
            Pins = machine.Status?.Pins,
            Hcas = machine.Status?.Hcas,
            LocalityPercent = machine.Status?.LocalityPercent,
            Networks = [.. machine.Spec.Networks.Select(network => new LabNic(network.Name, network.Device, NodeOf(network, host, addressOf) ?? home))],
        };
    }

    private static string State(LustreMachine machine, Condition? ready) => machine switch
    {
        { Metadata.DeletionTimestamp: not null } => "leaving",
        { Status: null } => "not taken up",
        _ when ready?.Status == ConditionStatus.Unknown => "unknown",
        { Status.Domain: { } domain } => domain.State.Text(),
        _ => "no domain",
    };

    private static int? NodeOf<TDevice>(MachineNetwork network, LabHost<TDevice>? host, Func<TDevice, PciAddress> addressOf) => network.Device is null ? null
        : host?.Nodes.FirstOrDefault(node => node.Devices.Any(device => addressOf(device) == network.Device))?.Id;
}
