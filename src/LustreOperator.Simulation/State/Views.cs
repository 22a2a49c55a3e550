using LustreOperator.Libvirt;

namespace LustreOperator.Simulation.State;

/// <summary>What the host shows of itself. Nothing here walks more than it is asked for, nor reads XML.</summary>
internal static class Views
{
    private static readonly DiskRequests s_noDisk = new(0, 0, TimeSpan.Zero);
    private static readonly DiskRequests s_noFlush = new(0, null, TimeSpan.Zero);
    private static readonly InterfaceTraffic s_noTraffic = new(0, 0, 0, 0);

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

    private static DomainSummary Summary(SimulatedDomain domain) => new(domain.Identity.Name, domain.Identity.Uuid, domain.State)
    {
        Metadata = domain.Any.Definition.Metadata,
        Images = (domain.Live ?? domain.Inactive)!.Definition.Disks.Select(disk => disk.Source).ToValueList(),
        HostDevices = domain.Live is { } live ? live.Definition.HostDevices.Select(device => device.Address).Order().ToValueList() : [],
    };

    public static IReadOnlyList<DomainStatistics> Statistics(HostState state) => [.. state.Domains.Values.Select(Statistics)];

    // No guest runs and there is no clock: what counts stays at zero.
    private static DomainStatistics Statistics(SimulatedDomain domain) => new()
    {
        Identity = domain.Identity,
        State = domain.State,
        CpuTime = domain.IsActive ? TimeSpan.Zero : null,
        MaximumMemoryKiB = domain.Any.Definition.MemoryKiB,
        MemoryKiB = domain.Any.CurrentMemoryKiB ?? domain.Any.Definition.MemoryKiB,
        OnlineVCpus = domain.Any.OnlineVCpus ?? domain.Any.Definition.VCpus,
        Vcpus = Enumerable.Range(0, domain.Affinity.Length).Select(vcpu => new VcpuStatistics(vcpu, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero)).ToValueList(),
        Disks = (domain.Live?.Definition.Disks ?? []).Select(disk => new DiskStatistics(disk.Target, s_noDisk, s_noDisk, s_noFlush)).ToValueList(),
        Interfaces = (domain.Live?.InterfaceTargets ?? []).Select(target => new InterfaceStatistics(target, s_noTraffic, s_noTraffic)).ToValueList(),
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
