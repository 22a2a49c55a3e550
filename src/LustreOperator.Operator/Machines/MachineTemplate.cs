using LustreOperator.Api;
using LustreOperator.Placement;

namespace LustreOperator.Operator;

/// <summary>From a group of a cluster, and a place, to the machine object. Pure.</summary>
internal static class MachineTemplate
{
    /// <summary>A new machine: Off, with the finalizer that keeps it until its host has released it.</summary>
    public static LustreMachine New(LustreCluster cluster, WantedMachine wanted, MachineAssignment place) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = wanted.Name,
            Namespace = cluster.Metadata.Namespace,
            Labels = new Dictionary<string, string>
            {
                [ApiNames.HostLabel] = place.Host,
                [ApiNames.ClusterLabel] = cluster.Metadata.Name,
                [ApiNames.GroupLabel] = wanted.Group.Name,
            },
            Annotations = new Dictionary<string, string>
            {
                [ApiNames.AdmittedAnnotation] = "false",
                [ApiNames.PlacedForAnnotation] = PlacedFor.Of(cluster.Spec, wanted.Group).ToText(),
            },
            Finalizers = [ApiNames.MachineFinalizer],
            OwnerReferences =
            [
                new OwnerReference
                {
                    ApiVersion = ApiNames.ApiVersion,
                    Kind = LustreCluster.KindName,
                    Name = cluster.Metadata.Name,
                    Uid = cluster.Metadata.Uid!,
                    Controller = true,
                    BlockOwnerDeletion = true,
                },
            ],
        },
        Spec = Placed(Settings(cluster, wanted, new LustreMachineSpec()), cluster, wanted, place) with { PowerState = PowerState.Off },
    };

    /// <summary>What can change without a new place: policies, power and disks.</summary>
    public static LustreMachineSpec Settings(LustreCluster cluster, WantedMachine wanted, LustreMachineSpec spec) => spec with
    {
        Cluster = cluster.Metadata.Name,
        Group = wanted.Group.Name,
        Index = wanted.Index,
        Roles = wanted.Group.Roles,
        RolesText = string.Join(',', wanted.Group.Roles),
        PowerState = wanted.PowerState,
        RestartedAt = wanted.RestartedAt,
        RestartPolicy = wanted.Group.RestartPolicy,
        DriftPolicy = cluster.Spec.DriftPolicy,
        UpdatePolicy = cluster.Spec.UpdatePolicy,
        Paused = cluster.Spec.Paused,
        ShutdownGraceSeconds = wanted.Group.ShutdownGraceSeconds,
        Disks = DiskChanges.Merge(wanted.Name, spec.Disks, wanted.Disks).Disks,
    };

    /// <summary>What a place decides: host, CPUs, memory and networks.</summary>
    public static LustreMachineSpec Placed(LustreMachineSpec spec, LustreCluster cluster, WantedMachine wanted, MachineAssignment place) => spec with
    {
        Host = place.Host,
        Cpu = new MachineCpu
        {
            Count = wanted.Group.Cpu.Count,
            Pinning = wanted.Group.Cpu.Pinning,
            VcpuPins = place.VcpuPins,
            EmulatorCpus = place.EmulatorCpus,
        },
        Memory = new MachineMemory { Size = wanted.Group.Memory.Size, Hugepages = wanted.Group.Memory.Hugepages, NumaNodes = place.MemoryNodes },
        Networks =
        [
            .. from name in wanted.Group.Networks
               let network = cluster.Spec.Networks.First(network => network.Name == name)
               select new MachineNetwork
               {
                   Name = name,
                   Lnet = network.Lnet,
                   Device = place.Devices.TryGetValue(name, out PciAddress device) ? device : null,
                   Bridge = network.Bridge,
                   LibvirtNetwork = network.LibvirtNetwork,
                   Mac = network.Hca is null ? MachineNames.Mac(cluster.Metadata.Namespace!, wanted.Name, name) : null,
               },
        ],
    };
}
