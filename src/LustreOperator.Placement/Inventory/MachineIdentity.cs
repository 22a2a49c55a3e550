using LustreOperator.Api;

namespace LustreOperator.Placement;

/// <summary>Which machine of which group of which cluster.</summary>
internal readonly record struct MachineIdentity(string Namespace, string Name, string Cluster, string Group, int Index)
{
    public string Key => KeyOf(Namespace, Name);

    /// <summary>The name in messages; the cluster is known from where they stand.</summary>
    public string Short => $"{Group}-{Index}";

    public static MachineIdentity Of(LustreMachine machine) =>
        new(machine.Metadata.Namespace ?? "", machine.Metadata.Name, machine.Spec.Cluster, machine.Spec.Group, machine.Spec.Index);

    public static MachineIdentity Of(MachineWish wish) => new(wish.Namespace, wish.Name, wish.Cluster, wish.Group.Name, wish.Index);

    public static string KeyOf(string @namespace, string name) => $"{@namespace}/{name}";

    public bool IsNamedAs(MachineIdentity other) => Name == other.Name && Namespace == other.Namespace;

    public bool SameCluster(MachineIdentity other) => Namespace == other.Namespace && Cluster == other.Cluster;

    public bool SameGroup(MachineIdentity other) => SameCluster(other) && Group == other.Group;
}
