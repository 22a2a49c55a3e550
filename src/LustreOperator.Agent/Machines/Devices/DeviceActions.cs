using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record AttachDevice(Guid Uuid, DomainDevice Device) : MachineAction("DeviceAttached")
{
    public override bool Disturbs => true;

    public override MachineFault? Explain(LibvirtException fault, MachineLook now) => DeviceFaults.Read(fault, now, [Device]);

    public override string Describe() => $"attach {Device.Key}";
}

internal sealed record DetachDevice(Guid Uuid, DomainDevice Device) : MachineAction("DeviceDetached")
{
    public override bool Disturbs => true;

    public override string Describe() => $"ask the guest to let go of {Device.Key}";
}

internal sealed record MarkParked(string Domain, Guid Uuid, DomainMark Mark, DomainScope Scope) : MachineAction(Reason: null)
{
    public override bool WaitsForJobs => true;

    public override string Describe() => Mark.Parked.Count == 0
        ? $"note on domain {Domain} that no function is parked for it"
        : $"note on domain {Domain} that {string.Join(", ", Mark.Parked)} is parked for it";
}

internal sealed record ParkFunction(PciAddress Function, string Domain) : MachineAction("DeviceParked")
{
    public override bool WaitsForJobs => true;

    public override MachineFault? Explain(LibvirtException fault, MachineLook now) => DeviceFaults.Read(fault, now, []);

    public override string Describe() => $"take PCI function {Function} from its host driver: it shares an IOMMU group with a function of domain {Domain}";
}

internal sealed record ReturnFunction(PciAddress Function, string Domain) : MachineAction("DeviceReturned")
{
    public override bool WaitsForJobs => true;

    public override string Describe() => $"give PCI function {Function} back to its host driver: domain {Domain} has no part of its IOMMU group any more";
}
