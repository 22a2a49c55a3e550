using LustreOperator.Libvirt;

namespace LustreOperator.Agent;

internal sealed record CreateVolume(VolumeDefinition Volume) : MachineAction("VolumeCreated")
{
    public override bool IsPreparation => true;

    public override string Describe() => Volume.Base is { } origin
        ? $"create volume {Volume.Pool}/{Volume.Name} over {origin.Pool}/{origin.Name}"
        : $"create blank volume {Volume.Pool}/{Volume.Name} of {Volume.CapacityBytes >> 20} MiB";
}
