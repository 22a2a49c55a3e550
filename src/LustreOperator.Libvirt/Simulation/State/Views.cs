namespace LustreOperator.Libvirt.Simulation.State;

/// <summary>What the host shows of itself. Nothing here walks more than it is asked for, nor reads XML.</summary>
internal static class Views
{
    public static HostCapabilities Capabilities(HostState state) => state.Shape.Capabilities with
    {
        Cells = state.Shape.Capabilities.Cells
            .Select(cell => cell with { Pages = cell.Pages.Select(pool => pool with { Free = state.Free(cell.Id, pool) }).ToValueList() })
            .ToValueList(),
    };

    public static IReadOnlyList<PciDevice> PciDevices(HostState state) =>
        [.. state.Shape.Devices.Values.Select(device => device with { Driver = state.DriverOf(device) })];

    public static IReadOnlyList<DomainSummary> Domains(HostState state) =>
        [.. state.Domains.Values.Select(Summary)];

    private static DomainSummary Summary(SimulatedDomain domain) => new(domain.Identity.Name, domain.Identity.Uuid, domain.State, domain.OwnerUid)
    {
        Images = (domain.Live ?? domain.Inactive)!.Definition.Disks.Select(disk => disk.Source).ToValueList(),
        HostDevices = domain.Live is { } live ? live.Definition.HostDevices.Select(device => device.Address).Order().ToValueList() : [],
    };

    public static DomainSnapshot Snapshot(SimulatedDomain domain) => new()
    {
        Identity = domain.Identity,
        State = domain.State,
        StateReason = StateReasons.Of(domain.State, domain.Reason),
        IsPersistent = domain.Inactive is not null,
        HasManagedSave = domain.HasManagedSave,
        Live = domain.Live,
        Inactive = domain.Inactive,
        VcpuAffinity = domain.Affinity.Select((cpus, vcpu) => new VcpuAffinity(vcpu, cpus, cpus.First())).ToValueList(),
    };
}
