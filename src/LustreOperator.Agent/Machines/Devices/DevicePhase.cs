using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

/// <summary>
/// Plugs in what the running domain lacks and asks back what it should not have. Functions are given only if the host still has them to give; the rest is
/// put right all the same. Pure.
/// </summary>
internal static class DevicePhase
{
    public static PhasePlan Plan(MachineLook look)
    {
        ValueList<PciAddress> parked = look.Observed.Existing?.Mark?.Parked ?? [];
        PhasePlan steps = look is { Needed: { } needed, Active: { } domain, MayChange: true } ? Steps(look, needed, domain) : new PhasePlan();
        return steps with
        {
            Differences = look.Devices,
            Conditions =
            [
                MachineSummary.Sync(
                    MachineConditionTypes.DevicesInSync, look, look.Devices, "disks, network interfaces and host devices are as wanted" + Told(parked)),
            ],
            Facts = new DeviceFacts(
                [.. look.Machine.Spec.DeviceAddresses()],
                [.. (look.Domain?.Live?.Definition.HostDevices ?? []).Select(device => device.Address).Order()],
                parked),
        };
    }

    private static PhasePlan Steps(MachineLook look, DomainDefinition needed, DomainSnapshot domain)
    {
        MachineObservation observed = look.Observed;
        MachineAction[] repairs = [.. look.Devices.Select(device => device.Repair).OfType<MachineAction>()];
        MachineFault? fault = FunctionGuard.Check(
            observed, [.. repairs.OfType<AttachDevice>().Select(attach => attach.Device).OfType<DomainHostDevice>().Select(device => device.Address)]);
        if (fault is not null)
        {
            repairs = [.. repairs.Where(step => step is not AttachDevice { Device: DomainHostDevice })];
        }

        PciAddress[] held = GroupParking.Functions(domain.Live!.Definition);
        return new PhasePlan
        {
            Actions =
            [
                .. fault is null && repairs.Length > 0 ? GroupParking.Park(observed, needed) : [],
                .. repairs.Select(step => step with { IsRepair = look.IsTakenIn }),
                .. GroupParking.GiveBack(observed, needed, [.. held, .. GroupParking.Functions(needed)]),
            ],
            Fault = fault,
            LookAgainAfter = look.Devices.Min(device => device.Awaited) ?? (fault is null ? null : PowerPlanner.RefusalRetry),
        };
    }

    private static string Told(ValueList<PciAddress> parked) => parked.Count == 0
        ? ""
        : $"; {string.Join(", ", parked)} of the same IOMMU group {(parked.Count == 1 ? "is" : "are")} parked while it runs";
}

/// <summary>PCI functions.</summary>
/// <param name="Wanted">Those of the spec.</param>
/// <param name="Held">Those that the domain has now, in order.</param>
/// <param name="Parked">Those that were taken from their host drivers for its sake.</param>
internal sealed record DeviceFacts(IReadOnlyList<PciAddress> Wanted, IReadOnlyList<PciAddress> Held, IReadOnlyList<PciAddress> Parked) : IPhaseFacts
{
    public LustreMachineStatus Into(LustreMachineStatus status) => status with
    {
        Hcas = $"{Held.Count(Wanted.Contains)}/{Wanted.Count}",

        // Where there are more than a status holds, the wanted ones are not those that are cut.
        Devices = Held.Count > StatusLimits.LustreMachine.MaximumOf("devices") ? [.. Held.OrderByDescending(Wanted.Contains)] : Held,
        ParkedDevices = Parked,
    };
}
