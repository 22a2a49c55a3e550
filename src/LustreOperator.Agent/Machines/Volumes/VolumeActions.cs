using LustreOperator.Api;
using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record CreateVolume(VolumeDefinition Volume) : MachineAction("VolumeCreated")
{
    public override bool IsPreparation => true;

    public override MachineFault? Explain(LibvirtException fault, MachineLook now)
    {
        string host = now.Machine.Spec.Host;
        string?[] pools = [Volume.Pool, Volume.Base?.Pool];
        return PoolFaults.Find(now.Observed.Host, host, pools.OfType<string>()) ?? (fault.Kind, Volume.Base) switch
        {
            (LibvirtErrorKind.NoStorageVolume, { } origin) => new(
                MachineReasons.BaseVolumeMissing,
                $"volume {origin.Name} is not in storage pool {origin.Pool} of host {host}; upload it (virsh vol-upload) or correct disks[].base"),
            (LibvirtErrorKind.NoStoragePool, _) => PoolFaults.Missing(Volume.Pool, host),
            (LibvirtErrorKind.OperationInvalid, _) => PoolFaults.Stopped(Volume.Pool, host),
            _ => null,
        };
    }

    public override string Describe() => Volume.Base is { } origin
        ? $"create volume {Volume.Pool}/{Volume.Name} over {origin.Pool}/{origin.Name}"
        : $"create blank volume {Volume.Pool}/{Volume.Name} of {Volume.CapacityBytes >> 20} MiB";
}
