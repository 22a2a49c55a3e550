using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record UndefineDomain(string Domain, Guid Uuid) : MachineAction("DomainUndefined")
{
    public override string Describe() => $"undefine domain {Domain}";
}

internal sealed record DeleteVolume(string Pool, string Name) : MachineAction("VolumeDeleted")
{
    public override MachineFault? Explain(LibvirtException fault, MachineLook now) =>
        PoolFaults.Find(now.Observed.Host, now.Machine.Spec.Host, [Pool]);

    public override string Describe() => $"delete volume {Pool}/{Name}";
}

internal sealed record KeepVolume(string Pool, string Name) : MachineAction("VolumeKept")
{
    /// <summary>Why.</summary>
    public string Why { get; init; } = "it belongs to a Data disk whose reclaimPolicy is Retain";

    public override string Describe() => $"keep volume {Pool}/{Name}: {Why}";
}

internal sealed record LeaveVolume(string Pool, string Name) : MachineAction("VolumeLeft")
{
    public override string Describe() => $"leave volume {Pool}/{Name} as it is: the host has no such storage pool";
}
